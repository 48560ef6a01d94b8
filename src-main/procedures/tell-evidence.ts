import { toFailure } from '../contract/failures.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { Runs } from '../runs/runs.ts';
import type { Evidence } from '../store/evidence/evidence.ts';

const operations = new Set(['TakeSnapshot', 'Contain']);

/**
 * Tells the record of an incident what was kept of a site, when a run is done with that site: how much, and the first hashes (all of them stand
 * in the evidence's own catalogue). Returns how to stop, and when all is told.
 */
export function tellEvidence(runs: Runs, evidence: Evidence, incidents: Incidents, who: string) {
  const telling = new Set<Promise<unknown>>();
  const tell = async (incident: string, run: string, siteId: string) => {
    const items = (await evidence.list(incident)).filter((item) => item.run === run && item.siteId === siteId);
    if (items.length === 0) return;
    const lacking = items.filter(({ lacks }) => lacks !== null).length;
    const refs = items
      .slice(0, 200)
      .map(({ name, sha256, endedAt }) => ({ what: name.slice(0, 200), sha256, at: endedAt }));
    await incidents.write(incident, {
      kind: 'evidence-kept',
      ...{ by: who, siteId, run, pieces: items.length, evidence: refs },
      told: lacking > 0 ? `Of ${lacking} not everything: see what they lack.` : '',
    });
  };
  const stop = runs.onRecord(({ run }, record) => {
    const { incident } = run.options;
    if (record.kind !== 'site.ended' || run.dryRun || !incident || !operations.has(run.operation)) return;
    const work: Promise<unknown> = tell(incident.id, run.id, record.siteId)
      .catch(toFailure)
      .finally(() => telling.delete(work));
    telling.add(work);
  });
  return { stop, told: () => Promise.all(telling) };
}
