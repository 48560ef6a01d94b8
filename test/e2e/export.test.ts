import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useFleet } from '../fleet/shared.ts';
import { engineFor, passphrase } from '../integration/open-engine.ts';
import { type LaunchedApp, launchApp } from './electron-app.ts';
import { electronDist } from './electron-runtime.ts';
import { chooseSites } from './flow/fleet-table.ts';
import { unlock } from './flow/look.ts';
import { isOver, runOf } from './flow/run.ts';

/** Electron asks where a download goes, with its own dialog, unless a path is set; only that answer is played here. */
describe.skipIf(electronDist() === null)('the export of a run, in the real app', () => {
  const fleet = useFleet({ sites: 2 });
  let dataDir: string;
  let launched: LaunchedApp;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'resalt-e2e-'));
    await (await engineFor(fleet(), { dataDir })).close();
    launched = await launchApp({ dataDir });
    await launched.app.evaluate(({ session }, folder) => {
      session.defaultSession.on('will-download', (event, item) => {
        const name = item.getFilename();
        const tell = (state: string) => Object.assign(globalThis, { saved: { name, state } });
        item.setSavePath(`${folder}/${name}`);
        item.once('done', (_, state) => tell(state));
        if (event.defaultPrevented) tell('prevented');
      });
    }, dataDir);
    await unlock(launched.window, passphrase);
  }, 120_000);
  afterAll(async () => {
    await launched?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const saved = (): Promise<{ name: string; state: string }> =>
    launched.app.evaluate(async () => {
      const here = globalThis as unknown as { saved?: { name: string; state: string } };
      while (!here.saved) await new Promise(setImmediate);
      const answer = here.saved;
      delete here.saved;
      return answer;
    });

  test('is a file on the disk, as JSON and as CSV', async () => {
    const { window: page } = launched;
    const names = fleet().sites.map(({ name }) => name);
    await chooseSites(page, names);
    await page.getByRole('button', { name: 'Inspect' }).click();
    await isOver(page);
    const run = await runOf(page);
    for (const [item, name] of [
      ['JSON', `${run}.json`],
      ['CSV, for a spreadsheet', `${run}.csv`],
    ] as const) {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      expect(await saved()).toEqual({ name, state: 'completed' });
    }
    const json = JSON.parse(await readFile(join(dataDir, `${run}.json`), 'utf8'));
    const sites = names.map((site) => ({ site, outcome: 'unchanged' }));
    expect(json).toMatchObject({ run, operation: 'InspectSite', sites });
    expect(await readFile(join(dataDir, `${run}.csv`), 'utf8')).toMatch(/^site,client,url,outcome,/);
  }, 120_000);
});
