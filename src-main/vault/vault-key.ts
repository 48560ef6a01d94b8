import { hkdfSync, randomBytes } from 'node:crypto';

/** The keys of an open vault. Both come from the one vault key, which is what passphrase and keychain wrap. */
export interface VaultKeys {
  /** 32 bytes; itself never encrypts anything. */
  readonly vaultKey: Buffer;
  /** Wraps the key of each credential. */
  readonly credentials: Buffer;
  /** Signs the header. */
  readonly header: Buffer;
  /** Seals what was seen of sessions (docs/decisions/0010-session-history.md). */
  readonly history: Buffer;
}

export const newKey = (): Buffer => randomBytes(32);

/** Keeps `vaultKey` itself, so that `wipe` reaches it. */
export function keysFrom(vaultKey: Buffer): VaultKeys {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', vaultKey, '', `resalt vault 1 ${purpose}`, 32));
  return { vaultKey, credentials: derive('credentials'), header: derive('header'), history: derive('history') };
}

export function wipe(keys: VaultKeys): void {
  for (const key of [keys.vaultKey, keys.credentials, keys.header, keys.history]) key.fill(0);
}
