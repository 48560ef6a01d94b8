import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './electron-app.ts';
import { electronDist } from './electron-runtime.ts';
import { openStage, type Stage } from './screens/stage.ts';

/** The sessions' screens in the Chromium that Electron brings, over the fake engine. */
describe.skipIf(electronDist() === null)('sessions in a window of Electron', () => {
  let stage: Stage;
  let dataDir: string;
  let launched: LaunchedApp;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'resalt-e2e-'));
    stage = await openStage();
    const folder = fileURLToPath(new URL('./screens/window.cjs', import.meta.url));
    const address = stage.address({ scenario: 'outcomes', hash: '#/sessions' });
    launched = await launchApp({ dataDir, folder, args: [address] });
  }, 120_000);
  afterAll(async () => {
    await launched?.close();
    await stage?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('filter, map, group, plan, typed confirmation, partial failure', async () => {
    const { window: page } = launched;
    const count = async (): Promise<number> =>
      Number(
        /(\d[\d,]*) logins? shown/
          .exec((await page.locator('.shown-count').textContent()) ?? '')?.[1]
          ?.replaceAll(',', ''),
      );
    await page.getByRole('grid', { name: 'Sessions' }).waitFor();
    const all = await count();
    await page.locator('[data-country=BR]').click();
    await expect.poll(count).toBeLessThan(all / 4);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('anna@agency');
    await page.keyboard.press('Escape');
    await expect.poll(count).toBeLessThan(all / 20);
    const some = await count();
    await page.getByLabel('Group by').selectOption('person');
    await page.keyboard.press('Escape');
    await expect.poll(count).toBe(all);
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('link', { name: 'Logged in' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('anna@agency');
    await page.keyboard.press('Escape');
    await expect.poll(count).toBe(some);
    await page.keyboard.press('j');
    await page.getByRole('link', { name: 'Open this person' }).click();
    await page.getByRole('button', { name: /^End all of this person’s/ }).click();
    await page.getByText(/ sites? did not answer: nothing is ended there\.$/).waitFor();
    await page.getByRole('button', { name: /^End \d+ logins on \d+ sites$/ }).click();
    const label = await page.getByText(/^Type the number of logins/).textContent();
    await page
      .getByRole('dialog')
      .getByRole('textbox')
      .fill(/\d+/.exec(label ?? '')?.[0] ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: 'Sites of this run' }).waitFor();
  }, 120_000);
});
