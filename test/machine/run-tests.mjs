// `npm test`: checks, builds, and runs every test. Arguments go to vitest: `npm test -- test/unit`.
import { spawnSync } from 'node:child_process';
import { ROOT } from './modules.mjs';

const bin = (name) => `${ROOT}/node_modules/.bin/${name}`;
/** The whole of what the issues ask for; a single test file run by hand takes fewer. */
const env = { RESALT_CHAIN: '100', RESALT_PROPERTY_RUNS: '20000', RESALT_SWAPS: '1000', ...process.env };
const steps = [
  [bin('tsc'), ['--noEmit']],
  [bin('biome'), ['check', '--error-on-warnings', '.']],
  [bin('electron-vite'), ['build', '--logLevel', 'warn']],
  [bin('vitest'), ['run', ...process.argv.slice(2)]],
];
for (const [program, args] of steps) {
  const { status } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
