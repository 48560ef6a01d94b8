import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { countryName } from '../../../src-renderer/words/country.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import { figure, said, shown } from '../flow/look.ts';
import type { Tell } from './now.ts';
import * as people from './people.ts';
import { button, facet, filterBy, readGroups, readTable, shownCount, shows } from './table.ts';
import { lines, type Told, wordpressSays } from './wordpress-says.ts';

/** From the empty screen to who came and went between two looks. */
export function tellSeeing(tell: Tell): void {
  tell('nobody has looked, then every login that WordPress knows of', async ({ page, fleet, see, go, sessions }) => {
    await go('Sessions');
    await said(page, 'Nobody has looked yet');
    await see('01-nobody-looked');
    await button(page, 'Look at 4 sites').click();
    await said(page, '4 sites read. Nothing was changed.');
    await sessions();
    await see('02-table');
    await agrees(page, fleet);
  });

  tell('the filter follows the typing, and what is chosen stays chosen', async ({ page }) => {
    const rows = await readTable(page);
    await filterBy(page, 'ed1 dune');
    await shows(page, rows.filter(({ user, site }) => user === 'ed1' && site === 'dune-shop').length);
    for (const key of ['Home', 'x']) await page.keyboard.press(key);
    await said(page, '1 login chosen');
    await filterBy(page, 'zzz');
    await said(page, 'No login matches this filter.');
    await said(page, ', 1 not shown by the filter');
    await page.locator('.hiding').getByRole('button').click();
    await shows(page, rows.length);
    await said(page, '1 login chosen');
    await page.keyboard.press('Escape');
    await shown(page.getByText('1 login chosen'), 0);
  });

  tell('groups, map and time line count what WordPress counts', async ({ page, see, go, sessions }) => {
    const rows = await readTable(page);
    for (const [by, of] of groupings) {
      await page.getByLabel('Group by').selectOption(by);
      expect(await readGroups(page)).toEqual(tally(rows, of));
    }
    await go('People');
    await page.getByRole('link', { name: 'Logged in' }).click();
    await filterBy(page, 'ed1@client.test');
    const mine = rows.filter(({ user }) => user === 'ed1').length;
    await shows(page, mine);
    await page.keyboard.press('Home');
    await said(page, `This person is logged in on 4 sites, ${mine} times in all.`);
    await see('03-person-in-groups');
    await page.keyboard.press('Escape');
    await sessions();
    await page.getByLabel('Group by').selectOption('');
    await page.locator('[data-country=BR]').click();
    await shows(page, rows.filter(({ country }) => country === 'BR').length);
    await page.keyboard.press('Escape');
    await page.getByRole('group', { name: 'Logins by day' }).getByRole('button').last().focus();
    await page.keyboard.press('Enter');
    const today = new Date().setHours(0, 0, 0, 0);
    await shows(page, rows.filter(({ loginAt }) => Date.parse(loginAt) >= today).length);
    await page.keyboard.press('Escape');
    await shows(page, rows.length);
  });

  tell('between two looks somebody came and somebody went', async ({ page, fleet, sites, visitors, see, sessions }) => {
    const [plain] = sites;
    const before = await shownCount(page);
    const fresh = await figure(page, 'New since yesterday');
    const gone = visitors.find(({ site, login }) => site === plain && login === 'member1');
    if (!gone) throw new Error('nobody to go');
    await people.logOut(gone);
    visitors.push(await people.comeIn(plain, 'member3'));
    await button(page, 'Look again').click();
    await said(page, '4 sites read. Nothing was changed.');
    await sessions();
    // One came and one went, so the count tells nothing of whether the new look is shown yet.
    await expect.poll(async () => (await readTable(page))[0]).toMatchObject({ site: plain.name, user: 'member3' });
    await shows(page, before);
    expect(await figure(page, 'New since yesterday')).toBe(fresh);
    await facet(page, 'Gone', 'Show those that are gone').click();
    await shows(page, 1);
    expect(await readTable(page)).toMatchObject([{ site: plain.name, user: 'member1' }]);
    await page.keyboard.press('Home');
    await said(page, 'This login is gone.');
    await said(page, gone.verifier);
    await see('04-gone');
    await page.keyboard.press('Escape');
    await agrees(page, fleet);
  });
}

const groupings: [string, (row: Told) => string][] = [
  ['person', ({ user }) => `${user}@client.test`],
  ['site', ({ site }) => site],
  ['country', ({ country }) => countryName(country)],
  ['address', ({ ip }) => ip],
];

function tally(rows: readonly Told[], of: (row: Told) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[of(row)] = (counts[of(row)] ?? 0) + 1;
  return counts;
}

/** The rows on the screen are what WordPress itself says, login by login; what is over is called so. */
export async function agrees(page: Page, fleet: Fleet): Promise<Told[]> {
  const rows = await readTable(page);
  const truth = await wordpressSays(fleet.sites);
  expect(lines(rows.filter(({ over }) => !over))).toEqual(lines(truth));
  return truth;
}
