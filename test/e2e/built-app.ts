import { execFile } from 'node:child_process';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sourceFiles } from '../unit/layers/imports.ts';
import { root } from './electron-runtime.ts';

const run = promisify(execFile);
const lock = join(root, 'node_modules/.cache/resalt-building');

/** Builds out/ where a source is newer than it; test files that ask at the same time wait for the one that builds. */
export async function builtApp(): Promise<string> {
  while (await isStale()) {
    if (await mkdir(lock).then(() => true, ifThere(false))) await build();
    else await wait(200);
  }
  return root;
}

async function build(): Promise<void> {
  try {
    await run(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
      cwd: root,
    });
  } finally {
    await rm(lock, { recursive: true });
  }
}

async function isStale(): Promise<boolean> {
  if (await stat(lock).then(isRecent, () => false)) return true;
  const outputs = ['main/main.js', 'main/cli.js', 'preload/preload.cjs', 'renderer/index.html'];
  const built = await Promise.all(outputs.map((file) => changedAt(join(root, 'out', file))));
  const sources = [...sourceFiles(root, ['src-main', 'src-renderer']), 'electron.vite.config.ts', 'package.json'];
  const changed = await Promise.all(sources.map((file) => changedAt(join(root, file))));
  return Math.min(...built) < Math.max(...changed);
}

/** A build that was killed leaves its lock; no build takes five minutes. */
async function isRecent({ mtimeMs }: { mtimeMs: number }): Promise<boolean> {
  if (Date.now() - mtimeMs < 300_000) return true;
  await rm(lock, { recursive: true, force: true });
  return false;
}

const changedAt = (file: string) => stat(file).then(({ mtimeMs }) => mtimeMs, ifThere(0));

function ifThere<T>(otherwise: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'EEXIST' || error.code === 'ENOENT') return otherwise;
    throw error;
  };
}
