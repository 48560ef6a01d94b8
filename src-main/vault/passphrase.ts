import { randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { ResaltError } from '../contract/failures.ts';
import { base64, base64Bytes } from './sealed.ts';

const MiB = 1024 * 1024;

/** Bounded, because it is read from a file: a hostile one must not ask for 100 GB or for an hour. */
export const scryptCost = z
  .strictObject({
    N: z
      .number()
      .int()
      .min(2)
      .max(2 ** 22),
    r: z.number().int().min(1).max(32),
    p: z.number().int().min(1).max(8),
  })
  .refine(({ N }) => Number.isInteger(Math.log2(N)), 'N is not a power of two')
  .refine(({ N, r }) => 128 * N * r <= 1024 * MiB, 'asks for more than 1 GiB');
export type ScryptCost = z.infer<typeof scryptCost>;

/** 128 MiB of memory and about half a second: OWASP's first choice for scrypt. */
export const productionCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

export const passphraseKdf = z.strictObject({ scrypt: scryptCost, salt: base64Bytes(16, 64) });
export type PassphraseKdf = z.infer<typeof passphraseKdf>;

export function newKdf(cost: ScryptCost): PassphraseKdf {
  return { scrypt: cost, salt: base64(randomBytes(32)) };
}

/**
 * 32 bytes from a passphrase of 1 to 1024 characters. Unicode is normalised (NFKC), because keyboards of different
 * systems send the same letters in different forms. INPUT_INVALID where it is empty or too long.
 */
export async function keyFromPassphrase(passphrase: string, kdf: PassphraseKdf): Promise<Buffer> {
  if (passphrase.length === 0 || passphrase.length > 1024) {
    throw new ResaltError('INPUT_INVALID', 'A passphrase has 1 to 1024 characters.', 'never');
  }
  const { N, r, p } = kdf.scrypt;
  const options = { N, r, p, maxmem: 128 * N * r * 2 + 128 * r * p + MiB };
  const salt = Buffer.from(kdf.salt, 'base64');
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
