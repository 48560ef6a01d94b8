import { ResaltError } from '../../../contract/failures.ts';

// One kind of entry, a plain file with a short name, in the old ustar form that every tar reads. tar-stream was looked at: it holds
// a hostile archive's extended headers in memory whatever their size, and brings native modules for another runtime.

const block = 512;
/** Octal digits end here; larger sizes stand in base 256, as GNU's and BSD's tar have it. */
const largestOctal = 8 ** 11;
export const longestName = 99;
const safeName = /^[A-Za-z0-9_~][A-Za-z0-9._~-]*(\/[A-Za-z0-9_~][A-Za-z0-9._~-]*)*$/;

export const isSafeName = (name: string): boolean => name.length <= longestName && safeName.test(name);

export function tarHeader(name: string, size: number, mtime: Date): Buffer {
  if (!isSafeName(name)) throw new ResaltError('BUG', 'An entry of the archive has no plain name.', 'never');
  const header = Buffer.alloc(block);
  header.write(name, 0, 'latin1');
  header.write('0000600\0', 100, 'latin1');
  header.write('0000000\x000000000\0', 108, 'latin1');
  if (size < largestOctal) header.write(`${size.toString(8).padStart(11, '0')} `, 124, 'latin1');
  else {
    header.writeUInt8(0x80, 124);
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write(
    `${Math.floor(mtime.getTime() / 1000)
      .toString(8)
      .padStart(11, '0')} `,
    136,
    'latin1',
  );
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** What must follow a file's bytes. */
export const padding = (size: number): Buffer => Buffer.alloc((block - (size % block)) % block);
export const tarEnd = Buffer.alloc(2 * block);

/** Of all bytes of a header, its own place counted as blanks. */
function sumOf(header: Buffer): number {
  let sum = 8 * 0x20;
  for (const [at, byte] of header.entries()) if (at < 148 || at >= 156) sum += byte;
  return sum;
}

export interface TarEntry {
  name: string;
  size: number;
  /** To be read to its end before the next entry; what is left is passed over. */
  body: AsyncIterable<Buffer>;
}

/**
 * Reads what `tarHeader` writes and nothing else: another kind of entry, another name, a wrong sum, an end that is missing: INPUT_INVALID.
 * Nothing is written anywhere, and no more than what the source gives at a time is held.
 */
export async function* tarEntries(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const take = taker(source);
  try {
    yield* entriesOf(take);
  } finally {
    await take.close();
  }
}

async function* entriesOf(take: ReturnType<typeof taker>): AsyncGenerator<TarEntry> {
  for (;;) {
    const header = await take.exactly(block);
    if (header.every((byte) => byte === 0)) break;
    const { name, size } = readHeader(header);
    let left = size;
    const body = (async function* () {
      while (left > 0) {
        const part = await take.some(left);
        left -= part.length;
        yield part;
      }
    })();
    yield { name, size, body };
    while (left > 0) left -= (await take.some(left)).length;
    await take.exactly(padding(size).length);
  }
  const isEnd = (await take.exactly(block)).every((byte) => byte === 0) && !(await take.more());
  if (!isEnd) throw notOurs('has something behind its end');
}

function readHeader(header: Buffer): { name: string; size: number } {
  const text = (from: number, to: number) => header.toString('latin1', from, to).replace(/\0.*$/s, '');
  const name = text(0, 100);
  if (Number.parseInt(text(148, 156), 8) !== sumOf(header)) throw notOurs('has a damaged header');
  if (header[156] !== 0x30 || text(345, 500) !== '') throw notOurs('holds something else than plain files');
  if (!isSafeName(name)) throw notOurs('holds a file with a name that Resalt never gives');
  const digits = /^([0-7]{11}) ?$/.exec(text(124, 136))?.[1];
  const size = digits
    ? Number.parseInt(digits, 8)
    : header[124] === 0x80
      ? Number(header.readBigUInt64BE(128))
      : Number.NaN;
  if (!Number.isSafeInteger(size)) throw notOurs('has a damaged header');
  return { name, size };
}

function taker(source: AsyncIterable<Buffer>) {
  const parts = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    while (held.length === 0) {
      const next = await parts.next();
      if (next.done) return false;
      held = next.value;
    }
    return true;
  };
  const some = async (most: number): Promise<Buffer> => {
    if (!(await more())) throw notOurs('ends too early');
    const part = held.subarray(0, most);
    held = held.subarray(part.length);
    return part;
  };
  const exactly = async (length: number): Promise<Buffer> => {
    const got: Buffer[] = [];
    for (let left = length; left > 0; ) {
      const part = await some(left);
      got.push(part);
      left -= part.length;
    }
    return Buffer.concat(got);
  };
  return { some, exactly, more, close: async () => void (await parts.return?.()) };
}

const notOurs = (what: string) =>
  new ResaltError('INPUT_INVALID', `This is no evidence archive of Resalt’s as it was written: it ${what}.`, 'never');
