import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './modules.mjs';

const FOUND = join(ROOT, 'node_modules/.cache/resalt-machine.json');
/** Where Electron's own download is out of reach, a machine may have this beside the project. */
const PROVIDER = join(ROOT, '../shared/tools/electron-runtime/provide.sh');

/**
 * Finds a runnable Electron and writes its dist folder to node_modules/.cache/resalt-machine.json as
 * `{ "electronDist": "/…" | null, "at": ISO time }`; where there was none, it looks again a day later. Without one, the window can't be shown or tested; all else works.
 */
export function electron() {
  const chosen = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const { electronDist: known, at } = read();
  if (chosen ? known === chosen : known && existsSync(join(known, binary()))) return;
  if (!chosen && known === null && Date.now() - Date.parse(at) < 86_400_000) return;
  const dist = chosen ?? downloaded() ?? provided();
  remember(dist);
  console.log(
    dist
      ? `Electron is in ${dist}`
      : 'There is no Electron for this machine: the window is left out, the browser serves instead',
  );
}

function remember(electronDist) {
  try {
    mkdirSync(join(FOUND, '..'), { recursive: true });
    writeFileSync(FOUND, `${JSON.stringify({ electronDist, at: new Date().toISOString() })}\n`);
  } catch (error) {
    // Another account's checkout: ready all the same, only found anew each time.
    console.log(`Not remembered: ${error.message}`);
  }
}

function read() {
  return existsSync(FOUND) ? JSON.parse(readFileSync(FOUND, 'utf8')) : {};
}

const binary = () => (process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron');

function downloaded() {
  const folder = join(ROOT, 'node_modules/electron');
  const dist = join(folder, 'dist');
  if (!existsSync(join(dist, binary()))) {
    console.log('Downloading Electron (about 110 MB, once)');
    spawnSync(process.execPath, ['install.js'], { cwd: folder, stdio: 'ignore', timeout: 600_000 });
  }
  return runs(dist) ? dist : null;
}

function provided() {
  if (!existsSync(PROVIDER)) return null;
  console.log('Its download is out of reach; taking the one provided beside the project');
  const { status, stdout } = spawnSync(PROVIDER, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const dist = stdout?.trim().split('\n').at(-1);
  return status === 0 && dist && runs(dist) ? dist : null;
}

/** It is there, and finds its libraries. */
function runs(dist) {
  const program = join(dist, binary());
  if (!existsSync(program)) return false;
  const { status, stderr } = spawnSync(program, ['--no-sandbox', '--version'], { encoding: 'utf8', timeout: 20_000 });
  if (status !== 0) console.log(`Electron in ${dist} does not run: ${stderr?.trim().split('\n')[0] ?? ''}`);
  return status === 0;
}
