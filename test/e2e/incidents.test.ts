import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { callsOf, hold, useStage } from './screens/use-stage.ts';

const stage = useStage();
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 30_000 });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();
const steps = (page: Page) => page.getByRole('navigation', { name: 'Checklist' });
const current = (page: Page) => steps(page).locator('[aria-current=step]');
const dialog = (page: Page) => page.getByRole('dialog');

/** Presses what has the focus once it is there. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  await button(page, name).focus();
  await page.keyboard.press('Enter');
}

/**
 * Somebody changes back, behind Resalt's back, what a step did; what stands there is clicked as soon as the screen says so. Resolves once it can be
 * pressed again, with what is next then.
 */
const changedUnderTheFinger = (page: Page, step: string): Promise<string> =>
  page.evaluate(async (id) => {
    const { fake } = window as unknown as { fake: { engine: Engine } };
    const { incidents } = fake.engine;
    const [incident] = incidents.all.keys();
    const site = incidents.show(incident).sites[0]?.site;
    const title = (): string => document.querySelector('.next-title')?.textContent ?? '';
    const button = (): HTMLButtonElement | null => document.querySelector('[data-next]');
    const until = (seen: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!seen()) return;
          watching.disconnect();
          resolve();
        };
        const watching = new MutationObserver(look);
        watching.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        look();
      });
    const before = title();
    incidents.breakStep(incident, id, site, 'The site answers visitors again (200).');
    await until(() => title() !== before);
    button()?.click();
    button()?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
    for (const one of document.querySelectorAll<HTMLButtonElement>('.alerts button')) one.click();
    await until(() => button()?.ariaDisabled === 'false');
    return title();
  }, step);
/** By how many steps these keys lead on, pressed faster than the window tells that its address has changed. */
const moved = (page: Page, keys: string[]): Promise<number> =>
  page.evaluate(async (all) => {
    const at = (): number =>
      [...document.querySelectorAll('.step-line')].findIndex((line) => line.getAttribute('aria-current') === 'step');
    const before = at();
    for (const key of all) {
      window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
    return at() - before;
  }, keys);
type States = 'containing' | 'failed' | 'damaged' | 'all done';
/** Has the n-th incident stand so, as the engine would tell it. */
const stands = (page: Page, n: number, how: States): Promise<void> =>
  page.evaluate(
    ([at, state]) => {
      const { incidents } = (window as unknown as { fake: { engine: Engine } }).fake.engine;
      const id = [...incidents.all.keys()][at];
      const kept = incidents.kept(id);
      const { steps } = kept.checklist;
      const [first, second, third] = kept.base.sites.map(({ site }) => site);
      if (state === 'containing') kept.base.containment.run = 'r_containing';
      if (state === 'containing')
        for (const { id: step, containment } of steps)
          if (containment) incidents.set(kept, step, null, 'working', 'Keep the database: 1.2 of 2.0 GB.', null);
      if (state === 'failed') {
        const full = 'The disk of this machine is full: nothing was changed on the site. Free room, then do it again.';
        const unseen = 'It holds. Looked at again at 2026-11-22T21:10:00Z: it could not be seen.';
        incidents.set(kept, 'baseline', [first], 'failed', full, null, { outcome: 'failed' });
        incidents.set(kept, 'baseline', [second], 'verified', unseen, 'Resalt', { doubt: 'unseen' });
        incidents.set(kept, 'baseline', [third], 'ticked', 'Bo says so.', 'Bo', {
          doubt: 'contrary',
          note: 'By hand.',
        });
      }
      if (state === 'damaged') kept.base.damaged = 'Line 41 does not open: what stands before it is shown.';
      if (state === 'all done')
        for (const { id: step, verifications } of steps)
          incidents.set(kept, step, null, verifications.length > 0 ? 'verified' : 'ticked', 'It holds.', 'Anna');
      incidents.told(id);
    },
    [n, how] as const,
  );
interface Kept {
  base: { sites: { site: string }[]; damaged: string | null; containment: { run: string | null } };
  checklist: { steps: { id: string; containment: boolean; verifications: unknown[] }[] };
}
interface Engine {
  incidents: {
    all: Map<string, unknown>;
    show(id: string | undefined): { sites: { site: string }[] };
    kept(id: string | undefined): Kept;
    set(
      ...how: [
        kept: Kept,
        step: string,
        sites: (string | undefined)[] | null,
        state: string,
        told: string,
        by: string | null,
        more?: object,
      ]
    ): void;
    told(id: string | undefined): void;
    breakStep(id: string | undefined, step: string, site: string | undefined, text: string): void;
  };
}

it('a person with a keyboard gets from the fleet through an incident to its report', { timeout: 150_000 }, async () => {
  const page = await stage.open({ scenario: 'few', beat: 10 });
  page.setDefaultTimeout(30_000);
  await page.getByRole('grid', { name: 'Sites' }).waitFor();
  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
  await press(page, 'Open incident…');
  await said(page, 'Which sites? 2 sites chosen');
  await press(page, /^Open the incident/);
  await said(page, 'Write down what was seen.');
  await dialog(page).getByLabel('What shall it be called?').focus();
  await page.keyboard.type('The shop sells pills');
  await dialog(page).getByLabel('What was seen?').focus();
  await page.keyboard.type('Visitors land on a shop for pills.');
  await dialog(page).getByLabel('Who is in charge?').focus();
  await page.keyboard.type('Anna de Wit');
  await page.keyboard.press('Enter');

  // Containing: the one primary button, a plan, its run, and back.
  await steps(page).waitFor();
  expect(await page.locator('.frame-screen .mantine-Button-root:not([data-variant=default])').allInnerTexts()).toEqual([
    'Contain 2 sites…',
  ]);
  await dialog(page).waitFor({ state: 'detached' });
  await page.keyboard.press('n');
  expect(await page.locator('[data-next]:focus').evaluate((next) => getComputedStyle(next).outlineStyle)).toBe('solid');
  await page.keyboard.press('Enter');
  await dialog(page).getByLabel('Who may still see the sites?').focus();
  await page.keyboard.type('198.51.100.7');
  await press(page, 'See what would happen');
  await said(page, '2 sites: 2 ready.');
  await press(page, 'Contain 2 sites');
  await page.getByText('Took', { exact: true }).waitFor({ timeout: 60_000 });
  const contained = await callsOf<{ allow: string[]; plan: string | null; options: { dryRun: boolean } }>(
    page,
    'incidents.contain',
  );
  expect(contained.map(({ allow, plan, options }) => [allow, typeof plan, options.dryRun])).toEqual([
    [['198.51.100.7'], 'object', true],
    [[], 'string', false],
  ]);
  await page.keyboard.press('Escape');
  await steps(page).waitFor();
  await expect.poll(() => current(page).innerText()).toMatch(/Close the site to visitors\s+Proven · 2 of 2/);

  // A person's step: by name and note, never as if it were proven.
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect.poll(() => current(page).innerText()).toContain('own computer');
  await page.keyboard.press('t');
  await dialog(page)
    .getByLabel(/^What was done/)
    .fill('Scanned with two scanners, nothing found.');
  await press(page, /^It is done$/);
  await expect.poll(() => current(page).innerText()).toContain('Ticked');
  await said(page, '“Scanned with two scanners, nothing found.”');

  // After approval only by a plan; the run is of what the plan showed.
  await steps(page).getByText('Take unknown administrators away').waitFor();
  while (!(await current(page).innerText()).includes('unknown administrators')) await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H2');
  await press(page, 'See what Resalt would do on 2 sites…');
  await said(page, '2 sites: 2 ready.');
  await page.locator('.choices-end button').focus();
  await page.keyboard.press('Enter');
  await page.getByText('Took', { exact: true }).waitFor({ timeout: 60_000 });
  const runs = await callsOf<{ plan: string | null; options: { dryRun: boolean } }>(page, 'incidents.run');
  expect(runs.map(({ plan, options }) => [typeof plan, options.dryRun])).toEqual([
    ['object', true],
    ['string', false],
  ]);
  await page.keyboard.press('Escape');
  await expect.poll(() => current(page).innerText()).toMatch(/unknown administrators away\s+Proven/);

  // What no longer holds comes back by itself, loud; the focus stays where it was. What is next is another thing then, and what
  // was on its way to the button that stood there does not do it.
  await current(page).focus();
  expect(await changedUnderTheFinger(page, 'isolate')).toBe('Close the site to visitors');
  await said(page, '1 alert on 1 site');
  await steps(page).getByText('REOPENED').waitFor();
  expect(await current(page).evaluate((line) => line === document.activeElement)).toBe(true);
  await press(page, 'I have seen it');
  await page.getByRole('region', { name: 'Alerts' }).waitFor({ state: 'detached' });
  const asked = ['incidents.run', 'incidents.verify', 'incidents.alertsSeen'].map((path) => callsOf(page, path));
  expect((await Promise.all(asked)).map(({ length }) => length)).toEqual([2, 0, 1]);

  // What stands beside: evidence, time line, record.
  await press(page, 'Check the hashes');
  await said(page, 'All 22 whole');
  await page.getByRole('tab', { name: 'Evidence' }).focus();
  await page.keyboard.press('ArrowRight');
  await press(page, 'Gather it…');
  await press(page, 'Read it');
  await said(page, 'Where it may have begun');
  const entries = page.locator('.side-body p[aria-live]');
  const all = await entries.innerText();
  await press(page, 'Only marked');
  await said(page, ', only marked ones');
  // What was read anew is shown as the filter is then.
  const letGo = await hold(page, 'timeline.gather');
  await press(page, 'Read anew…');
  await press(page, 'Read it');
  await button(page, 'Reading logs…').waitFor();
  await press(page, 'Only marked');
  await expect.poll(() => entries.innerText()).toBe(all);
  const shows = (await callsOf(page, 'timeline.show')).length;
  await letGo();
  await button(page, 'Read anew…').waitFor();
  expect(await callsOf(page, 'timeline.show')).toHaveLength(shows + 1);
  expect(await entries.innerText()).toBe(all);
  await press(page, 'Only marked');
  await said(page, ', only marked ones');
  // A hundred thousand are drawn as far as they are in sight, and who scrolls on gets on.
  await page.getByLabel('Find in the time line').fill('many');
  await said(page, '100,000 entries');
  const list = page.getByRole('list', { name: 'Entries' });
  await list.getByText('Thing 0', { exact: true }).waitFor();
  expect(await page.locator('.entry').count()).toBeLessThan(60);
  await expect
    .poll(() => list.evaluate((box) => box.scrollTo(0, box.scrollHeight)).then(() => list.textContent()))
    .toMatch(/Thing 1\d{3}/);
  await page.getByLabel('Find in the time line').fill('');
  expect(await page.locator('img').count()).toBe(0);

  // The report is a file; closing says what is not done.
  await press(page, 'Report…');
  const file = page.waitForEvent('download');
  await press(page, 'Make the report');
  expect(await readFile(await (await file).path(), 'utf8')).toBe('Report of The shop sells pills for client');
  await page.keyboard.press('Escape');
  await press(page, 'More');
  await page.getByRole('menuitem', { name: 'Close the incident…' }).focus();
  await page.keyboard.press('Enter');
  await dialog(page)
    .getByText(/steps are NOT done/)
    .waitFor();
  await dialog(page).getByLabel('How does it end?').fill('Handed over to the hosting company.');
  await press(page, /^Close it$/);
  await button(page, 'Work on it again…').waitFor();
  await dialog(page).waitFor({ state: 'detached' });
  await current(page).focus();
  await page.keyboard.press('Escape');
  await page.getByRole('grid', { name: 'Incidents' }).waitFor();
  expect(stage.complaints).toEqual([]);
});

it('three incidents on 40 sites stay clear in both themes and in a small window', { timeout: 150_000 }, async () => {
  mkdirSync(folder, { recursive: true });
  const page = await stage.open({ scenario: 'incidents', hash: '#/incidents' });
  page.setDefaultTimeout(30_000);
  const picture = async (name: string): Promise<void> => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ animations: 'disabled', path: `${folder}${name}-${colorScheme}.png` });
    }
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(beyond, name).toBeLessThanOrEqual(0);
  };
  await said(page, '3 incidents');
  await picture('incidents');
  await button(page, 'Open an incident…').click();
  await picture('incident-open');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'The intranet' }).click();
  await button(page, 'Contain 29 sites…').click();
  await picture('incident-contain');
  await page.keyboard.press('Escape');
  await stands(page, 1, 'containing');
  await said(page, 'Keep the database: 1.2 of 2.0 GB.');
  await picture('incident-containing');
  await stands(page, 1, 'all done');
  await button(page, 'Close the incident…').waitFor();
  await picture('incident-all-done');
  await page.goBack();
  await page.getByRole('link', { name: 'Acme shops' }).click();
  await said(page, '2 alerts on 2 sites');
  await picture('incident');
  await stands(page, 0, 'failed');
  await steps(page).getByText('2 in doubt').click();
  await said(page, 'Not seen again');
  await picture('incident-failed');
  await page.getByRole('tab', { name: 'Time line' }).click();
  await said(page, 'Where it may have begun');
  await steps(page).getByText('second time').click();
  await said(page, 'The second of two times.');
  // The focus is at the work of the step that was clicked, and each key moves from where the one before led to.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('second time');
  expect(await moved(page, ['k', 'k'])).toBe(-2);
  expect(await moved(page, ['j', 'j'])).toBe(2);
  await picture('incident-timeline');
  await page.setViewportSize({ width: 1024, height: 700 });
  await page.getByRole('tab', { name: 'This step' }).click();
  await picture('incident-narrow');
  await page.getByRole('tab', { name: 'Evidence' }).click();
  await picture('incident-narrow-evidence');
  await page.setViewportSize({ width: 1440, height: 900 });
  await button(page, 'Report…').click();
  await picture('incident-report');
  // Of another client it is another letter: the one before is not there to be copied.
  await dialog(page)
    .getByRole('radio', { name: /^A letter to the client/ })
    .check();
  await dialog(page).getByLabel('Text of the letter').waitFor();
  const write = await hold(page, 'reports.note');
  await dialog(page).getByLabel('Whose sites?').selectOption({ index: 2 });
  await said(page, 'Writing it…');
  expect(await dialog(page).getByLabel('Text of the letter').count()).toBe(0);
  await write();
  await dialog(page).getByLabel('Text of the letter').waitFor();
  await page.keyboard.press('Escape');
  await stands(page, 0, 'damaged');
  await button(page, 'Open a new incident…').waitFor();
  await picture('incident-damaged');
  await page.getByRole('link', { name: 'Incidents', exact: true }).click();
  await page.getByRole('link', { name: 'Café Ümlaut' }).click();
  await said(page, /^DUE since/);
  await picture('incident-closed');
  await page.getByRole('link', { name: 'Fleet', exact: true }).click();
  await button(page, /2 Open incidents/).click();
  await page.getByRole('link', { name: 'acme-blog', exact: true }).click();
  await page.getByRole('link', { name: 'Checklist', exact: true }).click();
  await said(page, /steps done here/);
  await picture('site-checklist');
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await said(page, 'Checklist of incidents');
  await page.getByRole('region', { name: 'Your agency' }).scrollIntoViewIfNeeded();
  await picture('settings-incidents');
  expect(stage.complaints).toEqual([]);
});
