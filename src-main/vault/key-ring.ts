import { ResaltError } from '../contract/failures.ts';
import { keysFrom, type VaultKeys, wipe } from './vault-key.ts';

/** The only place where the keys of an open vault are kept. */
export interface KeyRing {
  isOpen(): boolean;
  /** VAULT_LOCKED where there are none. For use at once: after waiting for anything they may have been wiped. */
  keys(): VaultKeys;
  /** Gives `work` a copy that locking does not wipe from under it; the copy is wiped when it ends. */
  lend<T>(work: (keys: VaultKeys) => Promise<T>): Promise<T>;
  /** To be called before an opening begins; what it returns keeps the keys, unless the vault was locked meanwhile. */
  opening(): (opened: VaultKeys) => void;
  /** True where it was open. */
  lock(): boolean;
}

export function keyRing(): KeyRing {
  let held: VaultKeys | null = null;
  let timesLocked = 0;

  const keys = (): VaultKeys => {
    if (!held) throw new ResaltError('VAULT_LOCKED', 'The vault is locked. Unlock it and try again.');
    return held;
  };
  return {
    isOpen: () => held !== null,
    keys,
    async lend(work) {
      const copy = keysFrom(Buffer.from(keys().vaultKey));
      try {
        return await work(copy);
      } finally {
        wipe(copy);
      }
    },
    opening() {
      const before = timesLocked;
      return (opened) => {
        if (timesLocked !== before) {
          wipe(opened);
          throw new ResaltError('VAULT_LOCKED', 'The vault was locked while it was being opened. Unlock it again.');
        }
        if (held) wipe(held);
        held = opened;
      };
    },
    lock() {
      timesLocked += 1;
      if (!held) return false;
      wipe(held);
      held = null;
      return true;
    },
  };
}
