import type { ChecklistStep } from '../contract/checklist.ts';
import type { Standing, StepState } from '../contract/incidents.ts';
import type { Outcome } from '../contract/runs.ts';
import { type Cell, cellKey, endedBadly, type Folded } from './folded.ts';
import type { IncidentRun, RunOfSite } from './incident-run.ts';
import { lookAgainStep } from './rechecks.ts';
import { type Attempt, toldOf } from './standing-words.ts';

/** A step that is being worked on without a run: an audit, a verification. `siteIds` null: on all sites. */
export interface Doing {
  step: string;
  siteIds: readonly string[] | null;
}

type RunOn = { run: IncidentRun; row: RunOfSite };

/** What of the runs tells how a step stands, for many looks. */
export interface LatestRuns {
  /** Of the newest run of each of the step's automations the one in work, else one that did not end well, else the newest. */
  of(step: ChecklistStep, siteId: string | null): RunOn | null;
  containment(siteId: string): RunOn | null;
}

/** Runs in any order; plans are none. */
export function latestRuns(runs: readonly IncidentRun[]): LatestRuns {
  /** By step and site, then by automation. */
  const newest = new Map<string, Map<number | null, RunOn>>();
  const put = (key: string, one: RunOn, goes: (before: RunOn) => boolean) => {
    const parts = newest.get(key) ?? new Map<number | null, RunOn>();
    const before = parts.get(one.run.part);
    if (!before || goes(before)) newest.set(key, parts.set(one.run.part, one));
  };
  const real = runs.filter(({ dryRun }) => !dryRun);
  for (const run of [...real].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1)))
    for (const row of run.sites) {
      const step = run.part === null ? containment : run.step;
      put(cellKey(step, row.siteId), { run, row }, () => true);
      // Of a run over many sites, the worst one stands for all.
      put(cellKey(step, null), { run, row }, (before) => before.run !== run || rank({ run, row }) > rank(before));
    }
  const pick = (step: string, siteId: string | null) =>
    [...(newest.get(cellKey(step, siteId))?.values() ?? [])].reduce<RunOn | null>(
      (told, one) => (told && !tellsMore(one, told) ? told : one),
      null,
    );
  return {
    containment: (siteId) => pick(containment, siteId),
    of({ id, containment: inSet, per }, siteId) {
      const of = per === 'incident' ? null : siteId;
      const own = pick(id, of);
      const all = inSet ? pick(containment, of) : null;
      return own && all ? (own.run.startedAt > all.run.startedAt ? own : all) : (own ?? all);
    },
  };
}

const tellsMore = (one: RunOn, than: RunOn): boolean =>
  rank(one) > rank(than) || (rank(one) === rank(than) && one.run.startedAt > than.run.startedAt);

/** No step's id. */
const containment = '(containment)';

const rank = ({ run, row }: RunOn): number =>
  isWorking(run, row) ? 2 : row.state !== 'done' || endedBadly(row.outcome) ? 1 : 0;

const isWorking = ({ state }: IncidentRun, row: RunOfSite): boolean =>
  (state === 'running' || state === 'cancelling') && row.state !== 'done';

const nothing: Cell = {
  done: null,
  wasDone: false,
  reopened: null,
  look: null,
  note: null,
  attempt: null,
  evidence: [],
};

/** How a step stands on one site, or once for all. */
export function standingOf(
  folded: Folded,
  step: ChecklistStep,
  siteId: string | null,
  runs: LatestRuns,
  doing: readonly Doing[],
): Standing {
  const cell = folded.cells.get(cellKey(step.id, siteId)) ?? nothing;
  const last = runs.of(step, siteId);
  const attempt = lastAttempt(cell, last);
  const working =
    (last !== null && isWorking(last.run, last.row)) ||
    doing.some(
      (one) => one.step === step.id && (one.siteIds === null || siteId === null || one.siteIds.includes(siteId)),
    );
  const state = stateOf(cell, attempt, working, step);
  return {
    siteId,
    site: siteId === null ? null : (folded.sites.get(siteId)?.site ?? siteId),
    state,
    told: toldOf(cell, { attempt, state, step, doing: last?.row.doing ?? null, rechecks: folded.rechecks }),
    ...whoAndWhen(cell, attempt),
    note: cell.note,
    run: last?.run.id ?? cell.attempt?.run ?? null,
    outcome: last ? last.row.outcome : (cell.attempt?.ended?.outcome ?? null),
    evidence: cell.evidence,
    ...(state === 'verified' || state === 'ticked' ? doubtOf(cell) : {}),
  };
}

/** What speaks against what counts as done, or keeps it from being seen. */
function doubtOf({ done, look }: Cell): Pick<Standing, 'doubt'> {
  if (!done || !look || look.at <= done.at || look.holds === true) return {};
  return { doubt: look.holds === null ? 'unseen' : 'contrary' };
}

/** The journal of a run is the truth of it; of what was no run, the record. */
function lastAttempt(cell: Cell, last: RunOn | null): Attempt | null {
  const byRun = last && { at: last.row.at, bad: badRun(last.run, last.row) };
  const byRecord = cell.attempt && cell.attempt.run === null ? recorded(cell.attempt) : null;
  if (byRun && byRecord) return byRecord.at > byRun.at ? byRecord : byRun;
  return byRun ?? byRecord ?? (cell.attempt ? recorded(cell.attempt) : null);
}

function recorded({ at, ended }: NonNullable<Cell['attempt']>): Attempt {
  if (!ended)
    return { at, bad: 'It was begun, and nothing says how it ended: Resalt stopped meanwhile. Run it again.' };
  return { at: ended.at, bad: endedBadly(ended.outcome) ? ended.told || outcomeWords(ended.outcome) : null };
}

function badRun(run: IncidentRun, row: RunOfSite): string | null {
  if (row.state !== 'done')
    return run.state === 'interrupted'
      ? 'Resalt stopped before its turn came. Run it again: it goes on from there.'
      : null;
  return endedBadly(row.outcome) ? (row.failure ?? outcomeWords(row.outcome)) : null;
}

const outcomeWords = (outcome: Outcome | null): string => `The run ended here as “${outcome ?? 'unknown'}”.`;

function stateOf(cell: Cell, attempt: Attempt | null, working: boolean, { id }: ChecklistStep): StepState {
  if (working) return 'working';
  if (cell.done) return cell.done.how;
  // What the three looks say is a look by itself: nothing was begun for it.
  const seenBad = cell.look?.holds === false && (attempt !== null || id === lookAgainStep);
  const failed = attempt?.bad != null || seenBad;
  if (cell.reopened) return attempt?.bad != null && attempt.at > cell.reopened.at ? 'failed' : 'reopened';
  return failed ? 'failed' : 'open';
}

function whoAndWhen({ done, reopened }: Cell, attempt: Attempt | null): { by: string | null; at: string | null } {
  if (done) return { by: done.by, at: done.at };
  if (reopened) return { by: reopened.by, at: reopened.at };
  return { by: null, at: attempt?.at ?? null };
}

/**
 * Sites on which the containment was never done: neither did its run end well there, nor was each of its steps ever done. Where one of
 * them is reopened later only that one is done again, or the site would be closed and everyone's password reset a second time.
 */
export function neverContained({ checklist, cells, sites }: Folded, runs: LatestRuns): string[] {
  const set = checklist.steps.filter(({ containment: inSet }) => inSet);
  return [...sites.keys()].filter((siteId) => {
    const run = runs.containment(siteId);
    if (run && run.row.state === 'done' && !endedBadly(run.row.outcome)) return false;
    return set.some(({ id, per }) => !cells.get(cellKey(id, per === 'incident' ? null : siteId))?.wasDone);
  });
}

/** Of all standings of a step: done only where each is, and said as what the weakest is. */
export function together(standings: readonly Standing[]): StepState {
  const has = (state: StepState) => standings.some((one) => one.state === state);
  if (standings.length === 0) return 'open';
  for (const state of ['working', 'reopened', 'failed', 'open', 'ticked'] as const) if (has(state)) return state;
  return 'verified';
}

export const isDone = (state: StepState): boolean => state === 'verified' || state === 'ticked';
