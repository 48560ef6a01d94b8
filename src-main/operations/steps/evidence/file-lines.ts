import { ResaltError } from '../../../contract/failures.ts';
import { textOfPath } from '../../../wordpress/files/path-text.ts';

export interface FileTally {
  files: number;
  unhashed: number;
  closed: number;
  /** All came, to the mark at the end. */
  whole: boolean;
}

interface Entry {
  path: string;
  kind: string;
  mode: string;
  size: number;
  mtime: number;
  ctime: number;
  uid: number;
  gid: number;
  sha256?: string;
}

const longestField = 64 * 1024;
/** Files of a batch: GNU's find puts as many on a command line as 128 KB hold. */
const largestBatch = 100_000;

/** What filesScript prints as lines of JSON, one for each entry; no more than a batch is held. */
export async function* fileLines(
  printed: AsyncIterable<Uint8Array>,
  mark: string,
  tally: FileTally,
): AsyncGenerator<Buffer> {
  let batch = new Map<string, Entry>();
  let others: object[] = [];
  let link: string | null = null;
  let lost = false;
  const flush = (said: string) => {
    tally.files += batch.size;
    for (const { sha256 } of batch.values()) if (!sha256) tally.unhashed += 1;
    // Who should have hashed some of them was killed.
    if (said !== '' && Number(said) !== batch.size) lost = true;
    const lines = [...batch.values(), ...others].map((one) => `${JSON.stringify(one)}\n`).join('');
    [batch, others] = [new Map(), []];
    return Buffer.from(lines);
  };
  const take = (entry: Entry | null) => {
    if (entry?.kind === 'file') batch.set(entry.path, entry);
    else if (entry) others.push(entry);
    if (batch.size > largestBatch)
      throw new ResaltError('COMMAND_FAILED', 'The list of files names no end of a batch.');
  };
  for await (const fields of fieldsOf(printed)) {
    for (const field of fields) {
      const first = String.fromCharCode(field[0] ?? 0);
      if (link !== null) {
        others.push({ path: link, linksTo: textOfPath(field) });
        link = null;
      } else if (first === 'E') yield flush(field.toString('latin1', 1));
      else if (first === 'L') link = pathIn(field, 1);
      else if (first === 'P') take(entryOf(field, byFind));
      else if (first === 'S') take(entryOf(field, byStat));
      else if (first === 'U') {
        tally.closed += 1;
        others.push({ path: pathIn(field, 1), closed: true });
      } else if (first === 'Z') {
        yield flush('0');
        tally.whole = !lost && field.toString('latin1', 1) === mark;
      } else {
        const entry = batch.get(pathIn(field, 66));
        const hash = field.toString('latin1', 0, 64);
        if (entry && /^[0-9a-f]{64}$/.test(hash)) entry.sha256 = hash;
      }
    }
    if (others.length < 2000) continue;
    yield Buffer.from(others.map((one) => `${JSON.stringify(one)}\n`).join(''));
    others = [];
  }
  yield flush('');
}

/** What ended in each part that came. */
async function* fieldsOf(printed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of printed) {
    const bytes =
      rest.length > 0 ? Buffer.concat([rest, part]) : Buffer.from(part.buffer, part.byteOffset, part.length);
    const fields: Buffer[] = [];
    let from = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, from)) {
      fields.push(bytes.subarray(from, end));
      from = end + 1;
    }
    yield fields;
    rest = Buffer.from(bytes.subarray(from));
    if (rest.length > longestField)
      throw new ResaltError('COMMAND_FAILED', 'A name in the list of files is longer than any.');
  }
}

function pathIn(field: Buffer, from: number): string {
  const path = textOfPath(field.subarray(from));
  return path.startsWith('./') ? path.slice(2) : path;
}

/** "S81a4 12 1700000000 1700000000 33 33 ./index.php" or "Pf 644 12 1700000000.5 1700000000.5 33 33 ./index.php" */
function entryOf(field: Buffer, kindAndMode: (words: string[]) => { kind: string; bits: number }): Entry | null {
  let at = 0;
  const wanted = field[0] === 0x50 ? 7 : 6;
  for (let count = 0; count < wanted; count += 1) {
    at = field.indexOf(0x20, at) + 1;
    if (at === 0) return null;
  }
  const words = field.toString('latin1', 1, at - 1).split(' ');
  const { kind, bits } = kindAndMode(words);
  const [size = 0, mtime = 0, ctime = 0, uid = 0, gid = 0] = words.map((word) => Math.floor(Number(word)));
  const mode = (bits & 0o7777).toString(8).padStart(4, '0');
  return { path: pathIn(field, at), kind, mode, size, mtime, ctime, uid, gid };
}

const letters: Record<string, string> = {
  ...{ f: 'file', d: 'folder', l: 'link', p: 'fifo', s: 'socket', b: 'device', c: 'device' },
};

function byFind(words: string[]) {
  const [letter = '', mode = ''] = words.splice(0, 2);
  return { kind: letters[letter] ?? 'other', bits: Number.parseInt(mode, 8) };
}

const numbers: Record<number, string> = {
  ...{ 8: 'file', 4: 'folder', 10: 'link', 1: 'fifo', 12: 'socket', 2: 'device', 6: 'device' },
};

function byStat(words: string[]) {
  const bits = Number.parseInt(words.shift() ?? '', 16);
  return { kind: numbers[bits >> 12] ?? 'other', bits };
}
