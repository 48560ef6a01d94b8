import { z } from 'zod';
import { credentialId } from '../contract/sites.ts';
import { openBytes, SECRET_MAX_BYTES, sealBytes, sealed } from './sealed.ts';
import { newKey, type VaultKeys } from './vault-key.ts';
import type { CredentialId } from './vault-types.ts';

export const secretKind = z.string().regex(/^[a-z][a-z-]{0,39}$/);

const envelope = z.strictObject({
  version: z.literal(1),
  id: credentialId,
  kind: secretKind,
  /** The credential's own key, under the vault's. */
  key: sealed,
  secret: sealed,
});

/** No envelope is longer; a longer file is not read. */
export const ENVELOPE_MAX_BYTES = Math.ceil(SECRET_MAX_BYTES / 3) * 4 + 4096;

/** The text of a credential's file. Every call makes a new key for it, so that no key ever encrypts twice. */
export function sealCredential(keys: VaultKeys, id: CredentialId, kind: string, secret: Uint8Array): string {
  const key = newKey();
  try {
    return JSON.stringify({
      version: 1,
      id,
      kind,
      key: sealBytes(keys.credentials, key, ['resalt credential key', 1, id, kind]),
      secret: sealBytes(key, secret, ['resalt credential', 1, id, kind]),
    });
  } finally {
    key.fill(0);
  }
}

/** Null where the text is not, to the byte, what `sealCredential` made for this id under these keys. */
export function openCredential(
  keys: VaultKeys,
  id: CredentialId,
  text: string,
): { kind: string; secret: Buffer } | null {
  const read = parseEnvelope(text);
  if (read?.id !== id) return null;
  const key = openBytes(keys.credentials, read.key, ['resalt credential key', 1, id, read.kind]);
  if (key?.length !== 32) return null;
  const secret = openBytes(key, read.secret, ['resalt credential', 1, id, read.kind]);
  key.fill(0);
  return secret && { kind: read.kind, secret };
}

function parseEnvelope(text: string): z.infer<typeof envelope> | null {
  try {
    const parsed = envelope.safeParse(JSON.parse(text));
    return parsed.success && JSON.stringify(parsed.data) === text ? parsed.data : null;
  } catch {
    return null;
  }
}
