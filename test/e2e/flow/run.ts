import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { reads, said, shown } from './look.ts';

export const runRow = (page: Page, site: string): Locator =>
  page.getByRole('grid', { name: 'Sites of this run' }).getByRole('row').filter({ hasText: site });

export const needing = (page: Page): Locator =>
  page.getByRole('list', { name: 'What needs you' }).getByRole('listitem');

/** The id that stands in the address. */
export function runOf(page: Page): string {
  const [, id] = /#\/run\/(r_[\w-]+)/.exec(page.url()) ?? [];
  if (!id) throw new Error(`no run is shown at ${new URL(page.url()).hash}`);
  return id;
}

/** The plan as it is read: what needs a person stands above what is ready. */
export async function readPlan(page: Page, warned: string, lost: string, ready: number): Promise<void> {
  await said(page, `${ready + 2} sites: ${ready} ready, 1 with warnings and 1 can’t be reached.`);
  const list = page.getByRole('list', { name: 'What will happen per site' });
  const groups = await list.getByRole('button', { expanded: true }).allInnerTexts();
  expect(groups.map((text) => text.replaceAll(/[▾▸\s]+/g, ' ').trim())).toEqual([
    expect.stringContaining('Ready, with warnings: 1'),
    expect.stringContaining('Can’t be reached: 1'),
    expect.stringContaining(`Ready: ${ready}`),
  ]);
  const items = list.getByRole('listitem');
  await shown(items.filter({ hasText: warned }).filter({ hasText: '1 person is editing' }));
  await shown(items.filter({ hasText: lost }).filter({ hasText: 'Server not reached' }));
}

/** Another option: the plan is made again, by the engine, and says what it is of. */
export async function leaveOutEncryptors(page: Page): Promise<void> {
  await page.getByText('More options').click();
  await page.getByRole('checkbox', { name: 'Leave out their sites' }).check();
  await said(page, 'Sites with encrypting plugins are left out (chosen for this run).');
}

/** More than ten sites: their number must be typed, and another number does not do. */
export async function confirmByNumber(page: Page, sites: number): Promise<void> {
  const words = `Log everyone out of ${sites} sites`;
  await page.getByRole('button', { name: words }).click();
  const dialog = page.getByRole('dialog', { name: words });
  await dialog.getByLabel(/^Type the number of sites/).fill(String(sites + 1));
  expect(await dialog.getByRole('button', { name: words }).isDisabled()).toBe(true);
  await dialog.getByLabel(/^Type the number of sites/).fill(String(sites));
  await dialog.getByRole('button', { name: words }).click();
  await shown(page.getByRole('button', { name: 'Cancel the run' }));
}

/** One site per wave, so that the run stands still at a site that is held. */
export async function startOneByOne(page: Page, sites: number): Promise<void> {
  await page.getByLabel('Waves').fill('1');
  await said(page, `${sites} waves: 1, 1`);
  await page.getByRole('button', { name: `Log everyone out of ${sites} sites` }).click();
}

export async function inWorkAt(page: Page, before: string, at: string): Promise<void> {
  await reads(runRow(page, before), /Done/);
  await reads(runRow(page, at), /In work/);
}

export const isOver = (page: Page): Promise<void> => shown(page.getByText('Took', { exact: true }));
