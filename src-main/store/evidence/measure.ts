import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { ResaltError } from '../../contract/failures.ts';

/** What passed by: its hash, its length, its line ends and its end. */
export interface Measured {
  bytes: number;
  sha256: string;
  lines: number;
  tail: Buffer;
}

export interface Meter {
  take(part: Uint8Array): void;
  measured(): Measured;
}

const tailBytes = 512;
const room = { chunkSize: 256 * 1024 };

/** Fails with COMMAND_FAILED when more than `most` bytes pass by; `passed` hears how many have. */
export function meterOf(most: number, passed?: (bytes: number) => void): Meter {
  const hash = createHash('sha256');
  let [bytes, lines] = [0, 0];
  let tail: Buffer = Buffer.alloc(0);
  return {
    take(part) {
      bytes += part.length;
      if (bytes > most) throw new ResaltError('COMMAND_FAILED', `It is larger than ${most} bytes.`, 'never');
      hash.update(part);
      passed?.(bytes);
      for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) lines += 1;
      const end = Buffer.from(part.subarray(-tailBytes));
      tail = end.length === tailBytes ? end : Buffer.concat([tail, end]).subarray(-tailBytes);
    },
    measured: () => ({ bytes, sha256: hash.copy().digest('hex'), lines, tail }),
  };
}

/** Packs plain bytes (gzip) and measures them as they are. */
export async function* packing(plain: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Buffer> {
  const zip = createGzip({ level: 1, ...room });
  const feeding = pipeline(async function* () {
    for await (const part of plain) {
      meter.take(part);
      yield part;
    }
  }, zip);
  feeding.catch(() => undefined); // heard below
  try {
    yield* zip;
  } finally {
    zip.destroy();
  }
  await feeding;
}

/** Lets packed bytes pass as they are, and measures what is in them. Fails with COMMAND_FAILED where they can't be unpacked. */
export async function* passing(packed: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip(room);
  const reading = (async () => {
    for await (const part of unzip) meter.take(part);
  })();
  reading.catch(() => undefined); // heard below
  try {
    for await (const part of packed) {
      if (!unzip.write(part)) await Promise.race([once(unzip, 'drain'), reading]);
      yield part;
    }
    unzip.end();
    await reading;
  } catch (error) {
    throw inWords(error);
  } finally {
    unzip.destroy();
  }
}

/** What `packing` or `passing` gave, unpacked. */
export async function* unpacked(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const unzip = createGunzip(room);
  const feeding = pipeline(packed, unzip);
  feeding.catch(() => undefined);
  try {
    yield* unzip;
  } catch (error) {
    await feeding; // the first reason, where the source had one
    throw inWords(error);
  } finally {
    unzip.destroy();
  }
  await feeding;
}

function inWords(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('Z_')
    ? new ResaltError('COMMAND_FAILED', 'It was packed and can’t be unpacked: not all of it came.')
    : error;
}
