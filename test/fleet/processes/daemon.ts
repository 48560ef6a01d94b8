import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const TETHER = fileURLToPath(new URL('./tether.sh', import.meta.url));

export interface Daemon {
  readonly name: string;
  readonly pid: number;
  /** Ends the process and all that it started, and waits until it is gone. Safe to call twice, or after it died. */
  stop(): Promise<void>;
  /** kill -9 of the process itself, as a crash; resolves when it is gone. */
  crash(): Promise<void>;
}

export interface DaemonSpec {
  name: string;
  command: readonly [string, ...string[]];
  /** Standard output and error go here. */
  log: string;
  env?: NodeJS.ProcessEnv;
  /** Asks the daemon itself: true when it answers as it should. May throw while it is not up. */
  answers: () => Promise<boolean>;
  /** Milliseconds until the start is called failed. */
  patience?: number;
}

/** Starts a daemon tied to this process (see tether.sh); resolves when it truly answers, rejects with the end of its log. */
export async function startDaemon(spec: DaemonSpec): Promise<Daemon> {
  const log = openSync(spec.log, 'a');
  const child = spawn('/bin/sh', [TETHER, ...spec.command], {
    detached: true,
    stdio: ['pipe', log, log, 'pipe'],
    env: spec.env ?? process.env,
  });
  closeSync(log);
  const tether = child.stdin;
  tether?.on('error', () => {});
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  // The tether's guard closes this when nothing of the family is left.
  const familyGone = new Promise<void>((resolve) => (child.stdio[3] as Readable).once('close', resolve).resume());
  const over = Promise.all([gone, familyGone]);
  let alive = true;
  void gone.then(() => {
    alive = false;
    tether?.destroy();
  });
  const daemon: Daemon = {
    name: spec.name,
    pid: child.pid ?? -1,
    async stop() {
      tether?.destroy();
      await over;
    },
    async crash() {
      if (alive) child.kill('SIGKILL');
      await over;
    },
  };
  const up = await until(async () => !alive || (await spec.answers()), spec.patience ?? 30_000);
  if (up && alive) return daemon;
  await daemon.stop();
  const end = (await readFile(spec.log, 'utf8')).split('\n').slice(-15).join('\n');
  throw new Error(`${spec.name} ${up ? 'ended at once' : 'does not answer'}; the end of ${spec.log}:\n${end}`);
}
