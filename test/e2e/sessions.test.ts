import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { callsOf, hold, useStage } from './screens/use-stage.ts';

const stage = useStage();

interface Ended {
  select: { sites: string[] };
  choice: { sessions?: { verifier: string; siteId: string; userId: number }[]; email?: string[] };
  before: string;
  options: { proof: boolean };
}
const table = (page: Page) => page.getByRole('grid', { name: 'Sessions' });
const shown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 30_000 });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();
async function open(scenario = 'outcomes', hash = '#/sessions'): Promise<Page> {
  const page = await stage.open({ scenario, hash });
  await table(page).waitFor();
  return page;
}
/** The screen of a person, by the link that it has there. */
async function openPerson(email: string): Promise<Page> {
  const page = await open();
  await page.evaluate(async (wanted) => {
    type Known = { users: { email: string | null; siteId: string; userId: number }[] };
    type Engine = { call(path: string, input: object): Promise<Known> };
    const { engine } = (window as unknown as { fake: { engine: Engine } }).fake;
    const user = (await engine.call('sessions.known', { page: 0 })).users.find((one) => one.email === wanted);
    location.hash = `#/person/${user?.siteId}/${user?.userId}`;
  }, email);
  await page.getByRole('heading', { level: 1, name: email }).waitFor();
  return page;
}
const asNumber = (text: string): number => Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(',', ''));
const shownCount = async (page: Page): Promise<number> =>
  asNumber(((await page.locator('.shown-count').textContent()) ?? '').replace(/.*groups, /, '').replace('no ', '0 '));
const figure = async (page: Page, label: string): Promise<number> =>
  asNumber((await page.locator('.figure', { hasText: label }).first().locator('.figure-value').textContent()) ?? '');

describe('the filter', () => {
  it('narrows as one types, survives a restart, and is in the address', async () => {
    const page = await open();
    const all = await shownCount(page);
    await page.keyboard.press('/');
    await page.keyboard.type('anna agency');
    await expect.poll(() => shownCount(page)).toBeLessThan(all / 20);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).toContain('text=anna+agency');
    const some = await shownCount(page);
    await page.reload();
    await table(page).waitFor();
    expect(await shownCount(page)).toBe(some);
    await page.keyboard.press('Escape');
    await expect.poll(() => shownCount(page)).toBe(all);
  });

  it('a link followed just after the filter changed is not taken back', async () => {
    const page = await open();
    const address = await page.evaluate(() => {
      const held: (() => void)[] = [];
      const later = window.setTimeout;
      const hold = (run: () => void, ms?: number) => (ms === 300 ? held.push(run) : later(run, ms));
      window.setTimeout = hold as typeof window.setTimeout;
      return new Promise<string>((tell) => {
        document.querySelector('[data-country=BR]')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        later(() => {
          document.querySelector<HTMLElement>('a[href="#/people"]')?.click();
          // Now the address has changed, and nobody was told of it: the time at which the filter is written there.
          for (const run of held) run();
          tell(`${held.length > 0}, ${location.hash}`);
        }, 50);
      });
    });
    expect(address).toBe('true, #/people');
    await page.getByRole('link', { name: 'Logged in' }).waitFor();
  });

  it('comes again with the link of before; who types into it keeps the field when the table is read anew', async () => {
    const page = await open('few');
    const all = await shownCount(page);
    const goTo = (hash: string) =>
      page.evaluate((to) => {
        location.hash = to;
      }, hash);
    await goTo('#/sessions?flag=any');
    await expect.poll(() => shownCount(page)).toBeLessThan(all);
    await button(page, /Flagged/).click();
    await expect.poll(() => new URL(page.url()).hash).toBe('#/sessions');
    await goTo('#/sessions?flag=any');
    await expect.poll(() => shownCount(page)).toBeLessThan(all);

    await page.keyboard.press('/');
    await page.keyboard.type('ann');
    await page.evaluate(async () => {
      type Fake = { probe(): Promise<{ read(): Promise<void> }>; engine: { known: { known: { at: string } } } };
      const { fake } = window as unknown as { fake: Fake };
      const grid = document.querySelector('[role=grid]');
      fake.engine.known.known.at = new Date().toISOString();
      await (await fake.probe()).read();
      while (grid?.isConnected) await new Promise(requestAnimationFrame);
    });
    await page.keyboard.type('a');
    expect(await page.getByLabel('Filter by text').inputValue()).toBe('anna');
    expect(await page.getByRole('region', { name: 'Chosen sessions' }).count()).toBe(0);
  });

  it('comes with a link, by figures, and keeps what is chosen', async () => {
    const page = await open('outcomes', '#/sessions?flag=impossible-travel');
    const urgent = await shownCount(page);
    expect(urgent).toBeGreaterThan(0);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await shown(page, '1 login chosen');
    await button(page, /^Stored logins|show all/).click();
    await expect.poll(() => shownCount(page)).toBeGreaterThan(urgent);
    await button(page, /New since yesterday/).click();
    expect(await shownCount(page)).toBe(await figure(page, 'New since yesterday'));
    await shown(page, '1 login chosen');
    await shown(page, /1 not shown by the filter|of 1 person on 1 site/);
  });

  it('no e-mail or network address of anybody stands in the window’s address; a person’s screen survives a reload', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('anna@agency.example');
    await page.keyboard.press('Escape');
    await button(page, /^New since yesterday/).click();
    await expect.poll(() => page.url()).toContain('fresh=yes');
    expect(page.url()).not.toContain('anna');
    expect(await page.getByLabel('Filter by text').inputValue()).toBe('anna@agency.example');

    const person = await openPerson('anna@agency.example');
    expect(person.url()).not.toMatch(/anna|@|%40/);
    await person.reload();
    await person.getByRole('heading', { level: 1, name: 'anna@agency.example' }).waitFor();
    await shown(person, 'Sites that know them');
    await person.evaluate(() => {
      location.hash = '#/person/s_nobodynobody/7';
    });
    await shown(person, 'Nobody is known by this link');
    await button(person, 'See all people').click();
    await shown(person, /groups,/);
  });

  it('says of a login when it was last seen and which plugin tells, and how many of all are expired', async () => {
    const page = await open('few');
    expect(await page.locator('.figure', { hasText: 'Stored logins' }).textContent()).toMatch(/\d+ expired; show all$/);
    const seen = page.locator('.fact', { hasText: 'Last seen' });
    const told = /\(\d+ \w+ ago\), by (WP Activity Log|Simple History|Wordfence|Guard Dog)$/;
    for (let row = 0; row < 60; row++) {
      await page.keyboard.press('j');
      if (told.test((await seen.textContent()) ?? '')) break;
    }
    expect(await seen.textContent()).toMatch(told);
  });

  it('says which part hides how many where nothing matches', async () => {
    const page = await open('few', '#/sessions?text=nosuchthing&flag=expired');
    await shown(page, 'No login matches this filter.');
    await page.locator('.hiding').getByRole('button', { name: '“nosuchthing”' }).click();
    expect(await shownCount(page)).toBeGreaterThan(0);
  });
});

describe('groups, map and time line', () => {
  it('tells that a person is logged in on many sites, and opens them', async () => {
    const page = await open('outcomes', '#/people/logins');
    await page.keyboard.press('j');
    await shown(page, /^This person is logged in on \d+ sites, \d+ times in all\.$/);
    await shown(page, /^\d+ logins stored there let nobody in any more: expired\.$/);
    const rows = asNumber((await table(page).getAttribute('aria-rowcount')) ?? '');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => asNumber((await table(page).getAttribute('aria-rowcount')) ?? ''))
      .toBeGreaterThan(rows);
    await page.getByRole('link', { name: 'Open this person' }).click();
    await shown(page, 'Sites that know them');
    const tiles = page.getByRole('region', { name: 'Sites of this person' }).getByRole('button');
    const sites = await tiles.count();
    expect(sites).toBeGreaterThan(10);
    const all = await shownCount(page);
    await tiles.first().click();
    await expect.poll(() => shownCount(page)).toBeLessThan(all);
  });

  it('filters by a country on the map as by the list of countries', async () => {
    const page = await open();
    const choice = page.locator('.facet', { hasText: 'Countries' }).getByRole('button', { name: /^Brazil/ });
    const said = asNumber((await choice.textContent()) ?? '');
    await page.locator('[data-country=BR]').click();
    await expect.poll(() => shownCount(page)).toBe(said);
    await expect.poll(() => choice.getAttribute('aria-pressed')).toBe('true');
    await choice.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => shownCount(page)).toBeGreaterThan(said);
  });

  it('filters by days with keys and pointer', async () => {
    const page = await open();
    const bars = page.getByRole('group', { name: 'Logins by day' }).getByRole('button');
    const last = bars.last();
    const said = asNumber(((await last.getAttribute('aria-label')) ?? '').replace(/^.*: /, ''));
    await last.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => shownCount(page)).toBe(said);
    const hours = page.getByRole('group', { name: 'Logins by hour' }).getByRole('button');
    await hours.first().waitFor();
    await page.keyboard.press('Escape');
    await bars.nth(40).hover();
    await page.mouse.down();
    await bars.nth(43).hover();
    await page.mouse.up();
    await expect.poll(() => page.locator('.time-in').count()).toBe(4);
  });
});

describe('ending', () => {
  it('shows the plan, asks for the number, ends exactly the chosen ones, and they are gone from the table', async () => {
    const page = await open('few', '#/sessions?expired=no');
    const before = await shownCount(page);
    await page.keyboard.press('j');
    for (let step = 0; step < 11; step++) await page.keyboard.press('Shift+ArrowDown');
    await shown(page, '12 logins chosen');
    await button(page, 'End 12 logins…').click();
    await shown(page, /^12 logins of \d+ people on \d+ sites would end\.$/);
    expect(await callsOf(page, 'sessions.end')).toEqual([]);
    await button(page, /^End 12 logins on/).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('There is no undo').waitFor();
    const begin = dialog.getByRole('button', { name: /^End 12 logins on/ });
    expect(await begin.isDisabled()).toBe(true);
    await dialog.getByLabel('Type the number of logins, 12, to go on').fill('12');
    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: 'Sites of this run' }).waitFor();
    const [ended] = await callsOf<Ended>(page, 'sessions.end');
    expect(new Set(ended?.choice.sessions?.map(({ verifier }) => verifier)).size).toBe(12);
    expect(ended?.choice.sessions?.every(({ siteId, userId }) => /^s_/.test(siteId) && userId > 0)).toBe(true);
    expect(Date.parse(ended?.before ?? '')).toBeLessThanOrEqual(Date.now());
    await button(page, 'Export').waitFor({ timeout: 30_000 });
    await page.getByRole('link', { name: 'Sessions' }).click();
    await table(page).waitFor();
    await expect.poll(() => shownCount(page)).toBe(before - 12);
  });

  it('the plan of some is not shown over the sessions of others', async () => {
    const page = await open('few');
    await button(page, /^End all \d+ shown…$/).click();
    const plan = page.getByRole('region', { name: 'What will happen' });
    await plan.getByText(/would end/).waitFor();
    await page.evaluate(() => {
      location.hash = '#/site/acme-blog/sessions';
    });
    await table(page).waitFor();
    expect(await plan.count()).toBe(0);
    await button(page, /^End all \d+ shown…$/).click();
    await plan.getByText(/would end/).waitFor();
    await page.evaluate(() => {
      location.hash = '#/sessions?expired=no';
    });
    await table(page).waitFor();
    expect(await plan.count()).toBe(0);
  });

  it('what a run changed while the sessions were being read is read once more', async () => {
    const page = await stage.open({ scenario: 'few', hash: '#/fleet' });
    await page.getByRole('grid', { name: 'Sites' }).waitFor();
    const letGo = await hold(page, 'sessions.known');
    await page.getByRole('link', { name: 'Sessions' }).click();
    await expect.poll(() => callsOf(page, 'sessions.known')).toHaveLength(1);
    await page.evaluate(async () => {
      type Engine = { call(path: string, input: unknown): Promise<{ run: string }>; runs: Map<string, Run> };
      type Run = { run: { summary: { state: string } } };
      const { engine } = (window as unknown as { fake: { engine: Engine } }).fake;
      const options = { proof: false, waves: [], maxFailures: null, concurrency: 20, dryRun: false };
      const { run } = await engine.call('runs.start', { operation: 'InspectSite', select: { all: true }, options });
      while (engine.runs.get(run)?.run.summary.state !== 'finished') await new Promise(requestAnimationFrame);
    });
    await letGo();
    await table(page).waitFor();
    await expect.poll(() => callsOf(page, 'sessions.known')).toHaveLength(2);
  });

  it('says which sites did not answer, and asks for nothing there', async () => {
    const page = await openPerson('anna@agency.example');
    await button(page, /^End all of this person’s \d+ logins on \d+ sites…$/).click();
    await shown(page, /\d sites did not answer: nothing is ended there\.$/);
    const silent = await page
      .locator('.end-site', { hasText: 'Did not answer' })
      .locator('.end-site-name')
      .allTextContents();
    expect(silent.length).toBeGreaterThan(0);
    const proof = page.getByLabel('Prove it with a canary');
    expect(await proof.isChecked()).toBe(false);
    await proof.check();
    await button(page, /^End \d+ logins on \d+ sites$/).click();
    const dialog = page.getByRole('dialog');
    const label = await dialog.getByText(/^Type the number of logins/).textContent();
    await dialog.getByRole('textbox').fill(String(asNumber(label ?? '')));
    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: 'Sites of this run' }).waitFor();
    const [ended] = await callsOf<Ended>(page, 'sessions.end');
    expect(ended?.choice).toEqual({ email: ['anna@agency.example'] });
    expect(ended?.options.proof).toBe(true);
    expect(silent.filter((site) => ended?.select.sites.includes(site))).toEqual([]);
  });

  it('ends everyone else’s by leaving out the chosen ones', async () => {
    const page = await open('few');
    const all = await shownCount(page);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await button(page, `End everyone else’s ${all - 1}…`).click();
    await shown(page, new RegExp(`^${all - 1} logins of .* would end\\.`));
    await page.keyboard.press('Escape');
    await table(page).waitFor();
    await shown(page, '1 login chosen');
    expect(await callsOf(page, 'sessions.end')).toEqual([]);
  });
});

describe('states', () => {
  it('nobody has looked: one thing to do', async () => {
    const page = await stage.open({ scenario: 'unlooked', hash: '#/sessions' });
    await shown(page, 'Nobody has looked yet');
    await button(page, 'Look at 140 sites').click();
    await page.getByRole('grid', { name: 'Sites of this run' }).waitFor();
    expect((await callsOf<{ operation: string }>(page, 'runs.start'))[0]?.operation).toBe('InspectSite');
  });

  it('no sites, a history that can’t be read, and one that is still being read', async () => {
    await shown(await stage.open({ scenario: 'empty', hash: '#/sessions' }), 'No sites yet');
    const failed = await stage.open({ scenario: 'unreadable', hash: '#/sessions' });
    await shown(failed, 'The history of sessions is cut off after 112 bytes.');
    await button(failed, 'Read again').waitFor();
    const slow = await stage.open({ scenario: 'slow', hash: '#/sessions' });
    await shown(slow, /^500 of 3,500 logins read\./);
    await table(slow).waitFor();
  });

  it('partly known: which sites, since when, and the way to look again', async () => {
    const page = await open();
    await page.getByText(/^\d sites did not answer, last known from/).click();
    await shown(page, 'Server not reached:');
    await button(page, /^Look at \d sites again$/).click();
    await page.getByRole('grid', { name: 'Sites of this run' }).waitFor();
  });

  it('a session manager of a site’s own is named on the site, on all sessions, and by the plan of an ending', async () => {
    const named =
      /The plugin Redis User Session Storage is there, .* ending sessions here does not end them\. New salts do\./;
    const page = await open();
    await page.getByText(/^On \d sites the logins say less than they seem to/).click();
    await shown(page, named);
    const site = await page.locator('.silent-list li', { hasText: named }).locator('.strong').textContent();
    await page.evaluate((name) => {
      location.hash = `#/site/${name}/sessions`;
    }, site);
    await table(page).waitFor();
    await shown(page, named);
    await button(page, /^End all \d+ shown…$/).click();
    await page.getByRole('region', { name: 'What will happen' }).getByText(named).waitFor();
  });

  it('locked: names and addresses leave the window', async () => {
    const page = await open('few');
    await page.getByRole('button', { name: 'Lock' }).click();
    await shown(page, 'Unlock Resalt');
    const rows = await page.evaluate(async () => {
      const { fake } = window as unknown as { fake: { probe(): Promise<{ rows(): number }> } };
      return (await fake.probe()).rows();
    });
    expect(rows).toBe(0);
  });

  it('a site’s own sessions, in a tab', async () => {
    const page = await stage.open({ scenario: 'few', hash: '#/fleet' });
    await page.getByRole('grid', { name: 'Sites' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const tabs = page.getByRole('navigation', { name: 'Parts of this site' });
    await tabs.getByRole('link', { name: 'Sessions' }).click();
    await table(page).waitFor();
    const here = await shownCount(page);
    await page.getByRole('link', { name: 'Sessions' }).first().click();
    await expect.poll(() => shownCount(page)).toBeGreaterThan(here);
    expect(here).toBeGreaterThan(0);
  });
});

describe('what a site says', () => {
  it('is text and nothing else, on the screen and in a file', async () => {
    const page = await open('outcomes', '#/sessions?text=evil.example');
    expect(await shownCount(page)).toBeGreaterThan(0);
    await button(page, /^Export \d+/).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'CSV, for a spreadsheet' }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv).toContain(`"'=HYPERLINK(`);
    expect(csv).not.toMatch(/(^|,)"?=HYPERLINK/m);
    await page.goto(`${page.url().split('#')[0]}#/sessions?text=onerror`);
    await expect.poll(() => page.locator('.grid-row', { hasText: 'onerror' }).count()).toBeGreaterThan(0);
    expect(await page.locator('img, script:not([src])').count()).toBe(0);
  });
});

it('nothing was complained about', () => expect(stage.complaints).toEqual([]));
