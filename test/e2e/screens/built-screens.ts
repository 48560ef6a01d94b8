import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../electron-runtime.ts';

export const config = fileURLToPath(new URL('./vite.config.ts', import.meta.url));
const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
const results = join(root, 'test-results');
const sources = ['src-renderer', 'src-main', 'test/e2e/screens', 'package-lock.json'];
const prefix = 'screens-build-';

/**
 * The folder in test-results with the screens and the fake engine as they are shipped, built once for all test files from the sources as
 * they are. It takes its name in one step, and none is emptied while another file serves it; what a day-old source left goes.
 */
export async function builtScreens(): Promise<string> {
  const name = `${prefix}${Math.round(await newest())}`;
  if (existsSync(join(results, name))) return name;
  const making = `${name}.${process.pid}`;
  const env = { ...process.env, NODE_ENV: 'production', SCREENS_BUILD: making };
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', config], { env });
  await rename(join(results, making), join(results, name)).catch(async (error) => {
    await rm(join(results, making), { recursive: true, force: true });
    // Another file was first: the same.
    if (!existsSync(join(results, name))) throw error;
  });
  await removeOld();
  return name;
}

/** When the last of the sources was changed, in milliseconds. */
async function newest(): Promise<number> {
  const times = await Promise.all(sources.map((source) => changedIn(join(root, source))));
  return Math.max(...times);
}

/** A folder's own time counts too: a file may have gone. */
async function changedIn(path: string): Promise<number> {
  const own = await stat(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const inside = await Promise.all((await readdir(path)).map((entry) => changedIn(join(path, entry))));
  return Math.max(own.mtimeMs, ...inside);
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(results)) {
    const path = join(results, name);
    if (!name.startsWith(prefix)) continue;
    if (Date.now() - (await stat(path)).mtimeMs > 86_400_000) await rm(path, { recursive: true, force: true });
  }
}
