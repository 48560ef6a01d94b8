// `npm test`: checks, builds, and runs every test. Arguments go to vitest: `npm test -- test/unit`.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './modules.mjs';

const bin = (name) => `${ROOT}/node_modules/.bin/${name}`;
/** The whole of what the issues ask for; a single test file run by hand takes fewer. */
const env = { RESALT_CHAIN: '100', RESALT_PROPERTY_RUNS: '20000', RESALT_SWAPS: '1000', ...process.env };
const how = { cwd: ROOT, stdio: 'inherit', env };

// Side by side: the type check keeps one core busy, the others take the other.
const before = [
  [bin('tsc'), ['--noEmit']],
  [bin('biome'), ['check', '--error-on-warnings', '.']],
  [bin('electron-vite'), ['build', '--logLevel', 'warn']],
].map(([program, args]) => once(spawn(program, args, how), 'close'));
for (const [status] of await Promise.all(before)) if (status !== 0) process.exit(status ?? 1);

process.exit(spawnSync(bin('vitest'), ['run', ...process.argv.slice(2)], how).status ?? 1);
