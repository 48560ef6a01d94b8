import { join } from 'node:path';
import PQueue from 'p-queue';
import type { VaultStatus } from '../contract/fleet.ts';
import { makePrivateDirectory, removeUnfinished } from '../store/durable-file.ts';
import { type Clock, passphraseAttempts, systemClock } from './attempts.ts';
import { addKeychain, addPassphrase, changePassphrase, removeKeychain } from './changing-ways.ts';
import { credentialFiles } from './credential-files.ts';
import { credentialsIn } from './credentials.ts';
import { headerFileIn } from './header-file.ts';
import { keyRing } from './key-ring.ts';
import { type Keychain, systemKeychain } from './keychain.ts';
import { createVault, unlockByKeychain, unlockByPassphrase } from './opening.ts';
import { productionCost, type ScryptCost } from './passphrase.ts';
import { openBox, sealBox } from './sealed.ts';
import type { VaultParts } from './vault-parts.ts';
import type { Vault, VaultState } from './vault-types.ts';

export interface VaultOptions {
  /** The data folder: `vault.json`, its copy, and `vault/` with a file per credential. Held by the store's data lock. */
  dir: string;
  keychain?: Keychain;
  /** For tests: what a new passphrase costs. */
  cost?: ScryptCost;
  clock?: Clock;
}

/** Reads what is there and makes nothing but the folder; the vault is then absent or locked. */
export async function openVault(options: VaultOptions): Promise<Vault> {
  const { dir, keychain = systemKeychain(), cost = productionCost, clock = systemClock } = options;
  const folder = join(dir, 'vault');
  await makePrivateDirectory(folder);
  await removeUnfinished(dir);
  const files = await credentialFiles(folder);
  const header = await headerFileIn(dir, async () => (await files.ids()).length);
  return vaultOf({ header, ring: keyRing(), keychain, attempts: passphraseAttempts(clock), cost }, files);
}

function vaultOf(parts: VaultParts, files: Awaited<ReturnType<typeof credentialFiles>>): Vault {
  const { header, ring, keychain } = parts;
  const queue = new PQueue({ concurrency: 1 });
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  /** One change at a time; the listeners hear of those that succeeded. */
  const change = async (work: () => Promise<void>): Promise<void> => {
    await queue.add(work);
    tell();
  };
  const state = (): VaultState => (ring.isOpen() ? 'unlocked' : header.seen().found === 'none' ? 'absent' : 'locked');

  return {
    ...credentialsIn(files, ring.keys),
    state,
    async status() {
      return {
        ...describe(state(), ring.isOpen() ? header.seen() : await header.look()),
        keychain: await keychain.available(),
      };
    },
    create(ways) {
      const keep = ring.opening();
      return change(async () => keep(await createVault(parts, ways)));
    },
    unlock(way) {
      const keep = ring.opening();
      return change(async () => {
        keep('passphrase' in way ? await unlockByPassphrase(parts, way.passphrase) : await unlockByKeychain(parts));
        // A full disk must not keep the vault closed in an emergency: the next unlock tries again.
        await header.renewCopy().catch(() => undefined);
      });
    },
    lock() {
      if (ring.lock()) tell();
    },
    changePassphrase: (current, next) => change(() => changePassphrase(parts, current, next)),
    addPassphrase: (passphrase) => change(() => addPassphrase(parts, passphrase)),
    addKeychain: () => change(() => addKeychain(parts)),
    removeKeychain: () => change(() => removeKeychain(parts)),
    history: {
      seal: (plain, context) => sealBox(ring.keys().history, plain, ['resalt history', 1, ...context]),
      open: (box, context) => openBox(ring.keys().history, box, ['resalt history', 1, ...context]),
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function describe(state: VaultState, found: ReturnType<VaultParts['header']['seen']>): Omit<VaultStatus, 'keychain'> {
  const ways = found.found === 'header' ? found.header : null;
  return {
    state: found.found === 'damage' ? 'damaged' : state,
    hasPassphrase: ways?.passphrase != null,
    hasKeychain: ways?.keychain != null,
    damage: found.found === 'damage' ? found.why : null,
  };
}
