import type { EvidenceRef } from '../../../contract/incidents.ts';
import type { ProofResult } from '../../../contract/runs.ts';
import { lineRef } from '../cited.ts';
import type { Material } from '../material.ts';
import { latest } from '../moments.ts';
import type { TopicState } from './topics.ts';

/**
 * What became of trying an old login from outside, by the last try on each website; null where no run tried. A later run that was
 * not asked to try says nothing about it.
 */
export function latestProofs({ incident, runs }: Material): (TopicState & { sentence: string }) | null {
  const last = new Map<string, { proof: ProofResult; run: string; at: string | null }>();
  const byTime = [...runs].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  for (const run of byTime.filter(({ dryRun }) => !dryRun))
    for (const { siteId, proof, startedAt } of run.sites)
      if (proof && proof.verdict !== 'not-asked') last.set(siteId, { proof, run: run.id, at: proof.at ?? startedAt });
  const ours = incident.sites.flatMap(({ siteId }) => last.get(siteId) ?? []);
  if (ours.length === 0) return null;
  const number = (verdict: ProofResult['verdict']) => ours.filter(({ proof }) => proof.verdict === verdict).length;
  const [refused, accepted] = [number('refused'), number('still-accepted')];
  const untried = incident.sites.length - refused - accepted;
  const tellers = new Set(ours.map(({ run }) => run));
  return {
    name: 'Trying an old login from outside',
    ...{ proven: refused, stated: 0, partly: 0, notDone: accepted + untried, contrary: 0 },
    sentence: sentence(refused, accepted, untried, incident.sites.length),
    at: latest(ours.map(({ at }) => at)),
    refs: linesAbout(tellers, incident.record),
  };
}

function sentence(refused: number, accepted: number, untried: number, all: number): string {
  const on = (number: number) => (all === 1 ? '' : ` on ${number} of ${all}`);
  return [
    refused > 0 ? [`Refused${on(refused)}.`] : [],
    accepted > 0 ? [`STILL ACCEPTED${on(accepted)}.`] : [],
    untried > 0 ? [`Could not be tried${on(untried)}.`] : [],
  ]
    .flat()
    .join(' ');
}

/** The lines of the record that tell of these runs. */
function linesAbout(runs: ReadonlySet<string>, record: Material['incident']['record']): EvidenceRef[] {
  return record.filter(({ run }) => run !== null && runs.has(run)).map(lineRef);
}
