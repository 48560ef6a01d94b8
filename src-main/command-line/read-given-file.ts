import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { ResaltError } from '../contract/failures.ts';
import type { Terminal } from './terminal.ts';

export interface GivenFile {
  /** Whole. */
  path: string;
  text: string;
}

/**
 * The text of a file that somebody named, seen from where the terminal is; it may be a pipe. INPUT_INVALID where it can't be read or
 * is too large.
 */
export async function readGivenFile(
  { cwd }: Pick<Terminal, 'cwd'>,
  file: string,
  megabytes: number,
): Promise<GivenFile> {
  const path = resolve(cwd, file);
  const refuse = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
  const chunks: Buffer[] = [];
  let left = megabytes * 1_000_000;
  try {
    for await (const chunk of createReadStream(path)) {
      left -= chunk.length;
      if (left < 0) throw refuse(`${path} is larger than ${megabytes} MB.`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ResaltError) throw error;
    const { code } = error as { code?: unknown };
    if (code === 'EACCES' || code === 'EPERM') throw refuse(`${path} can not be read by this user.`);
    throw refuse(`There is no file ${path} that can be read.`);
  }
  return { path, text: Buffer.concat(chunks).toString('utf8') };
}
