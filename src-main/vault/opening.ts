import { ResaltError } from '../contract/failures.ts';
import { type Header, isSignedBy, newHeader } from './header.ts';
import { keysFrom, newKey, type VaultKeys, wipe } from './vault-key.ts';
import type { VaultParts } from './vault-parts.ts';
import { unwrapByKeychain, unwrapByPassphrase, withKeychain, withPassphrase } from './ways-in.ts';

export interface NewVaultWays {
  passphrase?: string | undefined;
  keychain?: boolean | undefined;
}

/** Makes the vault, if there is none and nothing that might be the rest of one. Its keys, still to be kept. */
export async function createVault({ header, keychain, cost }: VaultParts, ways: NewVaultWays): Promise<VaultKeys> {
  refuseUnlessAbsent(await header.look());
  if (ways.passphrase === undefined && !ways.keychain) {
    const message = 'A vault needs a passphrase or the keychain: secrets are never kept without either.';
    throw new ResaltError('INPUT_INVALID', message, 'never');
  }
  const keys = keysFrom(newKey());
  let content = newHeader(new Date());
  try {
    if (ways.passphrase !== undefined) content = await withPassphrase(content, keys.vaultKey, ways.passphrase, cost);
    if (ways.keychain) content = await withKeychain(content, keys.vaultKey, keychain);
    await header.save(content, keys);
    return keys;
  } catch (error) {
    if (content.keychain) await keychain.remove(content.id).catch(() => undefined);
    wipe(keys);
    throw error;
  }
}

export async function unlockByKeychain({ header, keychain }: VaultParts): Promise<VaultKeys> {
  const present = await header.present();
  return admit(present, await unwrapByKeychain(present, keychain));
}

/** Waits its turn after wrong attempts; a right one ends the waiting. */
export async function unlockByPassphrase(parts: VaultParts, passphrase: string): Promise<VaultKeys> {
  const { header, attempts } = parts;
  const present = await header.present();
  await attempts.turn();
  try {
    const vaultKey = await unwrapByPassphrase(present, passphrase);
    attempts.wasRight();
    return admit(present, vaultKey);
  } catch (error) {
    if (error instanceof ResaltError && error.code === 'WRONG_PASSPHRASE') attempts.wasWrong();
    throw error;
  }
}

/** The keys, if the header is the one that they signed. */
function admit(header: Header, vaultKey: Buffer): VaultKeys {
  const keys = keysFrom(vaultKey);
  if (isSignedBy(header, keys)) return keys;
  wipe(keys);
  const next = 'Restore vault.json from a backup and find out who can write to this folder.';
  throw new ResaltError(
    'VAULT_DAMAGED',
    `The vault's header was changed by something else than Resalt. ${next}`,
    'never',
  );
}

function refuseUnlessAbsent(found: Awaited<ReturnType<VaultParts['header']['look']>>): void {
  if (found.found === 'damage') throw new ResaltError('VAULT_DAMAGED', found.why, 'never');
  if (found.found === 'header') {
    throw new ResaltError('NOT_ALLOWED_HERE', 'There is a vault in this data folder already: unlock it.', 'never');
  }
}
