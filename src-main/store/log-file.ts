import { appendFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../contract/failures.ts';
import { type Link, lineAfter } from './chain.ts';
import { notWritable, syncDirectory } from './durable-file.ts';
import { findLogEnd } from './log-end.ts';

/** A log that only grows: hash-chained lines of JSON (chain.ts). */
export interface LogFile {
  /**
   * `body` is the JSON of an object that is not empty. Resolves when the line is on the disk; lines stand in the order of the calls. What comes while a sync is under way
   * shares the next one. NOT_WRITABLE: the line is not in the log, and neither is any part of it.
   * `lazily`, for what nobody relies on: it is written a moment later or with the next line, and synced with that one.
   * Answers with where the line stands.
   */
  append(body: string, how?: { lazily?: boolean }): Promise<Link>;
  /** Sees to it that all that was appended so far is written or refused. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds: a line that others may join, and one that nobody waits for. */
const gatherMs = 2;
const lazyMs = 25;

interface Waiting {
  body: string;
  lazily: boolean;
  resolve(link: Link): void;
  reject(error: unknown): void;
}

/** Opens or begins a log. What a crash left of a line that was never acknowledged is cut off. */
export async function openLog(path: string, name: string): Promise<LogFile> {
  const found = await findLogEnd(path, name);
  const file = await openToAppend(path, found.size, found.torn);
  const written = { last: found.last, size: found.size };
  let waiting: Waiting[] = [];
  let work: Promise<void> = Promise.resolve();
  let working = false;
  let broken = false;
  let later: NodeJS.Timeout | undefined;

  function begin(): Promise<void> {
    clearTimeout(later);
    later = undefined;
    if (working || waiting.length === 0) return work;
    working = true;
    work = writeWaiting();
    return work;
  }

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      await wait(gatherMs);
      const batch = waiting;
      waiting = [];
      try {
        if (broken) throw new ResaltError('NOT_WRITABLE', `${path} could not be repaired after a failed write.`);
        const links = await writeBatch(file, batch, written);
        for (const [n, { resolve }] of batch.entries()) resolve(links[n] ?? written.last);
      } catch (error) {
        broken ||= !(await cutBack(file, written.size));
        for (const { reject } of batch) reject(notWritable(path, error));
      }
    }
    working = false;
  }

  return {
    append: (body, { lazily = false } = {}) =>
      new Promise((resolve, reject) => {
        waiting.push({ body, lazily, resolve, reject });
        if (working) return;
        if (lazily) later ??= setTimeout(begin, lazyMs);
        else begin();
      }),
    settled: begin,
    async close() {
      await begin();
      await file.close();
    },
  };
}

async function openToAppend(path: string, size: number, torn: boolean): Promise<FileHandle> {
  try {
    const file = await open(path, 'a', 0o600);
    if (torn) await file.truncate(size);
    await file.sync();
    await syncDirectory(dirname(path));
    return file;
  } catch (error) {
    throw notWritable(path, error);
  }
}

/** One write and one sync for all; no sync where nobody relies on any of them. `written` moves on only when both have succeeded. */
async function writeBatch(file: FileHandle, batch: readonly Waiting[], written: { last: Link; size: number }) {
  const links: Link[] = [];
  let last = written.last;
  let text = '';
  for (const { body } of batch) {
    const line = lineAfter(last, body);
    text += line.text;
    last = line.link;
    links.push(last);
  }
  appendFileSync(file.fd, text);
  if (batch.some(({ lazily }) => !lazily)) await file.datasync();
  written.last = last;
  written.size += Buffer.byteLength(text);
  return links;
}

/** After a failed write: a refused line must not be half there, or there after all. False where that failed too. */
async function cutBack(file: FileHandle, size: number): Promise<boolean> {
  try {
    await file.truncate(size);
    await file.datasync();
    return true;
  } catch {
    return false;
  }
}
