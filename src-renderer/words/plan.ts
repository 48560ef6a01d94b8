import type { RunSite } from '../../src-main/contract/runs.ts';
import { count, list } from './count.ts';
import { urgency } from './outcome.ts';

export const planGroups = ['warnings', 'left-out', 'refused', 'unreachable', 'not-looked-at', 'ready'] as const;
export type PlanGroup = (typeof planGroups)[number];

export const planGroupTitles: Record<PlanGroup, string> = {
  warnings: 'Ready, with warnings',
  'left-out': 'Left out by the options',
  refused: 'Refused',
  unreachable: 'Can’t be reached',
  'not-looked-at': 'Not looked at',
  ready: 'Ready',
};

/** Where a site of a dry run belongs; null while it has not been looked at yet. */
export function planGroup(row: RunSite): PlanGroup | null {
  if (row.state !== 'done' || row.outcome === null) return null;
  if (row.outcome === 'unreachable') return 'unreachable';
  if (row.outcome === 'cancelled') return 'not-looked-at';
  if (row.outcome === 'skipped' && row.failure?.code === 'NOT_ALLOWED_HERE') return 'left-out';
  if (row.failure !== null || row.outcome === 'failed' || row.outcome === 'skipped' || row.outcome === 'uncertain') {
    return 'refused';
  }
  return row.warnings.length > 0 ? 'warnings' : 'ready';
}

/** How many logins the look found on this site; null where it found out nothing. */
export function loginsOf({ inspection, sessions }: RunSite): number | null {
  return inspection?.sessions.count ?? sessions?.before ?? null;
}

/** Every site of a dry run by group, the most urgent first within the refused, else in the run's own order. */
export function groupPlan(rows: RunSite[]): Record<PlanGroup, RunSite[]> {
  const groups: Record<PlanGroup, RunSite[]> = {
    warnings: [],
    'left-out': [],
    refused: [],
    unreachable: [],
    'not-looked-at': [],
    ready: [],
  };
  for (const row of rows) {
    const group = planGroup(row);
    if (group) groups[group].push(row);
  }
  groups.refused.sort((a, b) => urgency(a) - urgency(b));
  return groups;
}

/** "140 sites: 131 ready, 5 with warnings, 3 can’t be reached, 1 is refused." */
export function sayPlan(groups: Record<PlanGroup, RunSite[]>): string {
  const n = (group: PlanGroup): number => groups[group].length;
  const all = planGroups.reduce((sum, group) => sum + n(group), 0);
  const parts = [`${n('ready')} ready`];
  if (n('warnings') > 0) parts.push(`${n('warnings')} with warnings`);
  if (n('left-out') > 0) parts.push(`${n('left-out')} left out`);
  if (n('unreachable') > 0) parts.push(`${n('unreachable')} can’t be reached`);
  if (n('refused') > 0) parts.push(`${n('refused')} ${n('refused') === 1 ? 'is' : 'are'} refused`);
  if (n('not-looked-at') > 0) parts.push(`${n('not-looked-at')} not looked at`);
  return `${count(all, 'site')}: ${list(parts)}.`;
}

/**
 * How many sites each wave takes for `sites` sites: numbers or shares, the last one repeats; none means one wave.
 * A preview of what the engine decides; a share of less than one site is one site.
 */
export function previewWaves(waves: string[], sites: number): number[] {
  const sizes: number[] = [];
  let left = sites;
  for (let at = 0; left > 0; at++) {
    const wave = waves[Math.min(at, waves.length - 1)];
    const asked =
      wave === undefined ? left : wave.endsWith('%') ? (sites * Number(wave.slice(0, -1))) / 100 : Number(wave);
    const size = Math.min(left, Math.max(1, Math.ceil(asked)));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}

const share = /^(100|[1-9]?\d)%$|^\d{1,5}$/;

/** "1, 5, 20%" as waves, or what is wrong with it. */
export function readWaves(text: string): { waves: string[] } | { wrong: string } {
  const waves = text.split(/[\s,]+/).filter((part) => part !== '');
  const bad = waves.find((part) => !share.test(part) || Number.parseInt(part, 10) === 0);
  if (bad !== undefined) return { wrong: `“${bad}” is not a number of sites or a share such as 20%.` };
  return waves.length > 20 ? { wrong: 'At most 20 waves.' } : { waves };
}

/** "10%" or "3" as the limit, null for none, or what is wrong with it. */
export function readLimit(text: string): { limit: string | null } | { wrong: string } {
  const limit = text.trim();
  if (limit === '') return { limit: null };
  return share.test(limit) ? { limit } : { wrong: 'A number of sites or a share such as 10%.' };
}
