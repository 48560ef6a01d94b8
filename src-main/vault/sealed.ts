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
  const box = sealBox(key, plain, context);
  return {
    nonce: base64(box.subarray(0, nonceBytes)),
    data: base64(box.subarray(nonceBytes + tagBytes)),
    tag: base64(box.subarray(nonceBytes, nonceBytes + tagBytes)),
  };
}

/** Null where the key, the context or any byte is not what it was sealed with. */
export function openBytes(key: Uint8Array, { nonce, tag, data }: Sealed, context: Context): Buffer | null {
  return openBox(key, Buffer.concat([nonce, tag, data].map((part) => Buffer.from(part, 'base64'))), context);
}

const nonceBytes = 12;
const tagBytes = 16;

/** The same as bytes in one piece, of any length: nonce, tag, data. */
export function sealBox(key: Uint8Array, plain: Uint8Array, context: Context): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(context));
  const data = [cipher.update(plain), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...data]);
}

/** Null where the key, the context or any byte is not what it was sealed with. */
export function openBox(key: Uint8Array, box: Uint8Array, context: Context): Buffer | null {
  if (box.length < nonceBytes + tagBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(associated(context)).setAuthTag(box.subarray(nonceBytes, nonceBytes + tagBytes));
  const plain = decipher.update(box.subarray(nonceBytes + tagBytes));
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
