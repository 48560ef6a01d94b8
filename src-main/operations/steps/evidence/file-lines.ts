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

/** What filesScript prints as lines of JSON, one for each entry, in the order in which it comes; no more than a batch is held. */
export async function* fileLines(
  printed: AsyncIterable<Uint8Array>,
  mark: string,
  tally: FileTally,
): AsyncGenerator<Buffer> {
  let batch = new Map<string, Entry>();
  let others: object[] = [];
  let link: string | null = null;
  const flush = () => {
    for (const { kind, sha256 } of batch.values()) {
      if (kind !== 'file') continue;
      tally.files += 1;
      if (!sha256) tally.unhashed += 1;
    }
    const lines = [...batch.values(), ...others].map((one) => `${JSON.stringify(one)}\n`).join('');
    [batch, others] = [new Map(), []];
    return Buffer.from(lines);
  };
  for await (const field of fieldsOf(printed)) {
    const first = String.fromCharCode(field[0] ?? 0);
    if (link !== null) {
      others.push({ path: link, linksTo: textOfPath(field) });
      link = null;
    } else if (first === 'E') yield flush();
    else if (first === 'L') link = pathIn(field, 1);
    else if (first === 'S') {
      const entry = entryOf(field);
      if (entry) batch.set(entry.path, entry);
    } else if (first === 'U') {
      tally.closed += 1;
      others.push({ path: pathIn(field, 1), closed: true });
    } else if (first === 'Z') tally.whole = field.toString('latin1', 1) === mark;
    else {
      const hash = /^[0-9a-f]{64}$/.exec(field.toString('latin1', 0, 64))?.[0];
      const entry = batch.get(pathIn(field, 66));
      if (hash && entry) entry.sha256 = hash;
    }
  }
  yield flush();
}

async function* fieldsOf(printed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of printed) {
    const bytes =
      rest.length > 0 ? Buffer.concat([rest, part]) : Buffer.from(part.buffer, part.byteOffset, part.length);
    let from = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, from)) {
      yield bytes.subarray(from, end);
      from = end + 1;
    }
    rest = Buffer.from(bytes.subarray(from));
    if (rest.length > longestField)
      throw new ResaltError('COMMAND_FAILED', 'A name in the list of files is longer than any.');
  }
}

function pathIn(field: Buffer, from: number): string {
  const path = textOfPath(field.subarray(from));
  return path.startsWith('./') ? path.slice(2) : path;
}

const kinds: Record<number, string> = {
  8: 'file',
  4: 'folder',
  10: 'link',
  1: 'fifo',
  12: 'socket',
  2: 'device',
  6: 'device',
};

/** "S81a4 12 1700000000 1700000000 33 33 ./index.php" */
function entryOf(field: Buffer): Entry | null {
  const words: string[] = [];
  let at = 1;
  for (let count = 0; count < 6; count += 1) {
    const space = field.indexOf(0x20, at);
    if (space < 0) return null;
    words.push(field.toString('latin1', at, space));
    at = space + 1;
  }
  const [mode = '', ...numbers] = words;
  const [size = 0, mtime = 0, ctime = 0, uid = 0, gid = 0] = numbers.map(Number);
  const bits = Number.parseInt(mode, 16);
  const kind = kinds[bits >> 12] ?? 'other';
  return {
    path: pathIn(field, at),
    kind,
    mode: (bits & 0o7777).toString(8).padStart(4, '0'),
    size,
    mtime,
    ctime,
    uid,
    gid,
  };
}
