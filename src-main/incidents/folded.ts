import type { Checklist, ChecklistStep } from '../contract/checklist.ts';
import type { Alert, EvidenceRef, Incident, Recheck, RecordLine } from '../contract/incidents.ts';
import type { Outcome } from '../contract/runs.ts';
import { causeStep, type IncidentLine, type IncidentSite, openingStep, type UnknownLine } from './lines.ts';
import { sayLine } from './say-line.ts';

/** How a step stands on one site (or once for all) by the record alone; the runs come on top (stand.ts). */
export interface Cell {
  /** Why it counts as done; null where it does not. */
  done: { how: 'verified' | 'ticked'; at: string; by: string; told: string } | null;
  /** Whether it ever counted as done. */
  wasDone: boolean;
  /** It was done and no longer held, and nobody did it again since. */
  reopened: { at: string; by: string; why: string } | null;
  /** The last look, also one that could not be made. */
  look: { holds: boolean | null; told: string; at: string } | null;
  /** The last note with which it was ticked. */
  note: string | null;
  /** What was begun for it last and how that ended; null: it did not, as far as the record knows. */
  attempt: {
    run: string | null;
    at: string;
    ended: { outcome: Outcome | null; told: string; at: string } | null;
  } | null;
  evidence: EvidenceRef[];
}

/** What the lines so far say. Mutable on purpose: each line changes little of it. */
export interface Folded {
  lines: number;
  opened: Pick<Incident, 'name' | 'owner' | 'symptoms' | 'noticedAt' | 'openedAt'> | null;
  checklist: Checklist;
  /** By id, those that are not hidden. */
  steps: Map<string, ChecklistStep>;
  sites: Map<string, IncidentSite>;
  /** By `cellKey`. */
  cells: Map<string, Cell>;
  alerts: Omit<Alert, 'site'>[];
  rechecks: Map<Recheck['after'], { dueAt: string; done: { at: string; ok: boolean; told: string } | null }>;
  cause: Incident['cause'];
  closedAt: string | null;
  record: RecordLine[];
}

export interface SeqLine {
  seq: number;
  hash: string;
  line: IncidentLine | UnknownLine;
}

export const emptyFold = (): Folded => ({
  ...{ lines: 0, opened: null, closedAt: null, cause: null, record: [], alerts: [] },
  checklist: { edition: 0, revision: 0, steps: [], hidden: [] },
  ...{ steps: new Map(), sites: new Map(), cells: new Map(), rechecks: new Map() },
});

export const cellKey = (step: string, siteId: string | null): string => `${step} ${siteId ?? ''}`;

const newCell = (): Cell => ({
  done: null,
  wasDone: false,
  reopened: null,
  look: null,
  note: null,
  attempt: null,
  evidence: [],
});
const mostEvidence = 200;

/** Adds what these lines say, which come right after those that it knows. */
export function foldLines(folded: Folded, lines: readonly SeqLine[]): void {
  for (const { seq, hash, line } of lines) {
    folded.record.push({ seq, hash, at: line.at, by: line.by, ...sayLine(line, folded) });
    if (!('unknown' in line)) takeLine(folded, line);
    folded.lines += 1;
  }
}

type Of<K extends IncidentLine['kind']> = Extract<IncidentLine, { kind: K }>;
type Take<K extends IncidentLine['kind']> = (folded: Folded, line: Of<K>) => void;

const takeLine = <K extends IncidentLine['kind']>(folded: Folded, line: Of<K>): void => {
  const take = takes[line.kind as K] as Take<K>;
  take(folded, line);
};

/** What is only told. */
const nothingChanges = () => undefined;

const takes: { [K in IncidentLine['kind']]: Take<K> } = {
  opened: takeOpened,
  'sites-added'(folded, line) {
    for (const site of line.sites) if (!folded.sites.has(site.siteId)) folded.sites.set(site.siteId, site);
  },
  begun(folded, line) {
    for (const cell of cellsOf(folded, stepsOf(folded, line), line.siteIds))
      cell.attempt = { run: line.run, at: line.at, ended: null };
  },
  ended: takeEnded,
  verified(folded, line) {
    // What holds on one site says nothing of a step that is done once for all.
    if (line.holds === true && line.siteId !== null && isOnce(folded, line.step)) return;
    for (const cell of cellsOf(folded, [line.step], line.siteId === null ? null : [line.siteId]))
      takeLook(cell, line, isMeantOtherwise(folded, line.step, line.siteId));
  },
  ticked(folded, { at, by, step, siteIds, note }) {
    if (siteIds !== null && isOnce(folded, step)) return;
    for (const cell of cellsOf(folded, [step], siteIds)) finish(cell, { how: 'ticked', at, by, told: note }, note);
  },
  reopened(folded, { at, by, step, siteIds, why }) {
    for (const cell of cellsOf(folded, [step], siteIds)) Object.assign(cell, { done: null, reopened: { at, by, why } });
  },
  cause(folded, { at, by, text, entryAt }) {
    folded.cause = { text, at, by, entryAt };
    for (const cell of cellsOf(folded, [causeStep], null))
      finish(cell, { how: 'ticked', at, by, told: 'The cause is recorded.' }, text);
  },
  alert(folded, { id, at, step, siteId, text }) {
    folded.alerts.push({ id, at, step, siteId, text, seen: false });
  },
  'alerts-seen'(folded, { until }) {
    folded.alerts = folded.alerts.map((one) => (one.at <= until ? { ...one, seen: true } : one));
  },
  'recheck-due'(folded, { after, dueAt }) {
    folded.rechecks.set(after, { dueAt, done: null });
  },
  'recheck-done'(folded, { at, after, ok, told }) {
    folded.rechecks.set(after, { dueAt: folded.rechecks.get(after)?.dueAt ?? at, done: { at, ok, told } });
  },
  closed(folded, { at }) {
    folded.closedAt = at;
  },
  'opened-again'(folded) {
    folded.closedAt = null;
  },
  note: nothingChanges,
  'evidence-kept': nothingChanges,
  reported: nothingChanges,
  gathered: nothingChanges,
};

function takeOpened(folded: Folded, line: Of<'opened'>): void {
  const { at, by, name, owner, symptoms, noticedAt, checklist } = line;
  // A second one could only have been put there: the first says what the incident is.
  if (folded.opened) return;
  folded.opened = { name, owner, symptoms, noticedAt, openedAt: at };
  folded.checklist = checklist;
  for (const step of checklist.steps) folded.steps.set(step.id, step);
  for (const site of line.sites) folded.sites.set(site.siteId, site);
  const told = 'The incident was opened: owner, time, symptoms and sites stand in its record.';
  for (const cell of cellsOf(folded, [openingStep], null)) finish(cell, { how: 'ticked', at, by, told }, symptoms);
}

function finish(cell: Cell, done: NonNullable<Cell['done']>, note = cell.note): void {
  Object.assign(cell, { done, note, wasDone: true, reopened: null });
}

/** A step that is done once for all ended as badly as it did on any of its sites. */
function takeEnded(folded: Folded, line: IncidentLine & { kind: 'ended' }): void {
  const { at, run, sites } = line;
  const worstLast = [...sites].sort(
    (one, other) => Number(endedBadly(one.outcome)) - Number(endedBadly(other.outcome)),
  );
  for (const { siteId, outcome, told } of worstLast)
    for (const cell of cellsOf(folded, stepsOf(folded, line), [siteId]))
      cell.attempt = { run, at: cell.attempt?.at ?? at, ended: { outcome, told, at } };
}

/** null: it only looked, and that went well. */
export const endedBadly = (outcome: Outcome | null): boolean =>
  outcome !== null && outcome !== 'changed' && outcome !== 'unchanged';

function takeLook(cell: Cell, line: IncidentLine & { kind: 'verified' }, meant: boolean): void {
  const { at, by, holds, told } = line;
  cell.look = { holds, told, at };
  if (holds === true) finish(cell, { how: 'verified', at, by, told });
  if (holds === false && cell.done?.how === 'verified' && !meant)
    Object.assign(cell, { done: null, reopened: { at, by, why: told } });
  // What was done keeps what it rests on: a later look that changed nothing of that is no proof of it.
  const proves = holds === true || cell.done === null;
  if (proves && line.evidence.length > 0) cell.evidence = line.evidence.slice(0, mostEvidence);
}

/**
 * Whether a step no longer has to hold on a site, since a later one, which is done, means it to be otherwise: a site that was opened
 * again is not closed to visitors.
 */
export function isMeantOtherwise(folded: Folded, step: string, siteId: string | null): boolean {
  return (folded.steps.get(step)?.until ?? []).some((later) => {
    const of = folded.steps.get(later);
    if (!of) return false;
    if (of.per === 'incident') return isDone(folded, later, null);
    const ids = siteId === null ? [...folded.sites.keys()] : [siteId];
    return ids.every((id) => isDone(folded, later, id));
  });
}

const isDone = ({ cells }: Folded, step: string, siteId: string | null): boolean =>
  (cells.get(cellKey(step, siteId))?.done ?? null) !== null;

/** The steps that a run is about: the containment is of its whole set. */
function stepsOf({ checklist }: Folded, { step, part }: { step: string; part: number | null }): string[] {
  if (part !== null) return [step];
  const set = checklist.steps.filter(({ containment }) => containment).map(({ id }) => id);
  return set.length > 0 ? set : [step];
}

const isOnce = ({ steps }: Folded, step: string): boolean => steps.get(step)?.per === 'incident';

/** The cells of these steps on these sites; null: on all that the incident has now. Those of sites that it has not are nobody's. */
function cellsOf(folded: Folded, steps: readonly string[], siteIds: readonly (string | null)[] | null): Cell[] {
  return steps.flatMap((id) => {
    const step = folded.steps.get(id);
    if (!step) return [];
    if (step.per === 'incident') return [cellAt(folded, id, null)];
    const asked = siteIds === null || siteIds.includes(null) ? [...folded.sites.keys()] : siteIds;
    return asked.flatMap((siteId) => (siteId !== null && folded.sites.has(siteId) ? [cellAt(folded, id, siteId)] : []));
  });
}

function cellAt({ cells }: Folded, step: string, siteId: string | null): Cell {
  const key = cellKey(step, siteId);
  const known = cells.get(key);
  if (known) return known;
  const cell = newCell();
  cells.set(key, cell);
  return cell;
}
