import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../e2e/electron-runtime.ts';
import { passphrase } from './open-engine.ts';

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export interface CliRun {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly said: { out: string; err: string };
  readonly ended: Promise<Ended>;
}

/** The built command line (e2e/built-app.ts) as a process of its own, the passphrase handed over in its environment. */
export function startCli(dataDir: string, words: string[], env: NodeJS.ProcessEnv = {}): CliRun {
  const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), '--data', dataDir, ...words], {
    env: { ...process.env, RESALT_PASSPHRASE: passphrase, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...said }));
  });
  return { child, said, ended };
}
