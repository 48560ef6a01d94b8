import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../contract/failures.ts';
import { makePrivateDirectory, notWritable } from './durable-file.ts';

const tries = 4;

/**
 * One process at a time works with a data folder. NOT_ALLOWED_HERE, naming the other's process id, where one does.
 *
 * Each process puts a file that carries its id and start time in its name under `lock/`, and only then looks for files
 * of others: of two that begin at once at least one sees the other and steps back. A file of a dead process is removed
 * by whoever meets it, which no one else's file can suffer from, since no two have the same name. (One lock file taken
 * over from a dead owner has no such guarantee: two that judged it dead can each take it.)
 *
 * It works among the processes of one machine, not across a network drive or between containers.
 */
export async function lockDataFolder(dir: string): Promise<{ release(): Promise<void> }> {
  const folder = join(dir, 'lock');
  await makePrivateDirectory(folder);
  const mine = `${process.pid}-${startOf(process.pid) ?? 'unknown'}-${randomBytes(6).toString('hex')}`;
  const release = () => rm(join(folder, mine), { force: true });
  for (let attempt = 1; ; attempt += 1) {
    await writeFile(join(folder, mine), '', { flag: 'wx', mode: 0o600 }).catch((error) => {
      throw notWritable(join(folder, mine), error);
    });
    const other = await liveOther(folder, mine);
    if (!other) return { release };
    await release();
    if (attempt === tries) throw taken(dir, join(folder, other.name), other.pid);
    await wait(20 + Math.random() * 60);
  }
}

/** Removes what the dead left. A file whose name is none of ours is not a lock. */
async function liveOther(folder: string, mine: string): Promise<{ name: string; pid: number } | null> {
  for (const name of await readdir(folder)) {
    const [, pid, start] = /^(\d+)-(\d+|unknown)-[0-9a-f]{12}$/.exec(name) ?? [];
    if (name === mine || !pid || !start) continue;
    if (isAlive(Number(pid), start)) return { name, pid: Number(pid) };
    await rm(join(folder, name), { force: true });
  }
  return null;
}

/** The start time tells a process from a later one with the same id; where the system has none, the id must do. */
function isAlive(pid: number, start: string): boolean {
  const startNow = startOf(pid);
  if (startNow !== null || process.platform === 'linux') return startNow === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Clock ticks from the machine's start to the process's, as Linux tells; null elsewhere, and for one that has ended. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? null : (fields[18] ?? null);
  } catch {
    return null;
  }
}

function taken(dir: string, file: string, pid: number): ResaltError {
  const message = `Resalt is at work in ${dir} already, as process ${pid}. Close it and try again. (If no Resalt is running there, delete ${file}.)`;
  return new ResaltError('NOT_ALLOWED_HERE', message);
}
