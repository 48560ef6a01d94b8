import { expect, it } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import { runOptions } from '../../../src-main/contract/runs.ts';
import type { Site } from '../../../src-main/contract/sites.ts';
import type { SiteResult } from '../../../src-main/operations/story.ts';
import { openRuns } from '../../../src-main/runs/runs.ts';
import { type MemoryJournals, memoryJournals } from './memory-journals.ts';

const salts = { place: 'wp-config.php', rotated: 8, fingerprintBefore: 'a', fingerprintAfter: 'b' };
const changed: SiteResult = { outcome: 'changed', salts, sessions: null, proof: null, failure: null, inspection: null };
const sites = ['one', 'two'].map((name): Site => {
  const access = { ssh: null, mysql: null, local: true, path: '/srv', tablePrefix: null };
  return { id: `s_${name.padEnd(12, 'x')}`, name, url: null, client: null, tags: [], ...access };
});
const open = (journals: MemoryJournals, failing = '') =>
  openRuns({
    journals,
    clock: () => new Date(),
    perform: async () => async (site) => {
      if (site.name === failing) throw new ResaltError('AUTH_REFUSED', 'refused', 'never');
      return changed;
    },
  });
const logOut = async (journals: MemoryJournals, failing?: string) => {
  const runs = await open(journals, failing);
  const run = await runs.start({ operation: 'FleetLogout', options: runOptions.parse({}) }, sites);
  await runs.settled(run);
  return run;
};
const told = async (journals: MemoryJournals) => {
  const runs = await open(journals);
  return { list: runs.list(), histories: sites.map(({ id }) => runs.historyOf(id)) };
};

it('the second start tells the same of finished runs as the first, and reads none of their journals', async () => {
  const journals = memoryJournals();
  await logOut(journals, 'two');
  await logOut(journals);
  const first = await told(journals);
  expect(first.list).toHaveLength(2);
  expect(first.histories[0]?.saltsChangedAt).not.toBeNull();
  journals.reads.length = 0;
  expect(await told(journals)).toEqual(first);
  expect(journals.reads).toEqual([]);
});

it('a run that went on since is read again, and so is one without an end', async () => {
  const journals = memoryJournals();
  const run = await logOut(journals, 'two');
  const runs = await open(journals);
  await runs.goOn(run, 'retry', sites);
  await runs.settled(run);
  const after = await told(journals);
  expect(after.list[0]?.totals).toMatchObject({ changed: 2 });
  const cut = memoryJournals();
  cut.runs.set(run, (journals.runs.get(run) ?? []).slice(0, -1));
  expect((await told(cut)).list[0]?.state).toBe('interrupted');
  cut.reads.length = 0;
  await told(cut);
  expect(cut.reads).toEqual([run]);
});

it('a digest that makes no sense is passed over', async () => {
  const journals = memoryJournals();
  const run = await logOut(journals);
  const first = await told(journals);
  for (const nonsense of [{}, 'x', { summary: { ...first.list[0], id: 'r_another0' }, rows: [] }]) {
    for (const key of journals.digests.keys()) journals.digests.set(key, nonsense);
    journals.reads.length = 0;
    expect(await told(journals)).toEqual(first);
    expect(journals.reads).toEqual([run]);
  }
});
