import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fleet } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import { makeReadOnly } from '../fleet/site.ts';
import { engineFor, passphrase } from '../integration/open-engine.ts';
import * as first from './flow/first-run.ts';
import * as table from './flow/fleet-table.ts';
import { figure, reads, said, shown, unlock } from './flow/look.ts';
import { picture } from './flow/picture.ts';
import * as run from './flow/run.ts';
import type { OpenShell, Shell } from './flow/shell.ts';
import * as truth from './flow/truth.ts';

const sites = 11;

/**
 * What a person does with Resalt, told once and lived through in every way to meet its screens. What the screen says is
 * held against the sites: cookies of real logins, rows of their databases, and the journal as the command line reads it.
 */
export function tellFlow(name: string, open: OpenShell): void {
  const fleet = useFleet({ sites });
  let dataDir: string;
  let shell: Shell | null = null;
  const start = async () => {
    shell = await open(dataDir);
    shell.page.setDefaultTimeout(30_000);
    return shell.page;
  };
  const quit = async (how: 'close' | 'kill' = 'close') => {
    const open = shell;
    shell = null;
    await open?.[how]();
  };
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'resalt-e2e-'));
  });
  afterEach(async () => {
    await shell?.page.screenshot({ path: `test-results/e2e/${name}-last.png` }).catch(() => undefined);
    await quit();
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);

  test('from an empty folder to every login ended and proven, past a site that fails', {
    timeout: 300_000,
  }, async () => {
    const all = fleet().sites;
    const [shop, broken] = [all[0], all[6]];
    if (!shop || !broken) throw new Error('the fleet is too small');
    const page = await start();
    const see = (what: string) => picture(page, `${name}-${what}`);

    await first.makeVault(page);
    await see('01-bring');
    await first.bringByPaste(page);
    await see('02-rejected');
    await first.bringByFile(page, fleet(), join(dataDir, 'sites.csv'));
    await first.trustKeys(page, fleet());
    await see('03-fingerprints');
    await first.trusted(page, fleet());

    const visitors = await truth.logInEverywhere(all);
    expect(await truth.answersTo(visitors)).toEqual(truth.everywhere(all, 200));
    await truth.openEditor(shop);
    const logins = truth.seededLogins(all) + visitors.length;
    await table.inspectAll(page, all, logins - truth.expiredLogins(all));
    await see('04-fleet');
    await table.walkByKeys(page, all);
    await table.filterByClient(page, shop, all.filter(({ client }) => client === shop.client).length);

    await page.keyboard.press('a');
    await see('05-chosen');
    await table.askForPlan(page);
    await run.readPlan(page, shop.name, 'ghost', sites - 1);
    await run.leaveOutEncryptors(page);
    await run.readPlan(page, shop.name, 'ghost', sites - 1);
    await said(page, `${logins} logins end, yours too. On 1 site somebody is editing.`);
    await see('06-plan');
    expect(await truth.answersTo(visitors)).toEqual(truth.everywhere(all, 200));

    const writable = await makeReadOnly(broken);
    const letGo = await truth.holdLogins(shop);
    try {
      await run.confirmByNumber(page, sites);
      await reads(run.runRow(page, shop.name), /In work.*Open the site with a canary cookie/s);
    } finally {
      await letGo();
    }
    await see('07-running');
    await run.isOver(page);
    await shown(run.needing(page));
    await reads(run.needing(page), new RegExp(`${broken.name}.*Not writable`, 's'));
    expect(await figure(page, 'Old cookie refused')).toBe(sites - 1);
    expect(await truth.answersTo(visitors)).toEqual(truth.everywhere(all, 302));
    expect(await truth.loginRows(all)).toBe(0);
    await see('08-one-failed');
    await run.needing(page).getByRole('button', { name: 'Steps' }).click();
    await see('09-steps');
    await page.keyboard.press('Escape');

    await writable();
    await page.getByRole('button', { name: 'Retry the 1 that did not go' }).click();
    await reads(run.runRow(page, broken.name), /Done.*Refused/s);
    await run.isOver(page);
    await shown(run.needing(page), 0);
    await said(page, /Old cookies refused at \d\d:\d\d:\d\d\./);
    expect(await figure(page, 'Logins ended')).toBe(logins);
    await see('10-all-done');
    const id = run.runOf(page);

    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await shown(page.getByRole('heading', { name: 'Unlock Resalt' }));
    const seen = await page.content();
    for (const site of all) for (const word of [site.name, site.address]) expect(seen).not.toContain(word);
    await unlock(page, 'not the passphrase');
    await reads(page.getByRole('alert'), /Wrong passphrase/);
    await see('11-wrong-passphrase');
    await unlock(page, passphrase);
    await reads(run.runRow(page, broken.name), /Done/);
    await page.getByRole('link', { name: 'Fleet' }).click();
    await shown(table.siteRows(page).filter({ hasText: 'Rotated' }), sites);
    await see('12-fleet-after');
    await page.getByRole('link', { name: shop.name }).click();
    await see('13-site');
    await page.getByRole('link', { name: 'Settings' }).click();
    await said(page, 'Seen through');
    await see('14-settings');
    await quit();

    const { totals, sites: rows } = await truth.runOnDisk(dataDir, id);
    expect(totals).toMatchObject({ changed: sites, failed: 0, unreachable: 0, uncertain: 0 });
    expect(rows.map(({ proof }) => proof?.verdict)).toEqual(rows.map(() => 'refused'));
    expect(await truth.answersTo(visitors)).toEqual(truth.everywhere(all, 302));
  });

  test('a run that is cancelled says which sites it did not touch', { timeout: 120_000 }, async () => {
    const { page, chosen, visitors, letGo } = await heldRun(fleet());
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await shown(page.getByRole('button', { name: 'Cancelling…' }));
    await letGo();
    await run.isOver(page);
    const [done, held, ...rest] = chosen;
    for (const site of rest) await reads(run.runRow(page, site.name), /Cancelled/);
    await said(page, /Cancelled by the operator/);
    await said(page, `${rest.length} cancelled before they began`);
    await picture(page, `${name}-21-cancelled`);
    const answers = { ...truth.everywhere(chosen, 302), ...truth.everywhere(rest, 200) };
    expect(await truth.answersTo(visitors)).toEqual(answers);
    const id = run.runOf(page);
    await quit();
    const { sites: rows } = await truth.runOnDisk(dataDir, id);
    const outcomes = rows.map(({ site, outcome }) => [site, outcome]);
    expect(Object.fromEntries(outcomes)).toEqual({
      ...Object.fromEntries([done, held].map((site) => [site?.name, 'changed'])),
      ...Object.fromEntries(rest.map((site) => [site.name, 'cancelled'])),
    });
  });

  test('a run that Resalt did not survive is shown as interrupted, and resume settles it', {
    timeout: 120_000,
  }, async () => {
    const before = await heldRun(fleet());
    const id = run.runOf(before.page);
    await quit('kill');
    await before.letGo();

    const page = await start();
    await unlock(page, passphrase);
    await page.getByRole('link', { name: 'Runs' }).click();
    const row = page.getByRole('grid', { name: 'Runs' }).getByRole('row').filter({ hasText: 'INTERRUPTED' });
    await reads(row, /Open it to resume/);
    await picture(page, `${name}-31-runs`);
    await row.getByRole('link').click();
    await said(page, 'Resalt ended in the midst of it');
    await reads(run.runRow(page, before.chosen[1]?.name ?? ''), /UNCERTAIN/);
    await picture(page, `${name}-32-interrupted`);
    await page.getByRole('button', { name: 'Resume' }).click();
    await run.isOver(page);
    for (const site of before.chosen) await reads(run.runRow(page, site.name), /Done/);
    await shown(run.needing(page), 0);
    expect(await truth.answersTo(before.visitors)).toEqual(truth.everywhere(before.chosen, 302));
    await picture(page, `${name}-33-resumed`);
    await quit();
    const { state, totals } = await truth.runOnDisk(dataDir, id);
    expect({ state, totals }).toMatchObject({
      state: undefined,
      totals: { changed: before.chosen.length, uncertain: 0 },
    });
  });

  /** A folder that is set up; four sites are being logged out one by one, and the second is held in the midst of it. */
  async function heldRun(fleet: Fleet) {
    const engine = await engineFor(fleet, { dataDir });
    await engine.close();
    const chosen = fleet.sites.slice(0, 4).sort((a, b) => a.name.localeCompare(b.name));
    const [done, held] = chosen;
    if (!done || !held) throw new Error('the fleet is too small');
    const visitors = await truth.logInEverywhere(chosen);
    const page = await start();
    await unlock(page, passphrase);
    await table.chooseSites(
      page,
      chosen.map((site) => site.name),
    );
    await table.askForPlan(page);
    const letGo = await truth.holdLogins(held);
    await run.startOneByOne(page, chosen.length);
    await run.inWorkAt(page, done.name, held.name);
    await truth.writerWaits(held);
    return { page, chosen, visitors, letGo };
  }
}
