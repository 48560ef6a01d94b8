import { describe, expect, it } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import { runOptions } from '../../../src-main/contract/runs.ts';
import { fromError } from '../../../src-main/runs/execute.ts';
import { type RunRecord, runRecord } from '../../../src-main/runs/records.ts';
import { apply, interrupt, startState, toRun, toSummary } from '../../../src-main/runs/run-state.ts';

const at = '2026-01-01T00:00:00.000Z';
const siteId = 's_aaaaaaaaaaaa';
const other = 's_bbbbbbbbbbbb';
const started = {
  kind: 'run.started' as const,
  at,
  id: 'r_aaaaaaaaaaaa',
  operation: 'FleetLogout' as const,
  options: runOptions.parse({}),
  waves: [2],
  sites: [siteId, other].map((id) => ({ siteId: id, site: id, client: null, url: null, wave: 0 })),
};
const marked: RunRecord = { kind: 'site.marked', siteId, at, marks: { sessions: { before: 3 } } };
const ended = (outcome: 'changed' | 'failed' | 'uncertain'): RunRecord => ({
  ...{ kind: 'site.ended', siteId, at, outcome, ms: 5, salts: null, sessions: null, proof: null },
  ...{ failure: null, inspection: null },
});
const told = (...records: RunRecord[]) => {
  const state = startState(started);
  for (const record of records) apply(state, runRecord.parse(JSON.parse(JSON.stringify(record))));
  return state;
};
const begun: RunRecord = { kind: 'site.started', siteId, at };

describe('a run as its journal tells it', () => {
  it('a crash before any write leaves the site waiting', () => {
    const state = told(begun);
    interrupt(state);
    expect(state.sites.get(siteId)).toMatchObject({ state: 'waiting', outcome: null });
    expect(toSummary(state, new Date(at))).toMatchObject({ state: 'interrupted', waiting: 2, working: 0 });
  });

  it('a crash after a marked write leaves it uncertain, with what to do', () => {
    const state = told(begun, marked);
    interrupt(state);
    expect(state.sites.get(siteId)).toMatchObject({
      state: 'done',
      outcome: 'uncertain',
      failure: { retry: 'check-first' },
    });
    expect(state.sites.get(other)).toMatchObject({ state: 'waiting' });
  });

  it('what ended for certain stays certain through a crash, and its marks are remembered', () => {
    const state = told(begun, marked, ended('failed'));
    interrupt(state);
    expect(state.sites.get(siteId)).toMatchObject({ outcome: 'failed' });
    apply(state, { kind: 'run.resumed', at, sites: [siteId] });
    apply(state, begun);
    interrupt(state);
    expect(state.sites.get(siteId)).toMatchObject({ state: 'waiting', attempt: 2 });
    expect(state.marks.get(siteId)).toEqual({ sessions: { before: 3 } });
  });

  it('a finished run is never interrupted', () => {
    const state = told(begun, ended('changed'), { kind: 'run.ended', at, stoppedWhy: null });
    interrupt(state);
    expect(toRun(state, new Date())).toMatchObject({ state: 'finished', totals: { changed: 1 } });
  });
});

describe('an error as an outcome', () => {
  const outcomeOf = (error: unknown, wrote: boolean) => fromError(error, siteId, wrote).outcome;

  it('a connection that dies after a write was marked is uncertain, never failed or unreachable', () => {
    expect(outcomeOf(new ResaltError('HOST_UNREACHABLE', ''), true)).toBe('uncertain');
    expect(outcomeOf(new ResaltError('TIMED_OUT', ''), true)).toBe('uncertain');
    expect(outcomeOf(new ResaltError('DATABASE_REFUSED', '', 'check-first'), true)).toBe('uncertain');
    expect(outcomeOf(new Error('unforeseen'), true)).toBe('uncertain');
  });

  it('before any write it is certain that nothing changed', () => {
    expect(outcomeOf(new ResaltError('HOST_UNREACHABLE', ''), false)).toBe('unreachable');
    expect(outcomeOf(new ResaltError('AUTH_REFUSED', ''), false)).toBe('unreachable');
    expect(outcomeOf(new ResaltError('DATABASE_REFUSED', ''), false)).toBe('failed');
    expect(outcomeOf(new ResaltError('NOT_WRITABLE', ''), true)).toBe('failed');
  });
});
