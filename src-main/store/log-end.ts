import { open } from 'node:fs/promises';
import { type Link, readLine } from './chain.ts';
import { notWritable, systemCode } from './durable-file.ts';
import { readLog } from './read-log.ts';

export interface LogEnd {
  /** Where the next line belongs: after the last line that is whole, damage before it or not. */
  last: Link;
  /** Bytes up to and including the last line end; what follows was never acknowledged. */
  size: number;
  torn: boolean;
}

const tailBytes = 256 * 1024;

/** The end of a log, from its last lines alone where they are whole: an audit trail of years is not read to add a line. */
export async function findLogEnd(path: string, name: string): Promise<LogEnd> {
  return (await endInTail(path)) ?? readLog(path, name);
}

async function endInTail(path: string): Promise<LogEnd | null> {
  const tail = await readTail(path);
  const end = tail.bytes.lastIndexOf(10);
  if (end < 0) return null;
  const start = tail.bytes.subarray(0, end).lastIndexOf(10) + 1;
  // A line that begins before the tail is read from its middle here, and its hash does not fit.
  const line = readLine(tail.bytes.subarray(start, end).toString('utf8'));
  if (!line) return null;
  const last = { seq: line.seq, hash: line.hash };
  return { last, size: tail.from + end + 1, torn: end + 1 < tail.bytes.length };
}

async function readTail(path: string): Promise<{ from: number; bytes: Buffer }> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const from = Math.max(0, size - tailBytes);
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - from), position: from });
      return { from, bytes: buffer.subarray(0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { from: 0, bytes: Buffer.alloc(0) };
    throw notWritable(path, error);
  }
}
