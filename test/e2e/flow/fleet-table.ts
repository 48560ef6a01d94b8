import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { FleetSite } from '../../fleet/site.ts';
import { figure, patience, said, shown } from './look.ts';

export const siteRows = (page: Page): Locator => page.getByRole('grid', { name: 'Sites' }).getByRole('row');
const chosen = (page: Page): Locator => page.getByRole('region', { name: 'Chosen sites' });

/** A look at every site, which changes nothing; afterwards the figures are what the databases hold. */
export async function inspectAll(page: Page, sites: readonly FleetSite[], live: number): Promise<void> {
  await shown(siteRows(page), sites.length + 2);
  await page.keyboard.press('a');
  await chosen(page).getByRole('button', { name: 'Inspect' }).click();
  await said(page, `${sites.length} sites read. Nothing was changed.`);
  await page.getByRole('link', { name: 'Fleet' }).click();
  await shown(chosen(page));
  await page.keyboard.press('Escape');
  await shown(chosen(page), 0);
  expect(await figure(page, 'Sites')).toBe(sites.length + 1);
  await vi.waitFor(async () => expect(await figure(page, 'Reachable')).toBe(sites.length), patience);
  await vi.waitFor(async () => expect(await figure(page, 'Live logins')).toBe(live), patience);
}

/** By keys alone: filter, leave the field, walk, choose, open, come back. */
export async function walkByKeys(page: Page, sites: readonly FleetSite[]): Promise<void> {
  const [first, second] = sites.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (!first || !second) throw new Error('two sites are needed');
  await page.keyboard.press('/');
  await page.keyboard.type(first.client);
  await said(page, /^\d+ of \d+ shown$/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await shown(page.getByText(/^\d+ of \d+ shown$/), 0);
  await page.keyboard.press('Home');
  for (const key of ['j', 'j', 'k']) await page.keyboard.press(key);
  await page.keyboard.press('x');
  await shown(chosen(page).getByText('1 site chosen'));
  await page.keyboard.press('Enter');
  await shown(page.getByRole('heading', { level: 1, name: second.name }));
  await page.keyboard.press('Escape');
  await shown(chosen(page).getByText('1 site chosen'));
  await page.keyboard.press('Escape');
  await shown(chosen(page), 0);
}

export async function filterByClient(page: Page, { client }: FleetSite, hits: number): Promise<void> {
  await page.getByRole('combobox', { name: 'Client' }).selectOption(client);
  await shown(siteRows(page), hits + 1);
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
}

/** Chooses the sites one by one with the keys, in the order of their names. */
export async function chooseSites(page: Page, names: readonly string[]): Promise<void> {
  await shown(siteRows(page).filter({ hasText: names[0] ?? '' }));
  for (const name of names) await siteRows(page).filter({ hasText: name }).getByRole('checkbox').check();
  await shown(chosen(page).getByText(`${names.length} sites chosen`));
}

export async function askForPlan(page: Page): Promise<void> {
  await chosen(page).getByRole('button', { name: 'Log everyone out…' }).click();
  await shown(page.getByRole('button', { name: 'Look again' }));
}
