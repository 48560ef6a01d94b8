// `npm test`: checks, builds, and runs every test. Arguments go to vitest: `npm test -- test/unit`.
import { spawnSync } from 'node:child_process';
import { ROOT } from './modules.mjs';

const bin = (name) => `${ROOT}/node_modules/.bin/${name}`;
const steps = [
  [bin('tsc'), ['--noEmit']],
  [bin('biome'), ['check', '--error-on-warnings', '.']],
  [bin('electron-vite'), ['build', '--logLevel', 'warn']],
  [bin('vitest'), ['run', ...process.argv.slice(2)]],
];
for (const [program, args] of steps) {
  const { status } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
