import type { Outcome, Run, RunSite, RunSummary, Totals } from '../contract/runs.ts';
import { outcomes } from '../contract/runs.ts';
import type { Marks } from '../operations/story.ts';
import { type LeftBehind, noteLeft } from './left-behind.ts';
import type { RunRecord } from './records.ts';

type Started = Extract<RunRecord, { kind: 'run.started' }>;
type OfSite = Extract<RunRecord, { siteId: string }>;

/** A run as its journal tells it. Mutable on purpose: one record changes one row of up to thousands. */
export interface RunState {
  run: Omit<Run, 'sites' | 'totals' | 'ms'>;
  sites: Map<string, RunSite>;
  marks: Map<string, Marks>;
  left: LeftBehind;
  /** Sites where a write was marked and no certain outcome has followed. */
  open: Set<string>;
  /** The journal can't be read to its end: what it tells is true, but not all of it. */
  damaged: boolean;
}

export function startState(record: Started): RunState {
  const sites = new Map(record.sites.map((site) => [site.siteId, { ...emptyRow, ...freshAttempt(), ...site }]));
  return {
    run: {
      id: record.id,
      operation: record.operation,
      dryRun: record.options.dryRun,
      state: 'running',
      startedAt: record.at,
      endedAt: null,
      options: record.options,
      waves: record.waves,
      stoppedWhy: null,
    },
    sites,
    marks: new Map(),
    left: { canaries: [], oldFiles: [] },
    open: new Set(),
    damaged: false,
  };
}

/** Applies one record; the live run and the one read back after a crash go through here alike. */
export function apply(state: RunState, record: RunRecord): void {
  if ('siteId' in record) {
    const row = state.sites.get(record.siteId);
    if (row) applyToSite(state, row, record);
    return;
  }
  switch (record.kind) {
    case 'run.started':
      return;
    case 'run.resumed':
      state.left.resumedAt = record.at;
      Object.assign(state.run, { state: 'running', endedAt: null, stoppedWhy: null });
      for (const siteId of record.sites) {
        const row = state.sites.get(siteId);
        if (row) Object.assign(row, { state: 'waiting', outcome: null, failure: null, step: null });
      }
      return;
    case 'run.cancelling':
      Object.assign(state.run, { state: 'cancelling', stoppedWhy: record.why });
      return;
    case 'run.ended':
      Object.assign(state.run, { state: 'finished', endedAt: record.at, stoppedWhy: record.stoppedWhy });
  }
}

function applyToSite(state: RunState, row: RunSite, record: OfSite): void {
  switch (record.kind) {
    case 'site.started':
      delete row.deeds;
      Object.assign(row, freshAttempt(), { state: 'working', startedAt: record.at, attempt: row.attempt + 1 });
      return;
    case 'site.step':
      row.step = record.name;
      return;
    case 'site.stepped':
      row.steps.push(record.step);
      return;
    case 'site.marked':
      state.marks.set(row.siteId, { ...state.marks.get(row.siteId), ...record.marks });
      state.open.add(row.siteId);
      noteLeft(state.left, record.marks);
      return;
    case 'site.warned':
      row.warnings.push(record.warning);
      return;
    case 'site.planned':
      row.plan.push(record.sentence);
      return;
    case 'site.ended': {
      const { kind: _kind, siteId: _siteId, at: _at, ...result } = record;
      Object.assign(row, result, { state: 'done', step: null });
      if (record.outcome !== 'uncertain') state.open.delete(row.siteId);
    }
  }
}

/**
 * After a crash: a site that was in work and had marked a write is uncertain; one that had not is waiting again.
 * Only a run without its `run.ended` is interrupted.
 */
export function interrupt(state: RunState): void {
  if (state.run.state === 'finished') return;
  state.run.state = 'interrupted';
  for (const row of state.sites.values()) {
    const wrote = state.open.has(row.siteId);
    // One that waited to be gone on with is as doubtful as it was before.
    if (row.state === 'done' || (row.state === 'waiting' && !wrote)) continue;
    Object.assign(row, wrote ? { state: 'done', outcome: 'uncertain', step: null } : { state: 'waiting', step: null });
    if (wrote) {
      row.failure = {
        code: 'CANCELLED',
        message: `Resalt stopped while it was at “${row.steps.at(-1)?.name ?? 'work'}” or later on ${row.site}. A change may have been made: resume the run, it looks first and goes on from there.`,
        where: { siteId: row.siteId },
        retry: 'check-first',
      };
    }
  }
}

/** A journal that is damaged in its middle: whatever it does not show as ended may have been changed. */
export function doubt(state: RunState, line: number): void {
  state.damaged = true;
  state.run.stoppedWhy = `The journal of this run is damaged from line ${line} on; what came after it is not known.`;
  for (const row of state.sites.values()) {
    if (row.state === 'done' && row.outcome !== 'uncertain') continue;
    const message = `Whether ${row.site} was changed is not known: the journal of this run is damaged. Start a new run for it.`;
    const failure = { code: 'BUG' as const, message, where: { siteId: row.siteId }, retry: 'check-first' as const };
    Object.assign(row, { state: 'done', outcome: 'uncertain', step: null, failure });
  }
}

export function totalsOf(state: RunState): Totals {
  const totals = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { outcome } of state.sites.values()) if (outcome) totals[outcome] += 1;
  return totals;
}

export function toRun(state: RunState, now: Date): Run {
  return { ...state.run, ms: elapsed(state, now), totals: totalsOf(state), sites: [...state.sites.values()] };
}

export function toSummary(state: RunState, now: Date): RunSummary {
  let waiting = 0;
  let working = 0;
  for (const row of state.sites.values()) {
    if (row.state === 'waiting') waiting += 1;
    if (row.state === 'working') working += 1;
  }
  const { run } = state;
  return { ...run, ms: elapsed(state, now), totals: totalsOf(state), count: state.sites.size, waiting, working };
}

function elapsed({ run }: RunState, now: Date): number {
  const end = run.endedAt === null ? now.getTime() : Date.parse(run.endedAt);
  return Math.max(0, end - Date.parse(run.startedAt));
}

const emptyRow = { state: 'waiting', step: null, startedAt: null, attempt: 0 } as const;

function freshAttempt() {
  return {
    outcome: null,
    ms: null,
    steps: [],
    salts: null,
    sessions: null,
    proof: null,
    warnings: [],
    plan: [],
    failure: null,
    inspection: null,
  };
}
