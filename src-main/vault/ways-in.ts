import { ResaltError } from '../contract/failures.ts';
import { type HeaderContent, keychainContext, passphraseContext } from './header.ts';
import type { Keychain } from './keychain.ts';
import { keyFromPassphrase, newKdf, type ScryptCost } from './passphrase.ts';
import { openBytes, sealBytes } from './sealed.ts';
import { newKey } from './vault-key.ts';

/** The header with the vault key wrapped by a new passphrase, under a new salt. */
export async function withPassphrase<H extends HeaderContent>(
  header: H,
  vaultKey: Buffer,
  passphrase: string,
  cost: ScryptCost,
): Promise<H> {
  const kdf = newKdf(cost);
  const key = await keyFromPassphrase(passphrase, kdf);
  const wrapped = sealBytes(key, vaultKey, passphraseContext(header));
  key.fill(0);
  return { ...header, passphrase: { kdf, vaultKey: wrapped } };
}

/**
 * The header with the vault key wrapped by a new random key, which is by then in the OS keychain and was read back.
 * A keychain that takes a key and gives another one back is refused: NOT_ALLOWED_HERE.
 */
export async function withKeychain<H extends HeaderContent>(
  header: H,
  vaultKey: Buffer,
  keychain: Keychain,
): Promise<H> {
  const key = newKey();
  try {
    await keychain.write(header.id, key);
    const kept = await keychain.read(header.id);
    if (!kept?.equals(key)) {
      throw new ResaltError('NOT_ALLOWED_HERE', "This machine's keychain did not keep the key it was given.");
    }
    kept.fill(0);
    return { ...header, keychain: { vaultKey: sealBytes(key, vaultKey, keychainContext(header)) } };
  } finally {
    key.fill(0);
  }
}

/** The vault key. WRONG_PASSPHRASE where it does not open; NOT_ALLOWED_HERE where the vault has no passphrase. */
export async function unwrapByPassphrase(header: HeaderContent, passphrase: string): Promise<Buffer> {
  if (!header.passphrase) {
    throw new ResaltError('NOT_ALLOWED_HERE', 'This vault has no passphrase: unlock it by the keychain.', 'never');
  }
  const key = await keyFromPassphrase(passphrase, header.passphrase.kdf);
  const vaultKey = openBytes(key, header.passphrase.vaultKey, passphraseContext(header));
  key.fill(0);
  if (!vaultKey) throw new ResaltError('WRONG_PASSPHRASE', 'The passphrase does not open the vault.');
  return vaultKey;
}

/** The vault key. NOT_ALLOWED_HERE where vault or keychain has no such key; VAULT_DAMAGED where it does not fit. */
export async function unwrapByKeychain(header: HeaderContent, keychain: Keychain): Promise<Buffer> {
  const otherWay = header.passphrase ? 'Unlock it by the passphrase' : 'Restore the keychain from a backup';
  if (!header.keychain) {
    throw new ResaltError('NOT_ALLOWED_HERE', `This vault does not use the keychain. ${otherWay}.`, 'never');
  }
  const key = await keychain.read(header.id);
  if (!key) {
    throw new ResaltError('NOT_ALLOWED_HERE', `This machine's keychain holds no key for this vault. ${otherWay}.`);
  }
  const vaultKey = key.length === 32 ? openBytes(key, header.keychain.vaultKey, keychainContext(header)) : null;
  key.fill(0);
  if (!vaultKey) {
    const message = `The key in this machine's keychain does not fit this vault. ${otherWay}.`;
    throw new ResaltError('VAULT_DAMAGED', message, 'never');
  }
  return vaultKey;
}
