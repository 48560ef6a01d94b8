import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { patience } from '../flow/look.ts';
import type { Told } from './wordpress-says.ts';

export const table = (page: Page): Locator => page.getByRole('grid', { name: 'Sessions' });
export const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name }).first();
export const asNumber = (text: string | null): number => Number(/\d[\d,]*/.exec(text ?? '')?.[0].replaceAll(',', ''));

/** "4 groups, 92 logins shown": the last number; 0 for "no logins shown". */
export async function shownCount(page: Page): Promise<number> {
  const text = (await page.locator('.shown-count').textContent()) ?? '';
  return asNumber(text.replace(/.*groups?, /, '').replace('no ', '0 '));
}
export const shows = (page: Page, count: number): Promise<void> =>
  expect.poll(() => shownCount(page), patience).toBe(count);

/** Types into the filter as a person does: the key that leads there, the words, and out of the field again. What stood there goes. */
export async function filterBy(page: Page, words: string): Promise<void> {
  const field = page.getByLabel('Filter by text');
  await vi.waitFor(async () => {
    const there = () => field.evaluate((element) => element === document.activeElement);
    // A screen that has just come may not listen yet.
    if (!(await there())) await page.keyboard.press('/');
    expect(await there()).toBe(true);
  }, patience);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(words);
  await page.keyboard.press('Escape');
}

export const facet = (page: Page, title: string, choice: string | RegExp): Locator =>
  page.locator('.facet', { hasText: title }).getByRole('button', { name: choice }).first();

export interface Row extends Told {
  over: boolean;
}

/** Every row of the table as it can be read, from top to end; only what is in sight is drawn. */
export async function readTable(page: Page): Promise<Row[]> {
  const total = Number(await table(page).getAttribute('aria-rowcount')) - 1;
  const found = new Map<string, Row>();
  for (let top = 0; found.size < total && top < total * 30; top += 300)
    for (const [id, row] of await rowsAt(page, top)) found.set(id, row);
  expect(found.size).toBe(total);
  return [...found.values()];
}

const rowsAt = (page: Page, top: number): Promise<[string, Row][]> =>
  table(page).evaluate(async (box, to) => {
    box.scrollTop = to;
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return [...box.querySelectorAll<HTMLElement>('[data-id^=s]')].map((row) => {
      const cells = [...row.querySelectorAll<HTMLElement>('[role=gridcell]:not(.grid-check)')];
      const text = (at: number) => cells[at]?.innerText.trim() ?? '';
      const time = (at: number) => cells[at]?.querySelector('time')?.dateTime ?? '';
      return [
        row.dataset.id ?? '',
        {
          user: row.querySelector<HTMLElement>('.user-cell .name')?.innerText ?? '',
          ...{ site: text(2), country: text(3), ip: text(4), loginAt: time(6), expiresAt: time(7) },
          over: text(7) === 'over',
        },
      ];
    });
  }, top);

/** The lines of groups as they stand: what they share, and how many logins. */
export async function readGroups(page: Page): Promise<Record<string, number>> {
  const cells = await table(page).locator('.group-cell').all();
  const each = cells.map(async (cell) => [
    await cell.locator('.name').innerText(),
    asNumber(await cell.locator('.group-count').innerText()),
  ]);
  return Object.fromEntries(await Promise.all(each));
}

/** From the list of people to the one with this address. */
export async function openPerson(page: Page, email: string): Promise<void> {
  await filterBy(page, email);
  await page.keyboard.press('Home');
  await page.getByRole('link', { name: 'Open this person' }).click();
}
