import { z } from 'zod';
import { ResaltError } from '../contract/failures.ts';
import { keyFromPassphrase, newKdf, passphraseKdf, productionCost, type ScryptCost } from './passphrase.ts';
import { openBytes, SECRET_MAX_BYTES, sealBytes, sealed } from './sealed.ts';

/** A file that opens with a passphrase of its own, apart from any vault (docs/decisions/0018 has the form). */
const passphraseFile = z.strictObject({
  resalt: z.literal('sealed by a passphrase'),
  version: z.literal(1),
  holds: z.string().regex(/^[a-z][a-z-]{0,39}$/),
  kdf: passphraseKdf,
  box: sealed,
});

/** No such file is longer. */
export const passphraseFileBytes = Math.ceil(SECRET_MAX_BYTES / 3) * 4 + 4096;

/** `holds`: a short word such as `new-passwords`; it opens as nothing else. INPUT_INVALID where it is more than 1 MiB. */
export async function sealByPassphrase(
  holds: string,
  plain: Uint8Array,
  passphrase: string,
  cost: ScryptCost = productionCost,
): Promise<string> {
  if (plain.length > SECRET_MAX_BYTES)
    throw new ResaltError(
      'INPUT_INVALID',
      'More than 1 MiB does not go into one file. Export some sites at a time.',
      'never',
    );
  const kdf = newKdf(cost);
  const key = await keyFromPassphrase(passphrase, kdf);
  const box = sealBytes(key, plain, context(holds));
  key.fill(0);
  return `${JSON.stringify({ resalt: 'sealed by a passphrase', version: 1, holds, kdf, box }, null, 2)}\n`;
}

/** INPUT_INVALID where the text is no such file, WRONG_PASSPHRASE where it does not open. The caller wipes the bytes. */
export async function openByPassphrase(holds: string, text: string, passphrase: string): Promise<Buffer> {
  const file = read(text);
  if (file?.holds !== holds)
    throw new ResaltError(
      'INPUT_INVALID',
      `This is no file of Resalt that holds ${holds.replaceAll('-', ' ')}.`,
      'never',
    );
  const key = await keyFromPassphrase(passphrase, file.kdf);
  const plain = openBytes(key, file.box, context(holds));
  key.fill(0);
  if (plain === null)
    throw new ResaltError('WRONG_PASSPHRASE', 'The file does not open: another passphrase, or it was changed.', 'safe');
  return plain;
}

const context = (holds: string) => ['resalt sealed by a passphrase', 1, holds];

function read(text: string): z.infer<typeof passphraseFile> | null {
  if (text.length > passphraseFileBytes) return null;
  try {
    return passphraseFile.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
