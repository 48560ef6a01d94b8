import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { wordpressCore } from './core.ts';

const run = promisify(execFile);
const markOf = (core: string) => `${core}.linked`;

/**
 * The fleet's own WordPress in `to`: the cache may lie where the web server's account can't read. Links to the cached files where the file
 * system can: copying 2,800 files costs a second of one core. What is shared so may not be written to; `seeUntouched` tells.
 */
export async function ownCore(version: string, to: string): Promise<string> {
  const cached = await wordpressCore(version);
  try {
    await run('cp', ['-al', cached, to]);
    await writeFile(markOf(to), '');
  } catch {
    await rm(to, { recursive: true, force: true });
    await run('cp', ['-r', '--reflink=auto', cached, to]);
  }
  return to;
}

/** Throws where a test wrote into a file, or changed its mode, that every other fleet has too; the cache is thrown away then. */
export async function seeUntouched(core: string, version: string): Promise<void> {
  const changed = ['-type', 'f', '(', '-newer', markOf(core), '-o', '-perm', '/133', ')'];
  // Where there is no mark the files are the fleet's own.
  const { stdout } = await run('find', [core, ...changed]).catch(() => ({ stdout: '' }));
  if (stdout === '') return;
  await rm(await wordpressCore(version), { recursive: true });
  throw new Error(`A test wrote into WordPress's files, which all fleets share: ${stdout.split('\n')[0]}`);
}
