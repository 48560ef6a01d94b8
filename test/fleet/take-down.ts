import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRoot, me } from './processes/account.ts';
import type { Daemon } from './processes/daemon.ts';

/** Ends the daemons and removes the folder, also where a test made files unchangeable. */
export async function takeDown(dir: string, running: readonly Daemon[]): Promise<void> {
  await Promise.all(running.map((daemon) => daemon.stop()));
  const sites = join(dir, 'sites');
  const run = promisify(execFile);
  if (existsSync(sites))
    await (isRoot ? run('chattr', ['-R', '-f', '-i', sites]) : run('chmod', ['-R', 'u+rwX', sites])).catch(() => {});
  await rm(dir, { recursive: true, force: true, maxRetries: 5 });
}

/** Removes temporary folders of fleets whose program was killed (their daemons ended with it). */
export async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const dir = join(tmpdir(), name);
    if (!name.startsWith('resalt-fleet-') || (await stat(dir).catch(() => null))?.uid !== me.uid) continue;
    const owner = Number(await readFile(join(dir, 'owner.pid'), 'utf8').catch(() => 'NaN'));
    if (owner > 0 && !existsSync(`/proc/${owner}`)) await takeDown(dir, []);
  }
}
