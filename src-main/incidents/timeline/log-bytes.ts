import { pipeline, Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import type { LogToRead } from '../../operations/steps/read-logs-script.ts';
import { longestBefore } from '../../operations/steps/read-logs-script.ts';

/** Unpacked: a small file may hold terabytes of nothing. */
const mostUnpacked = 2 ** 30;

export interface Unpacking {
  bytes: AsyncIterable<Buffer>;
  /** Why not all of it came, when it has ended; null where it did. */
  lacks(): string | null;
}

/** Whether a log can be unpacked here. */
export const canUnpack = ({ compressed }: Pick<LogToRead, 'compressed'>): boolean =>
  compressed === null || compressed === 'gz';

/** The text of a log, gzip taken off. What is no gzip, or breaks off, gives what came until then. At most 1 GiB. */
export function unpackLog(bytes: AsyncIterable<Buffer>, compressed: LogToRead['compressed']): Unpacking {
  let why: string | null = null;
  async function* text(): AsyncGenerator<Buffer> {
    let size = 0;
    for await (const part of compressed === 'gz' ? gunzipped(bytes) : bytes) {
      yield part;
      size += part.length;
      if (size < mostUnpacked) continue;
      why = 'Only its first gigabyte was read.';
      return;
    }
  }
  async function* gunzipped(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const from = Readable.from(packed);
    // What was cut is read up to where it ends.
    const unpacked = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    let failed: Error | null = null;
    pipeline(from, unpacked, (error) => {
      failed = error ?? null;
    });
    try {
      for await (const part of unpacked) yield part as Buffer;
    } catch (error) {
      // The source's own failure is not the file's.
      if (!isZlib(error)) throw failed ?? error;
      why = 'It is damaged, or breaks off: what came until then was read.';
    }
  }
  return { bytes: text(), lacks: () => why };
}

const isZlib = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(Z_|ERR_ZLIB)/.test(String(error.code));

/**
 * The lines of a log, each cut at 32,768 bytes, however long it is; what a terminal or awk would take for a sign is "?". `partial`: the first line is the end of
 * one, and left out.
 */
export async function* linesOf(bytes: AsyncIterable<Buffer>, partial = false): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  let length = 0;
  let skip = partial;
  const add = (part: Buffer) => {
    if (length < longestBefore) begun.push(part.subarray(0, longestBefore - length));
    length += part.length;
  };
  const take = (): string => {
    const line = Buffer.concat(begun).toString('utf8').replaceAll('\0', '?').replaceAll('\u0001', '?');
    begun = [];
    length = 0;
    return line.replace(/\r$/, '');
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      add(chunk.subarray(from, at));
      from = at + 1;
      const line = take();
      if (!skip) yield line;
      skip = false;
    }
    add(chunk.subarray(from));
  }
  if (length > 0 && !skip) yield take();
}
