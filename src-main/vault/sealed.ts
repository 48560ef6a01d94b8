import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** Base64 in its one canonical spelling, so that no other text stands for the same bytes. */
export function base64Bytes(least: number, most: number) {
  return z
    .string()
    .max(Math.ceil(most / 3) * 4)
    .refine((text) => {
      const bytes = Buffer.from(text, 'base64');
      return bytes.length >= least && bytes.length <= most && bytes.toString('base64') === text;
    }, 'is not base64 of the right length');
}

/** The largest secret: a wp-config with room to spare. */
export const SECRET_MAX_BYTES = 1024 * 1024;

export const sealed = z.strictObject({
  nonce: base64Bytes(12, 12),
  data: base64Bytes(0, SECRET_MAX_BYTES),
  tag: base64Bytes(16, 16),
});
export type Sealed = z.infer<typeof sealed>;

/** What a ciphertext is bound to: it opens with the same words in the same order and with no others. */
export type Context = readonly (string | number)[];

/** AES-256-GCM with a random nonce; `key` is 32 bytes. */
export function sealBytes(key: Uint8Array, plain: Uint8Array, context: Context): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(context));
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { nonce: base64(nonce), data: base64(data), tag: base64(cipher.getAuthTag()) };
}

/** Null where the key, the context or any byte is not what it was sealed with. */
export function openBytes(key: Uint8Array, box: Sealed, context: Context): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(box.nonce, 'base64'), { authTagLength: 16 });
  decipher.setAAD(associated(context)).setAuthTag(Buffer.from(box.tag, 'base64'));
  const plain = decipher.update(Buffer.from(box.data, 'base64'));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return null;
  }
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const associated = (context: Context): Buffer => Buffer.from(JSON.stringify(context));
