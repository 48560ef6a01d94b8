import type { Incident, Recheck } from '../contract/incidents.ts';
import type { NewLine } from './lines.ts';

/** The step of the last rotation, after cleaning: from when it is done the looks are counted. */
export const finalRotationStep = 'final-rotation';

/** The step that is done by looking again. */
export const lookAgainStep = 'look-again';

const hour = 3_600_000;
const afterHours: Record<Recheck['after'], number> = { '24-hours': 24, '7-days': 168, '30-days': 720 };

/**
 * When to look again: 24 hours, 7 and 30 days from when the final rotation was done on all sites; of an incident that was closed without one, from its closing. Once
 * they are set they stay. Nothing where they are set, or nothing began yet.
 */
export function scheduled({ rechecks, steps, closedAt }: Pick<Incident, 'rechecks' | 'steps' | 'closedAt'>): NewLine[] {
  if (rechecks.length > 0) return [];
  const final = steps.find(({ id }) => id === finalRotationStep);
  const rotated = final && (final.state === 'verified' || final.state === 'ticked');
  const moments = rotated ? final.standings.flatMap(({ at }) => at ?? []) : [];
  const from = moments.reduce<string | null>((last, at) => (last !== null && last > at ? last : at), null) ?? closedAt;
  return from === null ? [] : dueFrom(from);
}

export const dueFrom = (from: string): NewLine[] =>
  (Object.keys(afterHours) as Recheck['after'][]).map((after) => ({
    kind: 'recheck-due',
    after,
    dueAt: new Date(Date.parse(from) + afterHours[after] * hour).toISOString(),
  }));

/** The one that a person means who says "look again": what is due or failed, else the next to come; null where all are done. */
export const nextRecheck = (rechecks: readonly Recheck[]): Recheck | null =>
  rechecks.find(({ state }) => state !== 'done') ?? null;

/** Those that a schedule does now, the earliest: one that failed waits for a person. */
export const dueRecheck = (rechecks: readonly Recheck[]): Recheck | null =>
  rechecks.find(({ state }) => state === 'due') ?? null;
