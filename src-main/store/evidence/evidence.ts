import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvidenceItem } from '../../contract/evidence.ts';
import { ResaltError, toFailure } from '../../contract/failures.ts';
import { makePrivateDirectory, notWritable, removeUnfinished, syncDirectory, systemCode } from '../durable-file.ts';
import type { Boxes } from '../session-history/sealed-site.ts';
import { type Catalogue, type KeptItem, openCatalogue, readCatalogue } from './catalogue.ts';
import { type Measured, meterOf, packing, passing, unpacked } from './measure.ts';
import { openedStream, sealedStream } from './sealed-stream.ts';

/** A piece to be kept, with its bytes still to come. */
export interface Piece extends Pick<EvidenceItem, 'siteId' | 'site' | 'kind' | 'name' | 'from' | 'run'> {
  incident: string;
  /** The bytes; where it throws, at its end too, nothing is kept. */
  body: AsyncIterable<Uint8Array>;
  /** They come as gzip; what is hashed and counted is what is in it. */
  packed: boolean;
  /** Hears how many have come, unpacked. */
  passed?: (bytes: number) => void;
  /** Asked when all bytes have come; may throw, and nothing is kept. */
  told?: (measured: Measured) => Partial<Pick<EvidenceItem, 'count' | 'lacks'>>;
  clockAhead: number | null;
  /** Bytes, unpacked, after which it is too large; 64 GiB when not given. */
  most?: number;
}

/**
 * Evidence of incidents, sealed on this machine: `evidence/<incident>/` with a file per piece and a catalogue (docs/decisions/0023).
 * Nothing here ever removes a piece. VAULT_LOCKED where it is; VAULT_DAMAGED; NOT_WRITABLE where the disk refuses or is full.
 */
export interface Evidence {
  /** In the order in which it was kept. */
  list(incident: string): Promise<readonly KeptItem[]>;
  /** Resolves when the piece and its line in the catalogue are on the disk. Of what fails on the way nothing stays. */
  keep(piece: Piece): Promise<KeptItem>;
  /** The bytes as they were read. Fails with VAULT_DAMAGED where they are not whole; what came before is not to be believed then. */
  read(incident: string, item: KeptItem): AsyncIterable<Buffer>;
  /** Opens and hashes pieces. */
  verify(incident: string, wanted?: (item: KeptItem) => boolean): Promise<Verified>;
  /** Bytes that may still be written on this disk. */
  free(): Promise<number>;
  /** Hears of each piece that was kept. */
  onKept(listener: (incident: string, item: KeptItem) => void): void;
  /** Lets go of what is in memory: the vault was locked. */
  forget(): Promise<void>;
}

export interface Verified {
  whole: KeptItem[];
  damaged: { id: string; why: string }[];
}

const most = 64 * 2 ** 30;
/** Bytes that evidence leaves to everything else on the disk. */
const spare = 64 * 2 ** 20;
/** Milliseconds after which a long piece looks at the disk again. */
const lookMs = 1000;

export interface EvidenceOptions {
  /** The data folder, held by the store's data lock. */
  dir: string;
  boxes: Boxes;
  who: string;
  now(): Date;
}

export function openEvidence({ dir, boxes, who, now }: EvidenceOptions): Evidence {
  const folderOf = (incident: string) => join(dir, 'evidence', incident);
  const pathOf = (incident: string, id: string) => join(folderOf(incident), `${id}.sealed`);
  const catalogues = new Map<string, Promise<Catalogue>>();
  const listeners: ((incident: string, item: KeptItem) => void)[] = [];

  const catalogueOf = (incident: string) => {
    const known = catalogues.get(incident) ?? begin(folderOf(incident), incident, boxes);
    catalogues.set(incident, known);
    known.catch(() => catalogues.delete(incident));
    return known;
  };
  const free = async () => {
    const { bavail, bsize } = await statfs(dir);
    return Math.max(0, bavail * bsize - spare);
  };
  const read = (incident: string, { id }: KeptItem) =>
    unpacked(openedStream(pathOf(incident, id), boxes, { incident, id }));

  async function* whileRoom(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let looked = 0;
    for await (const part of bytes) {
      if (Date.now() - looked > lookMs) {
        if ((await free()) === 0) throw full(dir);
        looked = Date.now();
      }
      yield part;
    }
  }

  const list = async (incident: string) => {
    const known = await catalogues.get(incident);
    const { items, damaged } = known
      ? { items: known.items(), damaged: known.damaged }
      : await readCatalogue(folderOf(incident), incident, boxes);
    if (damaged) throw broken(incident, damaged);
    return [...items];
  };

  return {
    free,
    read,
    list,
    async keep(piece) {
      const { incident, told, passed, body, packed, most: limit = most, ...rest } = piece;
      const catalogue = await catalogueOf(incident);
      if (catalogue.damaged) throw broken(incident, catalogue.damaged);
      const id = `e_${randomBytes(12).toString('base64url')}`;
      const meter = meterOf(limit, passed);
      const begunAt = now().toISOString();
      const bytes = packed ? passing(body, meter) : packing(body, meter);
      const said: { count?: number | null; lacks?: string | null } = {};
      await writeWhole(pathOf(incident, id), whileRoom(sealedStream(bytes, boxes, { incident, id })), () =>
        Object.assign(said, told?.(meter.measured())),
      );
      const { tail: _tail, lines: _lines, ...measured } = meter.measured();
      const ended = { begunAt, endedAt: now().toISOString(), count: null, lacks: null, ...said };
      const item: KeptItem = { id, ...rest, ...measured, ...ended, by: who };
      await catalogue.add(item);
      for (const listener of listeners) listener(incident, item);
      return item;
    },
    async verify(incident, wanted = () => true) {
      const verified: Verified = { whole: [], damaged: [] };
      for (const item of (await list(incident)).filter(wanted)) {
        const why = await damageOf(read(incident, item), item);
        if (why === null) verified.whole.push(item);
        else verified.damaged.push({ id: item.id, why });
      }
      return verified;
    },
    onKept: (listener) => void listeners.push(listener),
    async forget() {
      const all = [...catalogues.values()];
      catalogues.clear();
      for (const catalogue of all) await catalogue.then((one) => one.close()).catch(() => undefined);
    },
  };
}

/**
 * Makes the folder and takes away what a killed process left half-written. A whole piece without a line may also be one whose line was lost with the end of the
 * catalogue, which can't be told apart: it is set aside under another ending, never removed.
 */
async function begin(folder: string, incident: string, boxes: Boxes): Promise<Catalogue> {
  await makePrivateDirectory(folder);
  await removeUnfinished(folder);
  const catalogue = await openCatalogue(folder, incident, boxes);
  if (catalogue.damaged) return catalogue;
  const known = new Set(catalogue.items().map(({ id }) => `${id}.sealed`));
  for (const name of await readdir(folder))
    if (name.endsWith('.sealed') && !known.has(name)) await setAside(folder, name);
  return catalogue;
}

const setAside = (folder: string, name: string): Promise<void> =>
  rename(join(folder, name), join(folder, name.replace(/\.sealed$/, '.unlisted'))).catch((error: unknown) => {
    throw notWritable(folder, error);
  });

/** All of the bytes under their name, or nothing: 0600, synced, renamed; `check` may still refuse them. */
async function writeWhole(path: string, bytes: AsyncIterable<Buffer>, check: () => unknown): Promise<void> {
  const folder = join(path, '..');
  const unfinished = join(folder, `.piece.${randomBytes(6).toString('hex')}.writing`);
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      for await (const part of bytes) await file.appendFile(part);
      check();
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    await syncDirectory(folder);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw systemCode(error) === 'ENOSPC' ? full(folder) : notWritable(path, error);
  }
}

/** Null where the bytes are what the catalogue says. */
async function damageOf(bytes: AsyncIterable<Buffer>, item: KeptItem): Promise<string | null> {
  const meter = meterOf(Number.POSITIVE_INFINITY);
  try {
    for await (const part of bytes) meter.take(part);
  } catch (error) {
    const { code, message } = toFailure(error);
    if (code === 'VAULT_LOCKED') throw error;
    return message;
  }
  const { bytes: length, sha256 } = meter.measured();
  return length === item.bytes && sha256 === item.sha256 ? null : 'its hash is not the one in the catalogue';
}

const full = (where: string) =>
  new ResaltError(
    'NOT_WRITABLE',
    `The disk of ${where} is full: this piece of evidence was not kept. Make room and resume the run.`,
  );

const broken = (incident: string, why: string) =>
  new ResaltError(
    'VAULT_DAMAGED',
    `The evidence of ${incident} can’t be listed: ${why}. It was left as it is.`,
    'never',
  );
