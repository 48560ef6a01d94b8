import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { countryName } from '../../../src-renderer/words/country.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import { writeImportCsv } from '../../fleet/import-csv.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { type CuttingProxy, startCuttingProxy } from '../../integration/cutting-proxy.ts';
import { engineFor, passphrase } from '../../integration/open-engine.ts';
import { figure, reads, said, shown, unlock } from '../flow/look.ts';
import { picture } from '../flow/picture.ts';
import * as run from '../flow/run.ts';
import type { OpenShell, Shell } from '../flow/shell.ts';
import * as ending from './ending.ts';
import * as people from './people.ts';
import { button, facet, filterBy, readGroups, readTable, shownCount, shows, table } from './table.ts';
import { lines, type Told, wordpressSays } from './wordpress-says.ts';

/** Two plain sites, a network, and one with a warm object cache; the same people have an account on each. */
const kinds = { sites: 4, opcache: true, unlike: { 2: { multisite: true }, 3: { objectCache: 'redis' } } } as const;

/**
 * Seeing and ending logins, as a person does it, on real sites: what the screen says is held against WordPress's own
 * WP_Session_Tokens, and what was ended against the cookies of real logins. The tests are one story, in this order.
 */
export function tellSessions(name: string, open: OpenShell): void {
  const fleet = useFleet(kinds);
  let dataDir: string;
  let line: CuttingProxy;
  let shell: Shell;
  let page: Page;
  let brokeOff = false;
  let visitors: people.Visitor[];
  const see = (what: string) => picture(page, `${name}-sessions-${what}`);
  const sites = (): [FleetSite, FleetSite, FleetSite, FleetSite] => {
    const [plain, cut, network, cached] = fleet().sites;
    if (!plain || !cut || !network || !cached) throw new Error('the fleet is too small');
    return [plain, cut, network, cached];
  };
  const go = (place: string) =>
    page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: place }).click();
  const sessions = async () => {
    await go('Sessions');
    await table(page).waitFor();
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'resalt-e2e-'));
    line = await startCuttingProxy(fleet().ssh.port);
    await (await engineFor(behindLine(fleet(), line.port), { dataDir })).close();
    visitors = await people.everybody(fleet().sites, ['ed1', 'ed2', 'writer', 'agency', 'member1']);
    shell = await open(dataDir);
    page = shell.page;
    page.setDefaultTimeout(20_000);
    await unlock(page, passphrase);
  }, 120_000);
  afterAll(async () => {
    await shell?.close();
    await line?.close();
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);
  const tell = (title: string, story: () => Promise<void>) =>
    test(title, async ({ skip }) => {
      skip(brokeOff, 'the story broke off before');
      brokeOff = true;
      onTestFailed(() => page.screenshot({ path: `test-results/e2e/${name}-sessions-last.png` }).then(() => undefined));
      await story();
      brokeOff = false;
    });

  tell('nobody has looked, then every login that WordPress knows of', async () => {
    await go('Sessions');
    await said(page, 'Nobody has looked yet');
    await see('01-nobody-looked');
    await button(page, 'Look at 4 sites').click();
    await said(page, '4 sites read. Nothing was changed.');
    await sessions();
    await see('02-table');
    await agrees(page, fleet());
  });

  tell('the filter follows the typing, and what is chosen stays chosen', async () => {
    const rows = await readTable(page);
    await filterBy(page, 'ed1 dune');
    await shows(page, rows.filter(({ user, site }) => user === 'ed1' && site === 'dune-shop').length);
    for (const key of ['j', 'x']) await page.keyboard.press(key);
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

  tell('groups, map and time line count what WordPress counts', async () => {
    const rows = await readTable(page);
    for (const [by, of] of groupings) {
      await page.getByLabel('Group by').selectOption(by);
      expect(await readGroups(page)).toEqual(tally(rows, of));
    }
    await go('People');
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

  tell('between two looks somebody came and somebody went', async () => {
    const [plain] = sites();
    const before = await shownCount(page);
    const fresh = await figure(page, 'New since yesterday');
    const gone = visitors.find(({ site, login }) => site === plain && login === 'member1');
    if (!gone) throw new Error('nobody to go');
    await people.logOut(gone);
    visitors.push(await people.comeIn(plain, 'member3'));
    await button(page, 'Look again').click();
    await said(page, '4 sites read. Nothing was changed.');
    await sessions();
    await shows(page, before);
    expect(await figure(page, 'New since yesterday')).toBe(fresh);
    const [newest] = await readTable(page);
    expect(newest).toMatchObject({ site: plain.name, user: 'member3' });
    await facet(page, 'Gone', 'Show those that are gone').click();
    await shows(page, 1);
    expect(await readTable(page)).toMatchObject([{ site: plain.name, user: 'member1' }]);
    await page.keyboard.press('Home');
    await said(page, 'This login is gone.');
    await said(page, gone.verifier);
    await see('04-gone');
    await page.keyboard.press('Escape');
    await agrees(page, fleet());
  });

  tell('one login ends, proven, and no other', async () => {
    const [, , , cached] = sites();
    const one = visitors.find(({ site, login }) => site === cached && login === 'ed1');
    await filterBy(page, 'ed1 dune');
    for (const key of ['j', 'x']) await page.keyboard.press(key);
    await said(page, one?.verifier ?? '');
    await button(page, 'End 1 login…').click();
    const reach = { logins: 1, people: 1, sites: 1 };
    await ending.planSays(page, reach);
    await page.getByLabel('Prove it with a canary').check();
    await see('05-plan-of-one');
    await people.expectJustThese(visitors);
    await ending.confirm(page, reach);
    people.expectEnded(visitors, (each) => each === one);
    await people.expectJustThese(visitors);
    await reads(run.runRow(page, cached.name), /Done.*Refused.*200 → 302/s);
    await said(page, /^1 login on 1 site ended\. Canary cookies refused at/);
    await see('06-one-ended');
  });

  tell('everyone else’s on a site end', async () => {
    const [, , network] = sites();
    await page.evaluate((name) => {
      location.hash = `#/site/${name}/sessions`;
    }, network.name);
    await table(page).waitFor();
    await filterBy(page, 'agency');
    await page.keyboard.press('Home');
    await page.keyboard.press('x');
    const mine = visitors.find(({ site, login }) => site === network && login === 'agency');
    await said(page, mine?.verifier ?? '');
    await button(page, 'Show all').click();
    const others = (await shownCount(page)) - 1;
    await button(page, `End everyone else’s ${others}…`).click();
    const reach = { logins: others, people: 8, sites: 1 };
    await ending.planSays(page, reach);
    await see('07-plan-of-the-others');
    await ending.confirm(page, reach);
    people.expectEnded(visitors, (each) => each.site === network && each !== mine);
    await people.expectJustThese(visitors);
    await said(page, `${others} logins on 1 site ended.`);
  });

  tell('what a filter shows ends', async () => {
    await sessions();
    await said(page, '1 login chosen');
    await page.keyboard.press('Escape');
    await facet(page, 'Roles', /^author/).click();
    await shows(page, 9);
    await button(page, 'End all 9 shown…').click();
    const reach = { logins: 9, people: 1, sites: 3 };
    await ending.planSays(page, reach);
    await ending.confirm(page, reach);
    people.expectEnded(visitors, ({ login }) => login === 'writer');
    await people.expectJustThese(visitors);
    await sessions();
    await shows(page, 0);
    await page.keyboard.press('Escape');
    await agrees(page, fleet());
  });

  tell('a person’s across the fleet end, but on the site that stops answering', async () => {
    const [, cut] = sites();
    await page.evaluate(() => {
      location.hash = '#/person/ed2%40client.test';
    });
    await button(page, 'End all of this person’s 12 logins on 3 sites…').click();
    const reach = { logins: 12, people: 1, sites: 3 };
    await ending.planSays(page, reach);
    await see('08-plan-of-a-person');
    line.cutAfter(0);
    await ending.confirm(page, reach);
    const ed2 = ({ login, site }: people.Visitor, there: boolean) => login === 'ed2' && (site === cut) === there;
    people.expectEnded(visitors, (each) => ed2(each, false));
    await people.expectJustThese(visitors);
    await reads(run.needing(page), new RegExp(`${cut.name}.*Not reached.*Server not reached.*Retry`, 's'));
    await said(page, /^8 logins on 2 sites ended\. .*1 not reached\.$/);
    await see('09-one-not-reached');
    const id = run.runOf(page);

    await sessions();
    await filterBy(page, 'ed2');
    await shows(page, 4);
    const known = (await readTable(page)).map(({ site }) => site);
    expect(known).toEqual(known.map(() => cut.name));
    await page.getByText(/^1 site did not answer, last known from .*Who logged in there since is not shown\.$/).click();
    await said(page, 'Server not reached:');
    await see('10-last-known');
    await shown(page.getByRole('complementary', { name: 'One session' }).getByText('Verifier'), 0);
    await button(page, 'End all 4 shown…').click();
    await said(page, 'No logins would end. 1 site did not answer: nothing is ended there.');
    await page.keyboard.press('Escape');
    await sessions();
    await page.keyboard.press('Escape');

    line.cutAfter(null);
    await page.evaluate((which) => {
      location.hash = `#/run/${which}`;
    }, id);
    await button(page, 'Retry the 1 that did not go').click();
    await reads(run.runRow(page, cut.name), /Done/);
    await run.isOver(page);
    people.expectEnded(visitors, (each) => ed2(each, true));
    await people.expectJustThese(visitors);
  });

  tell('when the vault locks nothing of it can be read in the window', async () => {
    await page.evaluate(() => {
      location.hash = '#/person/ed1%40client.test';
    });
    await said(page, 'Sites that know them');
    await filterBy(page, 'ed1');
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await shown(page.getByRole('heading', { name: 'Unlock Resalt' }));
    await see('11-locked');
    const left = await page.evaluate(() => ({
      ...{ page: document.documentElement.outerHTML, title: document.title, address: location.href },
      fields: [...document.querySelectorAll('input')].map(({ value }) => value),
      stored: [JSON.stringify(localStorage), JSON.stringify(sessionStorage)],
    }));
    const words = [
      /\bed[12]\b/,
      /client\.test/,
      /84\.241/,
      /agency/,
      /member/,
      /-shop/,
      ...visitors.map(({ verifier }) => new RegExp(verifier)),
    ];
    for (const word of words) expect(JSON.stringify(left)).not.toMatch(word);
    await unlock(page, passphrase);
    await shown(page.getByRole('heading', { level: 1, name: 'People' }));
    await people.expectJustThese(visitors);
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
async function agrees(page: Page, fleet: Fleet): Promise<Told[]> {
  const rows = await readTable(page);
  const truth = await wordpressSays(fleet.sites);
  expect(lines(rows.filter(({ over }) => !over))).toEqual(lines(truth));
  return truth;
}

/** The second site is reached over a line that can be cut. */
function behindLine(fleet: Fleet, sshPort: number): Fleet {
  const sites = fleet.sites.map((site) => (site.index === 1 ? { ...site, address: '127.0.0.1', sshPort } : site));
  return { ...fleet, sites, importCsv: (path) => writeImportCsv(sites, path) };
}
