import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checklistOf } from '../../../src-main/incidents/checklist/checklist.ts';
import type { IncidentRun } from '../../../src-main/incidents/incident-run.ts';
import { openIncidents } from '../../../src-main/incidents/incidents.ts';
import { openIncidentRecords } from '../../../src-main/store/incident-records.ts';
import { newKey } from '../../../src-main/vault/vault-key.ts';
import { boxesOf } from '../store/session-history/a-history.ts';
import { failsWith, temporaryFolder } from '../store/temporary-store.ts';
import { aRun, idOf, looked, moment, noOwn, siteOf } from './an-incident.ts';

async function incidents(given: { dir?: string; boxes?: ReturnType<typeof boxesOf> } = {}) {
  const { dir = await temporaryFolder(), boxes = boxesOf(newKey()) } = given;
  const runs: IncidentRun[] = [];
  const records = await openIncidentRecords(dir, boxes);
  const all = openIncidents({ records, runsOf: async () => runs, clock: () => new Date(moment(5)) });
  onTestFinished(() => all.close());
  const open = (name = 'Acme') =>
    all.open({
      ...{ by: 'Ada', name, owner: 'Ada', symptoms: 'odd pages', noticedAt: moment(-9), sites: [siteOf(0), siteOf(1)] },
      checklist: checklistOf(noOwn, 0),
    });
  return { dir, boxes, all, runs, open, fileOf: (id: string) => join(dir, 'incidents', `${id}.record`) };
}

it('counts the open incidents of a site, and of none that is closed or behind a lock', async () => {
  const { all, open } = await incidents();
  const [first, second] = [await open('one'), await open('two')];
  expect(all.openOn(idOf(0))).toBe(0);
  await all.ready();
  expect([all.openOn(idOf(0)), all.openOn(idOf(9))]).toEqual([2, 0]);
  const told: string[] = [];
  all.onChange((id) => told.push(`${id} ${all.openOn(idOf(0))}`));
  await all.write(first, { kind: 'closed', by: 'Ada', note: 'over' });
  await expect.poll(() => told).toEqual([`${first} 1`]);
  await all.write(second, { kind: 'sites-added', sites: [siteOf(9)] });
  await expect.poll(() => all.openOn(idOf(9))).toBe(1);
  all.forget();
  expect(all.openOn(idOf(0))).toBe(0);
});

it('says of a step that it is in work while somebody is at it, and no longer', async () => {
  const { all, open } = await incidents();
  const id = await open();
  const state = async () =>
    (await all.show(id)).steps.find((step) => step.id === 'core-files')?.standings.map((one) => one.state);
  const over = all.doing(id, { step: 'core-files', siteIds: [idOf(1)] });
  expect(await state()).toEqual(['open', 'working']);
  over();
  expect(await state()).toEqual(['open', 'open']);
});

it('shows what its runs say at once, without a line of the record', async () => {
  const { all, runs, open } = await incidents();
  const id = await open();
  runs.push(aRun('contain-sessions', [{ outcome: 'failed', failure: 'No answer.' }, {}]));
  const step = (await all.show(id)).steps.find((one) => one.id === 'contain-sessions');
  expect(step?.standings.map(({ told }) => told)).toEqual(['No answer.', 'Done, and not verified yet.']);
});

it('shows a damaged record as far as it goes, says so in the list, and writes nothing on top of it', async () => {
  const one = await incidents();
  const id = await one.open();
  await one.all.write(id, looked('core-files', idOf(0), true));
  await one.all.write(id, looked('core-files', idOf(1), true));
  await one.all.close();
  const lines = (await readFile(one.fileOf(id), 'utf8')).split('\n');
  await writeFile(one.fileOf(id), [lines[0], lines[1], `${lines[2]} `, ''].join('\n'));
  const again = await incidents(one);
  const [summary] = await again.all.list();
  expect(summary).toMatchObject({ id, name: 'Acme', damaged: expect.stringContaining('from line 3 on') });
  const shown = await again.all.show(id);
  expect(shown.steps.find((step) => step.id === 'core-files')?.standings.map(({ state }) => state)).toEqual([
    'verified',
    'open',
  ]);
  await expect(again.all.write(id, { kind: 'note', by: 'Bo', step: null, note: 'more' })).rejects.toMatchObject(
    failsWith('VAULT_DAMAGED'),
  );
  await again.all.close();
  await writeFile(one.fileOf(id), 'x\n');
  const lost = await incidents(one);
  expect(await lost.all.list()).toMatchObject([{ id, owner: 'unknown', damaged: expect.any(String), steps: 0 }]);
});

it('has none of which no line was ever acknowledged', async () => {
  const one = await incidents();
  const id = await one.open();
  await one.all.close();
  const whole = await readFile(one.fileOf(id), 'utf8');
  await writeFile(one.fileOf(id), whole.slice(0, 500));
  const again = await incidents(one);
  expect(await again.all.list()).toEqual([]);
  await expect(again.all.show(id)).rejects.toMatchObject(failsWith('INPUT_INVALID'));
});

it('writes no line that it could not read back', async () => {
  const { all, open } = await incidents();
  const id = await open();
  await expect(
    all.write(id, { kind: 'ticked', by: 'Bo', step: 'Not A Step', siteIds: null, note: 'x' }),
  ).rejects.toThrow();
  expect((await all.show(id)).record).toHaveLength(1);
});
