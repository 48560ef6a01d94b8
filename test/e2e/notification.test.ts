import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { useFleet } from '../fleet/shared.ts';
import { engineFor, passphrase, type TestEngine } from '../integration/open-engine.ts';
import { type LaunchedApp, launchApp } from './electron-app.ts';
import { askForPlan, chooseSites } from './flow/fleet-table.ts';
import { patience, unlock } from './flow/look.ts';
import { isOver, runOf } from './flow/run.ts';
import { holdLogins } from './flow/truth.ts';

interface Told {
  title: string;
  body: string;
}

/** An incident of all sites, on each of which nobody has planted PHP among the uploads yet. */
async function withAStepVerified({ call }: TestEngine): Promise<string> {
  const { id } = await call.incidents.open({
    ...{ name: 'Acme in November', owner: 'Ada', select: { all: true }, symptoms: 'A casino' },
    noticedAt: new Date().toISOString(),
  });
  const { steps } = await call.incidents.verify({ incident: id, steps: ['foreign-php'] });
  expect(steps.find((step) => step.id === 'foreign-php')?.state).toBe('verified');
  return id;
}

/** A real run in the real app; only the system's notification area, which no test machine has, is played. */
describe('when a run ends, or an incident has an alert', () => {
  const fleet = useFleet({ sites: 2 });
  let dataDir: string;
  let launched: LaunchedApp;
  let incident: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'resalt-e2e-'));
    const engine = await engineFor(fleet(), { dataDir });
    incident = await withAStepVerified(engine);
    await engine.close();
    launched = await launchApp({ dataDir });
    await launched.app.evaluate(({ Notification }) => {
      const told: Electron.Notification[] = [];
      Object.assign(globalThis, { told });
      Notification.isSupported = () => true;
      Notification.prototype.show = function () {
        told.push(this);
      };
    });
    await unlock(launched.window, passphrase);
  }, 120_000);
  afterAll(async () => {
    await launched?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const told = (): Promise<Told[]> =>
    launched.app.evaluate(() =>
      (globalThis as unknown as { told: Told[] }).told.map(({ title, body }) => ({ title, body })),
    );
  const seen = (look: 'isVisible' | 'isFocused'): Promise<boolean> =>
    launched.app.evaluate(({ BrowserWindow }, name) => BrowserWindow.getAllWindows()[0]?.[name]() ?? false, look);

  /** Begins a logout and does `meanwhile` while a site is held in the midst of it. */
  async function logOutWhile(meanwhile: () => Promise<unknown>): Promise<string> {
    const { window: page } = launched;
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    await page.evaluate(() => {
      location.hash = '#/fleet';
    });
    await chooseSites(
      page,
      fleet().sites.map(({ name }) => name),
    );
    await askForPlan(page);
    const letGo = await holdLogins(first);
    await page.getByRole('button', { name: 'Log everyone out of 2 sites' }).click();
    await page.getByRole('button', { name: 'Cancel the run' }).waitFor();
    await meanwhile();
    await letGo();
    await isOver(page);
    return runOf(page);
  }
  const play = (focused: boolean) =>
    launched.app.evaluate(({ BrowserWindow }, isFocused) => {
      const window = BrowserWindow.getAllWindows()[0];
      if (window) window.isFocused = () => isFocused;
    }, focused);

  test('nothing is told while somebody looks at the window; once when it is hidden, in figures without names', async () => {
    await play(true);
    await logOutWhile(async () => undefined);
    expect(await told()).toEqual([]);

    await play(false);
    // The plan, read while nobody looked, is told of too; only what the logout adds counts here.
    let before = 0;
    const run = await logOutWhile(async () => {
      before = (await told()).length;
      await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    });
    await vi.waitFor(async () => expect((await told()).length).toBe(before + 1), patience);
    expect((await told()).at(-1)).toEqual({ title: 'Logout ended', body: '2 sites: 2 changed.' });
    expect(await seen('isVisible')).toBe(false);

    await launched.window.evaluate(() => {
      location.hash = '#/settings';
    });
    await launched.app.evaluate(() => {
      (globalThis as unknown as { told: NodeJS.EventEmitter[] }).told.at(-1)?.emit('click');
    });
    await vi.waitFor(() => expect(launched.window.url()).toMatch(new RegExp(`#/run/${run}$`)), patience);
    await expect.poll(() => seen('isVisible')).toBe(true);
  }, 120_000);

  test('a step that no longer holds is told of without a name, and a click shows it', async () => {
    const { window: page } = launched;
    const [site] = fleet().sites;
    await play(false);
    await writeFile(join(site?.docroot ?? '', 'wp-content/uploads/came-back.php'), '<?php eval($_POST["x"]);');
    await page.evaluate((id) => {
      location.hash = `#/incident/${id}/foreign-php`;
    }, incident);
    await page.getByRole('button', { name: 'Verify now' }).click();
    await vi.waitFor(async () => expect((await told()).at(-1)?.title).toBe('Incident: 1 alert'), patience);
    expect((await told()).at(-1)?.body).toBe('What was done no longer holds, or something new was found on 1 site.');
    await page.getByRole('region', { name: 'Alerts' }).getByText('came-back.php').waitFor();

    await page.evaluate(() => {
      location.hash = '#/settings';
    });
    await launched.app.evaluate(() => {
      (globalThis as unknown as { told: NodeJS.EventEmitter[] }).told.at(-1)?.emit('click');
    });
    await vi.waitFor(() => expect(page.url()).toMatch(new RegExp(`#/incident/${incident}/foreign-php$`)), patience);
  }, 120_000);
});
