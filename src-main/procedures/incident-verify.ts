import PQueue from 'p-queue';
import type { ChecklistStep } from '../contract/checklist.ts';
import type { CheckName } from '../contract/findings.ts';
import type { Incident } from '../contract/incidents.ts';
import type { NewLine } from '../incidents/lines.ts';
import { verdictLines } from '../incidents/verdict-lines.ts';
import { oneOfAll, type StepVerdict, verifySite } from '../incidents/verify-site.ts';
import { aroundOf } from './incident-around.ts';
import type { Parts } from './parts.ts';

export interface ToVerify {
  steps: readonly ChecklistStep[];
  siteIds: readonly string[];
  /** Looked at in the same audits, whether a step asks for it or not. */
  also?: readonly CheckName[];
}

/** What was seen of each site's steps, in the order of the sites. */
export type Seen = ReadonlyMap<string, readonly StepVerdict[]>;

/** Looks whether these steps hold on these sites, each site reached once for all of them, and writes what was seen into the record. */
export async function verifySteps(
  parts: Parts,
  incident: Pick<Incident, 'id' | 'openedAt'>,
  what: ToVerify,
): Promise<Seen> {
  const steps = what.steps.filter(({ verifications }) => verifications.length > 0);
  const around = await aroundOf(parts, incident);
  const queue = new PQueue({ concurrency: parts.store.settings.get().concurrency });
  const looks = what.siteIds.map((siteId) =>
    queue.add(async (): Promise<[string, StepVerdict[]]> => {
      const site = parts.store.sites.get(siteId);
      if (!site) return [siteId, steps.map(removed)];
      const verdicts = await verifySite({ site, incident, steps, also: what.also ?? [] }, around);
      await writeVerdicts(parts, incident.id, siteId, ofSites(steps, verdicts));
      return [siteId, verdicts];
    }),
  );
  const seen: Seen = new Map(await Promise.all(looks));
  const once = steps.filter(({ per }) => per === 'incident');
  // What was seen on some of the sites says nothing of a step that is done once for all.
  const others = once.length > 0 ? [...(await parts.incidents.folded(incident.id)).sites.keys()] : [];
  const unlooked = others.flatMap((id): [string, StepVerdict[]][] => (seen.has(id) ? [] : [[id, once.map(notAsked)]]));
  const whole = once.map(({ id }) =>
    oneOfAll(
      id,
      [...seen, ...unlooked].map(([siteId, verdicts]) => [nameOf(parts, siteId), verdicts]),
    ),
  );
  if (seen.size > 0) await writeVerdicts(parts, incident.id, null, whole);
  return seen;
}

const ofSites = (steps: readonly ChecklistStep[], verdicts: readonly StepVerdict[]): StepVerdict[] => {
  const own = new Set(steps.filter(({ per }) => per === 'site').map(({ id }) => id));
  return verdicts.filter(({ step }) => own.has(step));
};

const nameOf = ({ store }: Parts, siteId: string): string => store.sites.get(siteId)?.name ?? siteId;

const removed = ({ id }: ChecklistStep): StepVerdict => ({
  ...{ step: id, holds: null, evidence: [], parts: [] },
  told: 'This site was removed from Resalt, so it can’t be looked at.',
});

const notAsked = ({ id }: ChecklistStep): StepVerdict => ({
  ...{ step: id, holds: null, evidence: [], parts: [] },
  told: 'It was not looked at this time. Verify the step on all sites.',
});

/** In one go for each site: whoever reads the record finds a step reopened with its alert, or neither. */
export async function writeVerdicts(
  { incidents, incidentWork }: Pick<Parts, 'incidents' | 'incidentWork'>,
  id: string,
  siteId: string | null,
  verdicts: readonly StepVerdict[],
): Promise<void> {
  await incidentWork.inTurn(id, async () => {
    const folded = await incidents.folded(id);
    const lines = verdicts.flatMap((verdict): NewLine[] => verdictLines(folded, siteId, verdict));
    await incidents.write(id, ...lines);
  });
}

/** Steps that were ever done on one of these sites, and can be looked at. */
export function everDone({ steps }: Incident, siteIds: readonly string[]): ChecklistStep[] {
  const wanted = new Set(siteIds);
  const done = new Set(['verified', 'ticked', 'reopened']);
  return steps.filter(
    ({ verifications, standings }) =>
      verifications.length > 0 &&
      standings.some(({ siteId, state }) => done.has(state) && (siteId === null || wanted.has(siteId))),
  );
}
