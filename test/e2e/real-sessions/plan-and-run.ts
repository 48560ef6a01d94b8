import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { said, shown } from '../flow/look.ts';
import { isOver } from '../flow/run.ts';

export interface Reach {
  logins: number;
  people: number;
  sites: number;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** The plan says how many sessions of how many people on how many sites, before anything ends. */
export async function planSays(page: Page, { logins, people, sites }: Reach): Promise<void> {
  await said(
    page,
    `${count(logins, 'login')} of ${count(people, 'person', 'people')} on ${count(sites, 'site')} would end.`,
  );
}

/** Ends what the plan said: by its button, and by its number where that is asked for. */
export async function confirm(page: Page, { logins, sites }: Reach): Promise<void> {
  const name = `End ${count(logins, 'login')} on ${count(sites, 'site')}`;
  await page.getByRole('button', { name, exact: true }).click();
  if (logins > 10) {
    const dialog = page.getByRole('dialog');
    await shown(dialog.getByText('There is no undo'));
    expect(await dialog.getByRole('button', { name }).isDisabled()).toBe(true);
    await dialog.getByLabel(`Type the number of logins, ${logins}, to go on`).fill(String(logins));
    await page.keyboard.press('Enter');
  }
  await page.getByRole('grid', { name: 'Sites of this run' }).waitFor();
  await isOver(page);
}
