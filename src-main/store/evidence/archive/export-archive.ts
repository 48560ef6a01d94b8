import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { ResaltError } from '../../../contract/failures.ts';
import type { KeptItem } from '../catalogue.ts';
import { meterOf } from '../measure.ts';
import { checkArchive } from './check-archive.ts';
import { type Manifest, type Missing, own, readMe } from './manifest.ts';
import { writeNewFile } from './new-file.ts';
import { fingerprintOf } from './signing.ts';
import { longestName, padding, tarEnd, tarHeader } from './tar.ts';

export interface Exported {
  bytes: number;
  sha256: string;
  signedBy: string;
}

interface Wanted {
  incident: string;
  items: readonly KeptItem[];
  missing: readonly Missing[];
  read(item: KeptItem): AsyncIterable<Buffer>;
  key: KeyObject;
  resalt: string;
  by: string;
  at: Date;
}

/**
 * Writes the archive to a file that is not there yet, 0600, piece after piece, reads it again as anybody would who checks it, and only then gives it
 * its name. VAULT_DAMAGED where a piece is not what the catalogue says: then there is no archive. NOT_WRITABLE where the disk refuses, what
 * was read again is not what was written, or such a file is there.
 */
export async function exportArchive(path: string, wanted: Wanted): Promise<Exported> {
  const signedBy = fingerprintOf(createPublicKey(wanted.key));
  const written = await writeNewFile(
    path,
    async (file) => {
      const meter = meterOf(Number.POSITIVE_INFINITY);
      for await (const part of archive(wanted)) {
        meter.take(part);
        await file.appendFile(part);
      }
      return meter.measured();
    },
    async (unfinished) => {
      const { whole, problems, pieces, signedBy: seen } = await checkArchive(unfinished);
      if (whole && seen === signedBy && pieces === wanted.items.length) return;
      const why = problems[0] ?? 'pieces are missing';
      throw new ResaltError(
        'NOT_WRITABLE',
        `What was written to ${path} can’t be read back (${why}): there is no archive.`,
      );
    },
  );
  return { bytes: written.bytes, sha256: written.sha256, signedBy };
}

async function* archive({ incident, items, missing, read, key, resalt, by, at }: Wanted): AsyncGenerator<Buffer> {
  const publicKey = createPublicKey(key);
  const files = items.map((item, index) => ({ item, file: fileOf(item, index) }));
  const said: Manifest = {
    format: 'resalt evidence archive 1',
    ...{ resalt, incident, by, exportedAt: at.toISOString() },
    missing: [...missing],
    pieces: files.map(({ item: { name: _name, ...rest }, file }) => ({ ...rest, file })),
  };
  const head = (name: string, text: string | Buffer) => ({ name, bytes: Buffer.from(text) });
  const manifest = head(own.manifest, `${JSON.stringify(said, null, 1)}\n`);
  const first = [
    head(own.readMe, readMe(fingerprintOf(publicKey))),
    head(own.key, publicKey.export({ type: 'spki', format: 'pem' })),
  ];
  const sums = head(
    own.sums,
    [
      ...[...first, manifest].map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`),
      ...files.map(({ item, file }) => `${item.sha256}  ${file}\n`),
    ].join(''),
  );
  const signed = [
    manifest,
    head(own.signature, sign(null, manifest.bytes, key)),
    sums,
    head(own.sumsSignature, sign(null, sums.bytes, key)),
  ];
  for (const { name, bytes } of [...first, ...signed])
    yield Buffer.concat([tarHeader(name, bytes.length, at), bytes, padding(bytes.length)]);
  for (const { item, file } of files) yield* piece(item, file, read(item));
  yield tarEnd;
}

async function* piece(item: KeptItem, file: string, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const changed = () =>
    new ResaltError(
      'VAULT_DAMAGED',
      `${item.name} (${item.id}) is not what was kept. Verify the evidence; nothing was exported.`,
      'never',
    );
  yield tarHeader(file, item.bytes, new Date(item.endedAt));
  const meter = meterOf(item.bytes);
  for await (const part of bytes) {
    meter.take(part);
    yield part;
  }
  const measured = meter.measured();
  if (measured.bytes !== item.bytes || measured.sha256 !== item.sha256) throw changed();
  yield padding(item.bytes);
}

/** Each its own, also where two sites or two runs gave pieces of one name. */
function fileOf({ name, kind }: KeptItem, index: number): string {
  const [site = '', , ...rest] = name.split('/');
  const start = `${String(index + 1).padStart(6, '0')}/${site.slice(0, 30)}/${kind}/`;
  const end = rest.join('-');
  const room = longestName - start.length;
  return `${start}${end.length <= room ? end : `${end.slice(0, room - 13)}~${sha256(Buffer.from(end)).slice(0, 12)}`}`;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
