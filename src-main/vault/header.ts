import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { passphraseKdf } from './passphrase.ts';
import { base64, base64Bytes, type Context, sealed } from './sealed.ts';
import type { VaultKeys } from './vault-key.ts';

const fields = {
  format: z.literal('resalt vault'),
  version: z.literal(1),
  id: z.string().regex(/^v_[A-Za-z0-9_-]{22}$/),
  createdAt: z.iso.datetime(),
  /** The vault key, wrapped by each way in. */
  passphrase: z.strictObject({ kdf: passphraseKdf, vaultKey: sealed }).nullable(),
  keychain: z.strictObject({ vaultKey: sealed }).nullable(),
};
const content = z.object(fields);
export type HeaderContent = z.infer<typeof content>;

/**
 * `checksum` needs no key and tells damage from a wrong passphrase. `mac` needs the vault key and tells, once the vault
 * is opened, that somebody changed the header on purpose and made the checksum fit.
 */
const header = z.strictObject({ ...fields, mac: base64Bytes(32, 32), checksum: base64Bytes(32, 32) });
export type Header = z.infer<typeof header>;

/** No header is longer; a longer file is not read. */
export const HEADER_MAX_BYTES = 16 * 1024;

export function newHeader(createdAt: Date): HeaderContent {
  const id = `v_${randomBytes(16).toString('base64url')}`;
  return {
    format: 'resalt vault',
    version: 1,
    id,
    createdAt: createdAt.toISOString(),
    passphrase: null,
    keychain: null,
  };
}

export const passphraseContext = (of: HeaderContent): Context => ['resalt vault key', 1, of.id, 'passphrase'];
export const keychainContext = (of: HeaderContent): Context => ['resalt vault key', 1, of.id, 'keychain'];

/** Takes a signed header too, and signs it anew. */
export function signHeader(of: HeaderContent, keys: VaultKeys): Header {
  const signed = { ...content.parse(of), mac: macOf(of, keys) };
  return { ...signed, checksum: checksumOf(signed) };
}

export function isSignedBy(signed: Header, keys: VaultKeys): boolean {
  const { mac, checksum: _, ...of } = signed;
  return timingSafeEqual(Buffer.from(mac, 'base64'), Buffer.from(macOf(of, keys), 'base64'));
}

export const headerText = (of: Header): string => `${JSON.stringify(of, null, 2)}\n`;

/** The header, or in words why the text is none. Any byte that differs from what was written is noticed. */
export function parseHeader(text: string): { header: Header } | { damage: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { damage: 'it is cut short or not JSON' };
  }
  const parsed = header.safeParse(json);
  if (!parsed.success) return { damage: 'a field is missing, changed or made by a newer Resalt' };
  const { checksum, ...signed } = parsed.data;
  if (checksum !== checksumOf(signed) || headerText(parsed.data) !== text) {
    return { damage: 'its checksum does not fit' };
  }
  return { header: parsed.data };
}

const macOf = (of: HeaderContent, keys: VaultKeys): string =>
  createHmac('sha256', keys.header)
    .update(JSON.stringify(content.parse(of)))
    .digest('base64');

const checksumOf = (signed: Omit<Header, 'checksum'>): string =>
  base64(createHash('sha256').update(JSON.stringify(signed)).digest());
