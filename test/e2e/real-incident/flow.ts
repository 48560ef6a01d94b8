import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { ask } from '../../fleet/breach/attacker.ts';
import { type Breach, breach } from '../../fleet/breach/breach.ts';
import { openOnes } from '../../fleet/breach/door.ts';
import { useFleet } from '../../fleet/shared.ts';
import { handsOn, office } from '../../integration/incident/hands.ts';
import { checksumFile } from '../../integration/incident/official-checksums.ts';
import { engineFor, passphrase } from '../../integration/open-engine.ts';
import { said, unlock } from '../flow/look.ts';
import { picture } from '../flow/picture.ts';
import type { OpenShell, Shell } from '../flow/shell.ts';
import { nextOf, pressNext, sayDone, stepShown, throughPlan } from './follow.ts';
import { byHandIn } from './person.ts';

/**
 * A breached site taken through the checklist in the window, by the one button that says what to do next. WordPress, the web server and
 * MySQL judge, by the list of what the attacker left. The tests are one story, in this order.
 */
export function tellIncident(name: string, open: OpenShell): void {
  const fleet = useFleet({ sites: 2 });
  let dir: string;
  let shell: Shell;
  let page: Page;
  let attack: Breach;
  let byHand: ReturnType<typeof byHandIn>;
  let brokeOff = false;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'resalt-e2e-'));
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    attack = await breach(site, fleet().db);
    const engine = await engineFor(fleet(), { dataDir: join(dir, 'data') });
    const checksums = await checksumFile('6.1', dir);
    await engine.call.audit.addChecksums({
      files: [{ name: basename(checksums), text: await readFile(checksums, 'utf8') }],
    });
    for (const who of ['owner', 'agency'])
      await engine.call.administrators.approve({ who, scope: { all: true }, reason: null });
    await engine.close();
    byHand = byHandIn(handsOn(site, fleet()));
    shell = await open(join(dir, 'data'));
    page = shell.page;
    page.setDefaultTimeout(20_000);
    await unlock(page, passphrase);
  }, 120_000);
  afterAll(async () => {
    await shell?.close();
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  const tell = (title: string, part: () => Promise<void>, ms = 60_000): void =>
    test(
      title,
      async ({ skip }) => {
        skip(brokeOff, 'the story broke off before');
        brokeOff = true;
        onTestFailed(() =>
          page.screenshot({ path: `test-results/e2e/${name}-incident-last.png` }).then(() => undefined),
        );
        await part();
        brokeOff = false;
      },
      ms,
    );
  const see = (what: string) => picture(page, `${name}-incident-${what}`);

  /** Presses what is next, and does what that asks for, until that is the step `until`. */
  async function follow(until: string): Promise<void> {
    for (let turns = 0; turns < 150; turns += 1) {
      const { button } = await nextOf(page);
      if (/^Show this step/.test(button)) {
        await pressNext(page);
        if (stepShown(page) === until) return;
        await byHand(page, stepShown(page));
        continue;
      }
      const { title } = await nextOf(page);
      await pressNext(page);
      if (button.endsWith('…') && button.startsWith('See')) await throughPlan(page);
      else if (button.startsWith('It is done')) await sayDone(page, `Seen to it: ${title}`);
    }
    throw new Error('the next action leads nowhere');
  }

  tell('an incident is opened for the site, and what is next is to contain it', async () => {
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Incidents' }).click();
    await page.getByRole('button', { name: 'Open an incident' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What shall it be called?').fill('The shop was breached');
    await dialog.getByRole('checkbox', { name: attack.site.name }).check();
    await dialog.getByLabel('What was seen?').fill('Visitors see a login page that is not ours.');
    await dialog.getByLabel('Who is in charge?').fill('Mo Night');
    await dialog.getByRole('button', { name: 'Open the incident' }).click();
    expect((await nextOf(page)).button).toBe('Contain 1 site…');
    await see('opened');
  });

  tell('it is contained by one plan', async () => {
    await pressNext(page);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Who may still see the sites?').fill(office);
    await dialog.getByRole('button', { name: 'See what would happen' }).click();
    await throughPlan(page);
    const answers = [ask(attack.site, '/'), ask(attack.site, '/', { from: office })];
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 200]);
    await see('contained');
  });

  tell(
    'the checklist is worked through by its next actions, to the end',
    async () => {
      await follow('look-again');
      await see('worked-through');
    },
    240_000,
  );

  tell('every door of the attacker is shut, and the site is open', async () => {
    expect(await openOnes(attack.doors)).toEqual([]);
    expect((await ask(attack.site, '/')).status).toBe(200);
  });

  tell('a report is made, and the incident is closed', async () => {
    await page.getByRole('button', { name: 'Report…' }).click();
    await page.getByRole('button', { name: 'Make the report' }).click();
    await said(page, /^Saved as/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Close the incident…' }).click();
    await sayDone(page, 'Clean; the hole is closed.');
    await said(page, /^Closed/);
    await see('closed');
  });
}
