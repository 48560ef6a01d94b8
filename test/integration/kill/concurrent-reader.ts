import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { Watched } from './generations.ts';

export interface ConcurrentReader {
  /** Ends it; what it saw, by path. */
  stop(): Promise<Record<string, Watched>>;
}

/** Starts the reader as a process of its own and comes back when it reads. It ends with this process. */
export async function startReader(paths: string[]): Promise<ConcurrentReader> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'config-reader.ts'), ...paths], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  if (child.exitCode !== null) throw new Error('The concurrent reader could not start.');
  setPriority(child.pid ?? 0, 5); // it takes what the others leave, all the time
  return {
    async stop() {
      child.stdin.end();
      await closed;
      return JSON.parse(out.slice(out.indexOf('\n') + 1));
    },
  };
}
