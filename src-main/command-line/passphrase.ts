import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ResaltError } from '../contract/failures.ts';
import type { Invocation } from './invocation.ts';

/** The passphrase that was handed over without a person: the first line of a file, or the environment. null: none was. */
export async function givenPassphrase(invocation: Invocation): Promise<string | null> {
  const { passphraseFile, terminal } = invocation;
  if (passphraseFile !== null) return readPassphrase(resolve(terminal.cwd, passphraseFile));
  const passphrase = terminal.env.RESALT_PASSPHRASE;
  // What Resalt starts (an SSH agent's helper, a browser) must not inherit it.
  delete terminal.env.RESALT_PASSPHRASE;
  return passphrase === undefined || passphrase === '' ? null : passphrase;
}

async function readPassphrase(path: string): Promise<string> {
  const refuse = (what: string) => new ResaltError('INPUT_INVALID', `The passphrase file ${path} ${what}.`, 'never');
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  if (size > 64 * 1024) throw refuse('is too large to be one');
  const text = await readFile(path, 'utf8').catch(() => {
    throw refuse('can not be read');
  });
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  if (line === '') throw refuse('has nothing in its first line');
  return line;
}
