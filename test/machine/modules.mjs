import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Installs the node modules when what is in node_modules is not what package-lock.json says. */
export function modules() {
  const lacking = difference();
  if (!lacking) return;
  console.log(`Installing the node modules (${lacking})`);
  // Without scripts: a module's install script is a stranger's program, and none is needed.
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('npm ci failed, see above');
}

/** The first module that is missing or another version; compared by contents, since a checkout changes file times. */
function difference() {
  const installedFile = `${ROOT}/node_modules/.package-lock.json`;
  if (!existsSync(installedFile)) return 'none are there yet';
  const wanted = JSON.parse(readFileSync(`${ROOT}/package-lock.json`, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  for (const [path, { version, integrity, optional, devOptional, peer }] of Object.entries(wanted)) {
    if (path === '' || ((optional || devOptional || peer) && !installed[path])) continue;
    const found = installed[path];
    if (found?.version !== version || found?.integrity !== integrity) return `${path} is not ${version}`;
  }
  return null;
}
