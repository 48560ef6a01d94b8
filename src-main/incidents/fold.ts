import type { Incident, IncidentStep, IncidentSummary, Recheck } from '../contract/incidents.ts';
import type { Folded } from './folded.ts';
import type { IncidentRun } from './incident-run.ts';
import { lookAgainStep, nextRecheck } from './rechecks.ts';
import { type Doing, isDone, type LatestRuns, latestRuns, neverContained, standingOf, together } from './stand.ts';

/** What an incident is besides its record. */
export interface Beside {
  id: string;
  damaged: string | null;
  runs: readonly IncidentRun[];
  doing: readonly Doing[];
  now: Date;
}

/** The incident as it stands: the lines of its record, already folded (folded.ts), and the runs that belong to it. Pure. */
export function incidentOf(folded: Folded, beside: Beside): Incident {
  const { checklist, opened, sites, record, cause } = folded;
  const seen = seenOf(folded, beside);
  const { steps: _steps, ...rest } = checklist;
  return {
    ...shared(folded, beside, seen),
    symptoms: opened?.symptoms ?? '',
    noticedAt: opened?.noticedAt ?? beginning,
    checklist: rest,
    steps: seen.steps,
    rechecks: seen.rechecks,
    alertList: folded.alerts.map((one) => ({
      ...one,
      site: one.siteId === null ? null : (sites.get(one.siteId)?.site ?? null),
    })),
    cause,
    record: [...record],
    containment: { ...containmentOf(beside.runs), toDo: seen.toContain },
  };
}

/** The moment of what could not be read. */
const beginning = new Date(0).toISOString();

interface Seen {
  steps: IncidentStep[];
  rechecks: Recheck[];
  /** Sites on which the containment was never done. */
  toContain: string[];
}

function seenOf(folded: Folded, { runs, doing, now }: Beside): Seen {
  const latest = latestRuns(runs);
  return {
    steps: stepsOf(folded, latest, doing),
    rechecks: rechecksOf(folded, now),
    toContain: neverContained(folded, latest),
  };
}

function stepsOf(folded: Folded, latest: LatestRuns, doing: readonly Doing[]): IncidentStep[] {
  const siteIds = [...folded.sites.keys()];
  const steps = folded.checklist.steps.map((step): IncidentStep => {
    const of = step.per === 'incident' ? [null] : siteIds;
    const standings = of.map((siteId) => standingOf(folded, step, siteId, latest, doing));
    return { ...step, standings, state: together(standings), waitsFor: [] };
  });
  const done = new Map(steps.map(({ id, state }) => [id, isDone(state)]));
  // A step that is not there (any more) holds nobody up.
  for (const step of steps) step.waitsFor = step.after.filter((id) => done.get(id) === false);
  return steps;
}

/** The same in a row of a table. */
export function summaryOf(folded: Folded, beside: Beside): IncidentSummary {
  const seen = seenOf(folded, beside);
  return { ...shared(folded, beside, seen), steps: seen.steps.length };
}

function shared(
  { opened, sites, closedAt, alerts }: Folded,
  { id, damaged }: Beside,
  { steps, rechecks, toContain }: Seen,
): Omit<IncidentSummary, 'steps'> {
  return {
    id,
    name: opened?.name ?? `Damaged record ${id}`,
    owner: opened?.owner ?? 'unknown',
    openedAt: opened?.openedAt ?? beginning,
    closedAt,
    sites: [...sites.values()],
    done: steps.filter(({ state }) => isDone(state)).length,
    next: nextOf(steps, rechecks, toContain),
    alerts: alerts.filter(({ seen }) => !seen).length,
    due: rechecks.filter(isWaiting).length,
    look: lookOf(rechecks),
    damaged,
  };
}

/** The one thing to do next: containing, where that was never done, or a step of it; then the first step that waits for no other. For the looks that follow there is nothing to do until one is due. */
function nextOf(
  steps: readonly IncidentStep[],
  rechecks: readonly Recheck[],
  toContain: readonly string[],
): IncidentSummary['next'] {
  const open = steps.filter(({ state }) => !isDone(state));
  const contain = toContain.length > 0 ? open.find(({ containment }) => containment) : undefined;
  if (contain)
    return {
      ...{ step: contain.id, who: contain.who },
      title: `${contain.state === 'working' ? 'Containing' : 'Contain'} ${count(toContain.length)}`,
      why: 'Minutes count: evidence is kept first, then the site closes to visitors, passwords and salts are new and every login ends.',
    };
  const due = rechecks.some(isWaiting);
  const free = open.filter(({ waitsFor }) => waitsFor.length === 0);
  const toDo = free.filter(
    ({ id, state }) => state !== 'working' && (id !== lookAgainStep || due || rechecks.length === 0),
  );
  const [next] = [...toDo.filter(({ containment }) => containment), ...toDo, ...free, ...open];
  return next ? { step: next.id, title: next.title, why: next.why, who: next.who } : null;
}

/** A look that Resalt makes now if it stays, or that a person begins. */
const isWaiting = ({ state }: Recheck): boolean => state === 'due' || state === 'failed';

/** One that waits before those to come. */
function lookOf(rechecks: readonly Recheck[]): NonNullable<IncidentSummary['look']> | null {
  const look = rechecks.find(isWaiting) ?? nextRecheck(rechecks);
  return look && { after: look.after, dueAt: look.dueAt, state: look.state };
}

const count = (sites: number): string => (sites === 1 ? '1 site' : `${sites} sites`);

function rechecksOf({ rechecks }: Folded, now: Date): Recheck[] {
  return [...rechecks]
    .map(([after, { dueAt, done }]): Recheck => {
      const state = done ? (done.ok ? 'done' : 'failed') : dueAt <= now.toISOString() ? 'due' : 'to-come';
      return { after, dueAt, state, doneAt: done?.at ?? null, told: done?.told ?? '' };
    })
    .sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
}

function containmentOf(runs: readonly IncidentRun[]): Pick<Incident['containment'], 'run' | 'plan'> {
  const newest = (dryRun: boolean) =>
    runs
      .filter((run) => run.operation === 'Contain' && run.dryRun === dryRun)
      .reduce<IncidentRun | null>((last, run) => (last && last.startedAt > run.startedAt ? last : run), null)?.id ??
    null;
  return { run: newest(false), plan: newest(true) };
}
