import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ResaltError } from '../../../contract/failures.ts';
import { systemCode } from '../../durable-file.ts';
import { type Manifest, manifest, own } from './manifest.ts';
import { fingerprintOf } from './signing.ts';
import { type TarEntry, tarEntries } from './tar.ts';

export interface Checked {
  /** Whether the manifest is signed by the key in the archive, and every piece is there once, as it says. */
  whole: boolean;
  /** What is wrong, in words. */
  problems: string[];
  /** Whose key it is: only a fingerprint that came another way tells. null where there is no such key. */
  signedBy: string | null;
  manifest: Manifest | null;
  pieces: number;
  bytes: number;
}

const mostOfText = 512 * 2 ** 20;
const mostProblems = 100;

/** Checks an archive that anybody may have made. Nothing of it is unpacked or written; one piece after the other passes by. */
export async function checkArchive(path: string): Promise<Checked> {
  const checked: Checked = { whole: false, problems: [], signedBy: null, manifest: null, pieces: 0, bytes: 0 };
  const wrong = (what: string) => void (checked.problems.length < mostProblems && checked.problems.push(what));
  try {
    await readAll(createReadStream(path, { highWaterMark: 2 ** 20 }), checked, wrong);
  } catch (error) {
    const reason = systemCode(error);
    if (reason !== null) throw new ResaltError('INPUT_INVALID', `${path} can’t be read (${reason}).`, 'never');
    if (!(error instanceof ResaltError)) throw error;
    wrong(error.message);
  }
  return { ...checked, whole: checked.problems.length === 0 };
}

async function readAll(source: AsyncIterable<Buffer>, checked: Checked, wrong: (what: string) => void): Promise<void> {
  const texts = new Map<string, Buffer>();
  let expected: Map<string, Manifest['pieces'][number]> | null = null;
  const seen = new Set<string>();
  for await (const entry of tarEntries(source)) {
    if (seen.has(entry.name)) throw new ResaltError('INPUT_INVALID', `It holds ${entry.name} twice.`, 'never');
    seen.add(entry.name);
    if (ownNames.has(entry.name)) {
      texts.set(entry.name, await textOf(entry));
      continue;
    }
    expected ??= judgeHead(texts, checked, wrong);
    const piece = expected.get(entry.name);
    const sha256 = await hashOf(entry);
    if (!piece) wrong(`${entry.name} is not in the manifest.`);
    else if (piece.bytes !== entry.size || piece.sha256 !== sha256)
      wrong(`${entry.name} is not what the manifest says.`);
    else {
      checked.pieces += 1;
      checked.bytes += entry.size;
    }
  }
  expected ??= judgeHead(texts, checked, wrong);
  for (const name of expected.keys()) if (!seen.has(name)) wrong(`${name} is missing.`);
  judgeSums(texts, checked, wrong);
}

const ownNames = new Set<string>(Object.values(own));

/** The manifest and its signature; what it says should follow. Nothing of a manifest that is not signed is believed. */
function judgeHead(
  texts: ReadonlyMap<string, Buffer>,
  checked: Checked,
  wrong: (what: string) => void,
): Map<string, Manifest['pieces'][number]> {
  const key = keyIn(texts.get(own.key));
  const text = texts.get(own.manifest);
  if (!key) wrong('It holds no public key (Ed25519).');
  if (!text) wrong('It holds no manifest.');
  if (!key || !text) return new Map();
  checked.signedBy = fingerprintOf(key);
  if (!isSigned(text, texts.get(own.signature), key)) {
    wrong('The manifest is not signed by the key in the archive.');
    return new Map();
  }
  checked.manifest = manifestIn(text);
  if (!checked.manifest) wrong('The manifest is not one of Resalt’s.');
  return new Map((checked.manifest?.pieces ?? []).map((piece) => [piece.file, piece]));
}

/** The list for sha256sum must say the same, or people who check by hand would check something else. */
function judgeSums(texts: ReadonlyMap<string, Buffer>, checked: Checked, wrong: (what: string) => void): void {
  const key = keyIn(texts.get(own.key));
  const sums = texts.get(own.sums);
  if (!key || !sums || !isSigned(sums, texts.get(own.sumsSignature), key))
    return void wrong(`${own.sums} is not signed by the key in the archive.`);
  const heads = [own.readMe, own.key, own.manifest].map((name) => {
    const bytes = texts.get(name) ?? Buffer.alloc(0);
    return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
  });
  const said = [...heads, ...(checked.manifest?.pieces ?? []).map(({ sha256, file }) => `${sha256}  ${file}\n`)].join(
    '',
  );
  if (checked.manifest && sums.toString('utf8') !== said) wrong(`${own.sums} says something else than the manifest.`);
}

function isSigned(bytes: Buffer, signature: Buffer | undefined, key: KeyObject): boolean {
  return signature?.length === 64 && verify(null, bytes, key, signature);
}

function keyIn(pem: Buffer | undefined): KeyObject | null {
  try {
    const key = pem && createPublicKey({ key: pem.toString('latin1'), format: 'pem', type: 'spki' });
    return key?.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

function manifestIn(text: Buffer): Manifest | null {
  try {
    return manifest.safeParse(JSON.parse(text.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

async function textOf({ name, size, body }: TarEntry): Promise<Buffer> {
  if (size > mostOfText) throw new ResaltError('INPUT_INVALID', `Its ${name} is too large.`, 'never');
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function hashOf({ body }: TarEntry): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of body) hash.update(part);
  return hash.digest('hex');
}
