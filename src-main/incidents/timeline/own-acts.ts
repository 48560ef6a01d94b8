import type { Run } from '../../contract/runs.ts';
import { type Draft, draft } from './draft.ts';

/** What Resalt did on a site, so that nobody takes it for somebody else's: every run that was no plan. */
export function ownActs(runs: readonly Run[], siteId: string): Draft[] {
  return runs.flatMap(({ id, operation, dryRun, startedAt, sites }) => {
    const row = sites.find((one) => one.siteId === siteId);
    if (dryRun || !row || row.state === 'waiting') return [];
    const began = row.startedAt ?? startedAt;
    const deeds = row.deeds?.filter(({ result }) => result === 'done').map(({ kind, what }) => `${kind} ${what}`) ?? [];
    const told = deeds.length > 0 ? `: ${deeds.slice(0, 10).join(', ')}` : '';
    return draft({
      ...{ at: Date.parse(began), asWritten: began, source: 'resalt', kind: operation, who: 'Resalt' },
      what: `${operation} (run ${id}): ${row.outcome ?? 'not ended'}${told}`,
    });
  });
}
