import { ResaltError } from '../contract/failures.ts';
import type { Header } from './header.ts';
import type { Keychain } from './keychain.ts';
import { unlockByPassphrase } from './opening.ts';
import { wipe } from './vault-key.ts';
import type { VaultParts } from './vault-parts.ts';
import { unwrapByKeychain, withKeychain, withPassphrase } from './ways-in.ts';

/** All of these wrap the same vault key anew or drop a wrapping; no credential is read or written. */

export async function changePassphrase(parts: VaultParts, current: string, next: string): Promise<void> {
  const keys = await unlockByPassphrase(parts, current);
  try {
    const present = await parts.header.present();
    await parts.header.save(await withPassphrase(present, keys.vaultKey, next, parts.cost), keys);
  } finally {
    wipe(keys);
  }
}

export async function addPassphrase({ header, ring, cost }: VaultParts, passphrase: string): Promise<void> {
  await ring.lend(async (keys) => {
    const present = await header.present();
    if (present.passphrase) {
      const message = 'This vault has a passphrase already: change it, which asks for the current one.';
      throw new ResaltError('NOT_ALLOWED_HERE', message, 'never');
    }
    await header.save(await withPassphrase(present, keys.vaultKey, passphrase, cost), keys);
  });
}

/** Changes nothing where the keychain opens the vault already. */
export async function addKeychain({ header, ring, keychain }: VaultParts): Promise<void> {
  await ring.lend(async (keys) => {
    const present = await header.present();
    if (present.keychain && (await opensByKeychain(present, keychain))) return;
    await header.save(await withKeychain(present, keys.vaultKey, keychain), keys);
  });
}

export async function removeKeychain({ header, ring, keychain }: VaultParts): Promise<void> {
  await ring.lend(async (keys) => {
    const present = await header.present();
    if (!present.keychain) return;
    if (!present.passphrase) {
      const message = 'The keychain is the only way into this vault: set a passphrase first.';
      throw new ResaltError('NOT_ALLOWED_HERE', message, 'never');
    }
    await header.save({ ...present, keychain: null }, keys);
    await keychain.remove(present.id);
  });
}

async function opensByKeychain(header: Header, keychain: Keychain): Promise<boolean> {
  return unwrapByKeychain(header, keychain).then(
    (vaultKey) => vaultKey.fill(0).length > 0,
    () => false,
  );
}
