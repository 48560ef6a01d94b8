import { describe, expect, it } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import { runOptions } from '../../../src-main/contract/runs.ts';
import type { Site } from '../../../src-main/contract/sites.ts';
import type { SiteResult, Story } from '../../../src-main/operations/story.ts';
import { openRuns, type Runs } from '../../../src-main/runs/runs.ts';
import { type MemoryJournals, memoryJournals } from './memory-journals.ts';

const nothing = { salts: null, sessions: null, proof: null, failure: null, inspection: null } as const;
const changed: SiteResult = { ...nothing, outcome: 'changed' };
const names = ['one', 'two', 'three'];
const sites = names.map((name): Site => {
  const access = { ssh: null, mysql: null, local: true, path: '/srv', tablePrefix: null };
  return { id: `s_${name.padEnd(12, 'x')}`, name, url: null, client: null, tags: [], ...access };
});
const lost = new ResaltError('HOST_UNREACHABLE', 'lost', 'check-first');
const refused = new ResaltError('AUTH_REFUSED', 'refused', 'never');

type Deed = (site: Site, story: Story) => Promise<SiteResult>;
const open = (journals: MemoryJournals, deed: Deed) =>
  openRuns({ journals, clock: () => new Date(), perform: async () => deed });
const request = (options = {}) => ({ operation: 'FleetLogout' as const, options: runOptions.parse(options) });
const outcomes = async (runs: Runs, run: string) => (await runs.show(run)).sites.map(({ outcome }) => outcome);
const markThenLose: Deed = async (_site, story) => {
  await story.mark({ sessions: { before: 1 } });
  throw lost;
};

describe('what is told is on disk', () => {
  it('nobody hears of an outcome, or of the end, before its record is written', async () => {
    const journals = memoryJournals();
    const runs = await open(journals, async () => changed);
    const told: string[] = [];
    runs.onRecord((_state, record) => told.push(record.kind));
    const early: string[] = [];
    journals.before = async ({ kind }) => {
      await new Promise(setImmediate);
      if (/ended|run.started/.test(kind) && told.includes(kind) && kind !== 'site.ended') early.push(kind);
      if (kind === 'site.ended' && told.filter((one) => one === kind).length > writtenOf(journals, kind))
        early.push(kind);
    };
    await runs.settled(await runs.start(request(), sites));
    expect(early).toEqual([]);
    expect(told.filter((kind) => kind === 'site.ended')).toHaveLength(3);
    expect(told.at(-1)).toBe('run.ended');
  });

  it('a run that was told to be over can go on at once, and only once', async () => {
    const journals = memoryJournals();
    let closed = () => {};
    journals.finish = () => new Promise((resolve) => (closed = resolve));
    const runs = await open(journals, async () => {
      throw refused;
    });
    const over = new Promise<void>((resolve) =>
      runs.onRecord((_state, { kind }) => {
        if (kind === 'run.ended') resolve();
      }),
    );
    const run = await runs.start(request(), sites);
    await over;
    const both = Promise.allSettled([runs.goOn(run, 'retry', sites), runs.goOn(run, 'retry', sites)]);
    await new Promise(setImmediate);
    closed();
    expect((await both).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

const writtenOf = ({ runs }: MemoryJournals, kind: string) =>
  [...runs.values()].flat().filter((record) => (record as { kind: string }).kind === kind).length;

describe('a disk that fails', () => {
  it('a run that can not be begun on disk is not begun', async () => {
    const journals = memoryJournals();
    journals.refuse = ({ kind }) => kind === 'run.started';
    const touched: string[] = [];
    const runs = await open(journals, async ({ name }) => {
      touched.push(name);
      return changed;
    });
    await expect(runs.start(request(), sites)).rejects.toThrow();
    expect([touched, runs.list()]).toEqual([[], []]);
  });

  it.each(['site.started', 'site.marked', 'site.ended', 'run.ended'])(
    'when %s can not be written the run stops, says why, and is shown as what its journal holds',
    async (refusedKind) => {
      const journals = memoryJournals();
      const runs = await open(journals, async (_site, story) => {
        await story.mark({ sessions: { before: 1 } });
        return changed;
      });
      journals.refuse = ({ kind }) => kind === refusedKind || kind === 'run.ended' || kind === 'run.cancelling';
      const states: string[] = [];
      runs.onRecord(({ run }) => states.push(run.state));
      const run = await runs.start(request({ concurrency: 1 }), sites);
      await runs.settled(run);
      expect(states.at(-1)).toBe('interrupted');
      const shown = await runs.show(run);
      expect(shown.state).toBe('interrupted');
      expect(shown.sites.map(({ state }) => state)).not.toContain('working');
      if (refusedKind !== 'run.ended') expect(shown.totals.changed).toBe(0);
      journals.refuse = () => false;
      await runs.goOn(run, 'retry', sites);
      await runs.settled(run);
      expect(await outcomes(runs, run)).toEqual(['changed', 'changed', 'changed']);
    },
  );
});

describe('a doubt stays until somebody has looked', () => {
  const doubtful = async (again: Deed) => {
    const journals = memoryJournals();
    let deed = markThenLose;
    const runs = await open(journals, (site, story) => deed(site, story));
    const run = await runs.start(request({ concurrency: 1 }), sites);
    await runs.settled(run);
    expect(await outcomes(runs, run)).toEqual(['uncertain', 'uncertain', 'uncertain']);
    deed = again;
    return { journals, runs, run };
  };

  it('also where the next attempt does not get in', async () => {
    const { runs, run } = await doubtful(async () => {
      throw refused;
    });
    await runs.goOn(run, 'resume', sites);
    await runs.settled(run);
    expect(await outcomes(runs, run)).toEqual(['uncertain', 'uncertain', 'uncertain']);
    expect((await runs.show(run)).sites[0]?.failure).toMatchObject({ code: 'AUTH_REFUSED' });
  });

  it('also where the run that goes on is cancelled before its turn', async () => {
    const { runs, run } = await doubtful(async () => {
      await runs.cancel(run);
      return changed;
    });
    await runs.goOn(run, 'resume', sites);
    await runs.settled(run);
    expect(await outcomes(runs, run)).toEqual(['changed', 'uncertain', 'uncertain']);
  });

  it('also where the run that goes on is killed before its turn', async () => {
    const { journals, runs, run } = await doubtful(() => new Promise(() => {}));
    await runs.goOn(run, 'resume', sites);
    const next = await open(journals, async () => changed);
    expect(await outcomes(next, run)).toEqual(['uncertain', 'uncertain', 'uncertain']);
    await next.goOn(run, 'resume', sites);
    await next.settled(run);
    expect(await outcomes(next, run)).toEqual(['changed', 'changed', 'changed']);
  });
});
