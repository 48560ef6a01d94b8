import { checklistOf } from '../../../src-main/incidents/checklist/checklist.ts';
import { emptyFold, type Folded, foldLines, type SeqLine } from '../../../src-main/incidents/folded.ts';
import type { IncidentRun, RunOfSite } from '../../../src-main/incidents/incident-run.ts';
import { type NewLine, readIncidentLine } from '../../../src-main/incidents/lines.ts';

export const moment = (minute: number) => new Date(Date.UTC(2026, 10, 22, 20, minute)).toISOString();
export const idOf = (n: number) => `s_${String(n).padStart(10, '0')}`;
export const siteOf = (n: number) => ({ siteId: idOf(n), site: `site-${n}`, client: n % 2 === 0 ? 'acme' : null });
export const noOwn = { version: 1 as const, hide: [], add: [] };

export const opened = (sites: number, more: Partial<Extract<NewLine, { kind: 'opened' }>> = {}): NewLine => ({
  ...{
    kind: 'opened' as const,
    at: moment(0),
    by: 'Ada',
    name: 'Acme, November',
    owner: 'Ada',
    symptoms: 'Pages in Japanese',
  },
  ...{ noticedAt: moment(-30), sites: Array.from({ length: sites }, (_, n) => siteOf(n)) },
  checklist: checklistOf(noOwn, 0),
  ...more,
});

/** Each line a minute after the one before it, unless it says when. */
export const inOrder = (lines: readonly NewLine[]): SeqLine[] =>
  lines.map((line, n) => ({
    seq: n + 1,
    hash: String(n + 1).padStart(64, '0'),
    line: readIncidentLine({ at: moment(n), by: 'Resalt', ...line }),
  }));

export function folded(lines: readonly NewLine[]): Folded {
  const fold = emptyFold();
  foldLines(fold, inOrder(lines));
  return fold;
}

export const beside = (runs: readonly IncidentRun[] = [], now = moment(600)) => ({
  ...{ id: 'i_0000000000000000', damaged: null, doing: [], runs },
  now: new Date(now),
});

export const looked = (
  step: string,
  siteId: string | null,
  holds: boolean | null,
  told = `seen: ${holds}`,
): NewLine => ({
  ...{ kind: 'verified' as const, step, siteId, holds, told },
  evidence: [],
  parts: [],
});

export const aRun = (step: string, sites: Partial<RunOfSite>[], more: Partial<IncidentRun> = {}): IncidentRun => ({
  ...{
    id: 'r_0123456789ab',
    operation: 'EndSessions',
    dryRun: false,
    state: 'finished',
    step,
    part: 0,
    startedAt: moment(1),
  },
  sites: sites.map((row, n) => ({
    ...{ siteId: idOf(n), state: 'done', doing: null, outcome: 'changed', failure: null, at: moment(1) },
    ...row,
  })),
  ...more,
});
