import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Scene, type Stage } from './screens/stage.ts';

/** Every screen in both themes, as pictures to look at: test-results/screens/*.png. */
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));

let stage: Stage;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  stage = await openStage();
}, 120_000);
afterAll(() => stage?.close());

const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 30_000 });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

async function bring(page: Page): Promise<void> {
  await page.getByLabel('Or paste a list').fill('name,ssh_host\na,web1.example');
  await button(page, 'Bring 2 lines as CSV').click();
  await said(page, 'Delete the file now');
}
async function plan(page: Page): Promise<void> {
  await page.getByRole('grid').waitFor();
  await page.keyboard.press('a');
  await button(page, 'Log everyone out…').click();
  await button(page, 'Look again').waitFor({ timeout: 30_000 });
}
async function confirm(page: Page): Promise<void> {
  await plan(page);
  await page.getByLabel('Waves').fill('1, 5, 20%');
  await button(page, 'Log everyone out of 134 sites').click();
  await page.getByLabel(/^Type the number/).fill('134');
}
async function run(page: Page): Promise<void> {
  await confirm(page);
  await page.keyboard.press('Enter');
  await said(page, /Wave 3 of 7: \d+ of \d+ done|logins on/);
}
async function result(page: Page): Promise<void> {
  await run(page);
  await button(page, 'Export').waitFor({ timeout: 60_000 });
}

const screens: [string, Scene, ((page: Page) => Promise<unknown>)?][] = [
  ['unlock', { vault: 'locked' }, (page) => said(page, 'Unlock Resalt')],
  ['first-run', { vault: 'absent', scenario: 'empty' }, (page) => said(page, 'Make a vault')],
  ['damaged', { vault: 'damaged' }, (page) => said(page, 'VAULT DAMAGED')],
  ['bring', { scenario: 'empty', hash: '#/bring' }, (page) => said(page, 'What the file holds')],
  ['bring-report', { scenario: 'empty', hash: '#/bring' }, bring],
  [
    'bring-trust',
    { scenario: 'empty', hash: '#/bring' },
    async (page) => {
      await bring(page);
      await button(page, 'Test these 12 sites').click();
      await button(page, 'Trust these 9 keys').waitFor();
    },
  ],
  ['fleet-empty', { scenario: 'empty' }, (page) => said(page, 'No sites yet')],
  ['fleet-one', { scenario: 'one' }, (page) => page.getByRole('grid').waitFor()],
  ['fleet', {}, (page) => page.getByRole('grid').waitFor()],
  [
    'fleet-tiles',
    { scenario: 'all' },
    async (page) => {
      await page.getByText('Tiles', { exact: true }).click();
      await page.getByRole('region', { name: 'Sites as tiles' }).waitFor();
    },
  ],
  [
    'palette',
    {},
    async (page) => {
      await page.getByRole('grid').waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('listbox', { name: 'Found' }).waitFor();
    },
  ],
  ['plan', {}, plan],
  ['confirm', {}, confirm],
  ['run', { beat: 60 }, run],
  ['result', { beat: 8 }, result],
  [
    'result-site',
    { beat: 8 },
    async (page) => {
      await result(page);
      await button(page, 'Steps').first().click();
    },
  ],
  ['interrupted', { scenario: 'interrupted', hash: '#/run/r_broken0001' }, (page) => said(page, 'INTERRUPTED')],
  ['runs', { scenario: 'interrupted', hash: '#/runs' }, (page) => page.getByRole('grid').waitFor()],
  [
    'site',
    {},
    async (page) => {
      await page.getByRole('link', { name: 'acme-blog', exact: true }).click();
      await page.getByRole('region', { name: 'Salts' }).waitFor();
    },
  ],
  ['settings', { hash: '#/settings' }, (page) => said(page, 'a browser, over loopback')],
];

const looks: [string, Scene][] = [
  ['light', { theme: 'light' }],
  ['dark', { theme: 'dark' }],
  ['narrow', { theme: 'light', width: 1024, height: 700 }],
  ['wide', { theme: 'dark', width: 1680, height: 1000 }],
];

/** The dense ones are looked at in a small and in a large window too. */
const dense = ['fleet', 'plan', 'result', 'site'];

describe.each(screens)('%s', (name, scene, act) => {
  it.each(dense.includes(name) ? looks : looks.slice(0, 2))('has room %s', async (look, how) => {
    const page = await stage.open({ ...scene, ...how });
    await act?.(page);
    await page.screenshot({ path: `${folder}${name}-${look}.png` });
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(beyond).toBeLessThanOrEqual(0);
    await page.context().close();
  });
});
