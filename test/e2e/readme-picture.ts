import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Fleet, startFleet } from '../fleet/fleet.ts';
import { type FleetSite, makeReadOnly } from '../fleet/site.ts';
import { engineFor, passphrase } from '../integration/open-engine.ts';
import { root } from './electron-runtime.ts';
import { unlock } from './flow/look.ts';
import { openBrowser } from './flow/shell.ts';
import { openEditor } from './flow/truth.ts';

const gone = { name: 'kestrel-www', url: 'http://127.30.9.9/', client: 'kestrel', tags: 'www', ssh_host: '127.30.9.9' };

/**
 * Makes docs/fleet.png, the README's picture, from real sites in the states that a fleet is found in:
 * `npx tsx test/e2e/readme-picture.ts`.
 */
const fleet = await startFleet({ sites: 14 });
const dataDir = await mkdtemp(join(tmpdir(), 'resalt-picture-'));
try {
  await bringAbout(fleet);
  const { page, close } = await openBrowser(dataDir);
  await takePicture(page).finally(close);
} finally {
  await rm(dataDir, { recursive: true, force: true });
  await fleet.stop();
}

async function bringAbout(fleet: Fleet): Promise<void> {
  const { sites } = fleet;
  const [edited, salted, readOnly] = [sites[5], sites[7], sites[9]];
  if (!edited || !salted || !readOnly) throw new Error('the fleet is too small');
  await openEditor(edited);
  await saltsFromEnvironment(salted);
  const engine = await engineFor(fleet, { dataDir });
  await engine.call.sites.import({ format: 'json', text: JSON.stringify([gone]) });
  const seen = { sites: sites.filter(({ index }) => index !== 12).map(({ name }) => name) };
  await engine.finish('InspectSite', {}, seen);
  const writable = await makeReadOnly(readOnly);
  const loggedOut = [...sites.slice(0, 5), readOnly].map(({ name }) => name);
  await engine.finish('FleetLogout', {}, { sites: [...loggedOut, gone.name] }).finally(writable);
  await engine.close();
}

async function saltsFromEnvironment({ configPath }: FleetSite): Promise<void> {
  const text = await readFile(configPath, 'utf8');
  const salt = /define\(\s*'((?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT))',.*\);/g;
  await writeFile(configPath, text.replace(salt, "define( '$1', getenv( 'WP_$1' ) );"));
}

async function takePicture(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: process.argv.includes('--light') ? 'light' : 'dark' });
  await page.setViewportSize({ width: 1280, height: 720 });
  await unlock(page, passphrase);
  await page.getByRole('row').filter({ hasText: 'Rotated' }).first().waitFor();
  for (const key of ['j', 'x', 'j', 'j', 'x']) await page.keyboard.press(key);
  await page.getByText('2 sites chosen').waitFor();
  await page.screenshot({ path: join(root, 'docs/fleet.png'), animations: 'disabled' });
}
