import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { begin, button, figure, findings, line, pagesOn, shown } from './flow/audit-page.ts';
import { callsOf, useStage } from './screens/use-stage.ts';

const stage = useStage();
const { open, audited } = pagesOn(stage);

const dialog = (page: Page) => page.getByRole('dialog');
const see = (page: Page) => dialog(page).getByRole('button', { name: 'See what would happen' });
const ordered = async (page: Page): Promise<object | undefined> =>
  (await callsOf<{ order: object }>(page, 'orders.start')).at(-1)?.order;
/** The place in the rail that the screen belongs to. */
const place = (page: Page) => page.locator('.rail [aria-current=page]').textContent();

async function more(page: Page, what: string): Promise<void> {
  await page.getByRole('region', { name: 'Chosen sites' }).getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: what }).click();
}

/** A run of another window takes this file away from every site. */
const quarantine = (page: Page, path: string): Promise<void> =>
  page.evaluate(async (file) => {
    const { fake } = window as unknown as {
      fake: { engine: { call(path: string, input: unknown): Promise<unknown> } };
    };
    const order = { operation: 'QuarantineFiles', files: [{ path: file, sha256: 'a'.repeat(64) }] };
    const options = { proof: false, waves: [], maxFailures: null, concurrency: 20, dryRun: false };
    await fake.engine.call('orders.start', { order, select: { all: true }, options });
  }, path);

describe('passwords', () => {
  it('of a role, with salts, are shown one time and then forgotten', async () => {
    const page = await open('few', '#/fleet');
    await page.getByRole('grid', { name: 'Sites' }).waitFor();
    await page.keyboard.press('a');
    await more(page, 'Reset passwords…');
    await dialog(page).getByRole('radio', { name: 'Everybody with a role' }).check();
    expect(await see(page).isDisabled()).toBe(true);
    await dialog(page).getByLabel('Roles').fill('editor\nauthor');
    await dialog(page).getByLabel('But not').fill('me');
    await dialog(page).getByRole('radio', { name: 'Are shown one time' }).check();
    await see(page).click();
    await shown(page, '8 sites: 8 ready.');
    expect(await ordered(page)).toMatchObject({
      ...{ operation: 'ResetPasswords', salts: true, keep: 'once', except: ['me'] },
      whose: { all: false, roles: ['editor', 'author'] },
    });
    await begin(page, 'Reset passwords and salts on 8 sites');
    await shown(page, '8 new passwords can be shown one time.');
    expect(await page.getByText('new-acme-blog').count()).toBe(0);
    // Whoever presses twice, or reaches for Esc, has not lost what is nowhere else.
    await button(page, 'Show them now, once').dblclick();
    await expect.poll(() => dialog(page).getByRole('row').count()).toBe(9);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.mouse.click(5, 5);
    await page.evaluate(() => {
      location.hash = '#/settings';
    });
    await shown(page, 'Session policies');
    await page.goBack();
    await expect.poll(() => dialog(page).getByRole('row').count()).toBe(9);
    await button(page, 'I have stored them').click();
    await expect.poll(() => page.getByText('can be shown one time').count()).toBe(0);
    expect(await callsOf(page, 'newPasswords.take')).toHaveLength(1);
    expect(stage.complaints).toEqual([]);
  });

  it('that stay in the vault leave it only under a passphrase that was typed twice', async () => {
    const page = await open('one', '#/fleet');
    await page.getByRole('grid', { name: 'Sites' }).waitFor();
    await page.keyboard.press('a');
    await more(page, 'Reset passwords…');
    await see(page).click();
    await shown(page, '1 site: 1 ready.');
    await begin(page, 'Reset passwords and salts on 1 site');
    await button(page, 'Export encrypted…').click();
    const save = dialog(page).getByRole('button', { name: 'Save the file' });
    await dialog(page).getByLabel('Passphrase of the file').fill('a long passphrase');
    expect(await save.isDisabled()).toBe(true);
    await dialog(page).getByLabel('Once more').fill('a long passphrase');
    const [file] = await Promise.all([page.waitForEvent('download'), save.click()]);
    expect(file.suggestedFilename()).toMatch(/^passwords-r_.*\.json$/);
  });

  it('of a database: whether others may be locked out is asked, and ordered as it was said', async () => {
    const page = await open('few', '#/fleet');
    await page.getByRole('grid', { name: 'Sites' }).waitFor();
    await page.keyboard.press('a');
    await more(page, 'Change the database password…');
    await dialog(page).getByRole('checkbox', { name: 'Also where others use the same account' }).check();
    await see(page).click();
    await shown(page, '8 sites: 8 ready.');
    expect(await ordered(page)).toMatchObject({ operation: 'ChangeDatabasePassword', leaveOthers: true });
    await button(page, 'Change the database password on 8 sites').waitFor();
    expect(await place(page)).toBe('Fleet');
  });
});

describe('people', () => {
  it('two addresses are joined by hand, under a name, and taken apart again', async () => {
    const page = await open('outcomes', '#/people');
    const people = page.getByRole('grid', { name: 'People' });
    await people.waitFor();
    await expect.poll(() => people.getByRole('row').count()).toBe(3);
    await page.keyboard.press('a');
    await button(page, 'They are one person…').click();
    await dialog(page).getByLabel('What you call them').fill('Anna');
    await dialog(page).getByRole('button', { name: 'Join 2 addresses' }).click();
    await expect.poll(() => people.getByRole('row').count()).toBe(2);
    await people.getByRole('row').filter({ hasText: 'Anna' }).click();
    await button(page, 'Take the addresses apart').click();
    await expect.poll(() => people.getByRole('row').count()).toBe(3);
  });
});

describe('one site', () => {
  it('its findings and its administrators are its own, and a plan from there comes back there', async () => {
    const page = await audited();
    await line(page, 'Hidden administrators').click();
    await page.keyboard.press('Enter');
    await page.keyboard.press('j');
    const detail = page.getByRole('complementary', { name: 'One finding' });
    await detail.getByRole('link').first().click();
    const tabs = page.getByRole('navigation', { name: 'Parts of this site' });
    await tabs.getByRole('link', { name: 'Findings' }).click();
    await line(page, '“wpsys” has rights').click();
    await expect.poll(() => findings(page).getByRole('columnheader', { name: 'Site' }).count()).toBe(0);
    await tabs.getByRole('link', { name: 'People' }).click();
    const administrators = page.getByRole('grid', { name: 'Administrators' });
    await expect.poll(() => administrators.getByRole('row').count()).toBe(3);
    await administrators.getByRole('row').filter({ hasText: 'wpsys' }).click();
    await button(page, 'Demote, block or delete…').click();
    await see(page).click();
    await shown(page, '1 site: 1 ready.');
    await page.keyboard.press('Escape');
    await administrators.waitFor();
    expect(page.url()).toMatch(/#\/site\/.*\/people$/);
  });
});

describe('closing', () => {
  it('findings of several kinds offer one plan each; a plan lights up where it began', async () => {
    const page = await audited();
    for (const problem of ['Hidden administrators', 'Open registration']) {
      await line(page, problem).click();
      await page.keyboard.press('x');
    }
    const bar = page.getByRole('region', { name: 'Chosen findings' });
    await bar.getByRole('button', { name: 'Demote 3 users…' }).waitFor();
    await bar.getByRole('button', { name: 'Close registration on 6 sites…' }).click();
    await shown(page, /^6 sites: /);
    expect(await ordered(page)).toMatchObject({ operation: 'SetOptions' });
    expect(await place(page)).toBe('Audit');
  });

  it('what a run changed can be undone from its result', async () => {
    const page = await audited();
    await line(page, 'Hidden administrators').click();
    await button(page, /^Demote 3 users/).click();
    await begin(page, 'Demote users on 3 sites');
    await button(page, 'Undo…').click();
    await shown(page, '3 sites: 3 ready.');
    const [asked] = await callsOf<{ options: { dryRun: boolean } }>(page, 'runs.rollback');
    expect(asked?.options.dryRun).toBe(true);
    await begin(page, 'Undo it on 3 sites');
    expect(await button(page, 'Undo…').count()).toBe(0);
  });

  it('keys go by kind, user and last use, on every site, by a plan', async () => {
    const page = await audited();
    await button(page, 'Revoke keys…').click();
    await dialog(page).getByLabel('Of one user').fill('anna');
    await dialog(page).getByRole('textbox', { name: 'Days' }).fill('0');
    expect(await see(page).isDisabled()).toBe(true);
    await dialog(page).getByRole('textbox', { name: 'Days' }).fill('180');
    await see(page).click();
    await button(page, 'Look again').waitFor({ timeout: 30_000 });
    expect(await ordered(page)).toEqual({
      operation: 'RevokeTokens',
      tokens: [{ kind: 'application-password', login: 'anna', unusedForDays: 180 }],
    });
  });
});

describe('what somebody said, and its way back', () => {
  it('accepted findings stand in a list, with reason and who, and count again when that is taken back', async () => {
    const page = await audited();
    await line(page, 'Open registration').click();
    await page.keyboard.press('x');
    await button(page, 'Accept 6…').click();
    await dialog(page).getByLabel('Why it may stay').fill('a club');
    await dialog(page).getByRole('button', { name: 'Accept 6 findings' }).click();
    await expect.poll(() => figure(page, 'Accepted')).toBe(6);
    await page.getByRole('link', { name: 'Accepted', exact: true }).click();
    const list = page.getByRole('grid', { name: 'Accepted findings' });
    await expect.poll(() => list.getByRole('row').count()).toBe(7);
    expect(await list.getByRole('row').nth(1).textContent()).toMatch(
      /Open registration.*Anybody can register.*a club.*you/,
    );
    await list.getByRole('row').nth(1).click();
    await page.keyboard.press('x');
    await button(page, 'No longer accept it').click();
    await expect.poll(() => list.getByRole('row').count()).toBe(6);
    await page.getByRole('link', { name: 'Findings', exact: true }).click();
    await expect.poll(() => figure(page, 'Accepted')).toBe(5);
  });

  it('approved administrators stand in a list and are unknown again when that is taken back', async () => {
    const page = await open('outcomes', '#/audit/approved');
    await shown(page, 'Nobody was approved: every administrator counts as not approved.');
    await page.getByRole('link', { name: 'Administrators' }).click();
    await page.getByRole('grid', { name: 'Administrators' }).getByRole('row').nth(1).click();
    await button(page, 'Approve…').click();
    await dialog(page).getByRole('radio', { name: 'On every site', exact: true }).check();
    await dialog(page).getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('link', { name: 'Approved', exact: true }).click();
    const list = page.getByRole('grid', { name: 'Approved administrators' });
    await expect.poll(() => list.getByRole('row').count()).toBe(2);
    expect(await list.getByRole('row').nth(1).textContent()).toMatch(/wpsys@mail\.invalid.*every site/);
    await page.keyboard.press('a');
    await button(page, 'No longer approve them').click();
    await shown(page, 'Nobody was approved');
  });

  it('files that were taken away stand in a list by run, and go back by a plan', async () => {
    const page = await open('few', '#/audit/quarantine');
    await shown(page, 'No file was taken away from a site.');
    await quarantine(page, 'wp-content/uploads/x.php');
    const list = page.getByRole('grid', { name: 'Quarantined files' });
    await expect.poll(() => list.getByRole('row').count()).toBe(9);
    await list.getByRole('row').nth(1).click();
    await page.keyboard.press('x');
    await button(page, /^Put 1 file back on /).click();
    await shown(page, '1 site: 1 ready.');
    expect(await ordered(page)).toMatchObject({ operation: 'PutBackFiles', paths: ['wp-content/uploads/x.php'] });
    await begin(page, 'Put files back on 1 site');
    await page.getByRole('link', { name: 'Audit', exact: true }).click();
    await page.getByRole('link', { name: 'Quarantine', exact: true }).click();
    await expect
      .poll(() =>
        list
          .getByRole('row')
          .filter({ hasText: /put back (just|\d)/ })
          .count(),
      )
      .toBe(1);
    expect(await list.getByRole('row').filter({ hasText: 'not put back' }).count()).toBe(7);
  });
});
