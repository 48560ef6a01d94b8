import { ResaltError } from '../contract/failures.ts';
import { checkNames } from '../contract/findings.ts';
import type { Incident, Recheck } from '../contract/incidents.ts';
import type { NewLine } from '../incidents/lines.ts';
import { lookedAgain } from '../incidents/looked-again.ts';
import { dueFrom, dueRecheck, lookAgainStep, nextRecheck, scheduled } from '../incidents/rechecks.ts';
import type { LookToCome } from '../store/looks-to-come.ts';
import { knownOf, seenAgain } from './incident-seen-again.ts';
import { everDone, verifySteps } from './incident-verify.ts';
import type { Parts } from './parts.ts';

/** `incidents.recheck`: the look that is due, or the next one; also of a closed incident. */
export async function recheckNow(parts: Parts, id: string): Promise<void> {
  await schedule(parts, id);
  const incident = await parts.incidents.show(id);
  if (incident.rechecks.length === 0) await parts.incidents.write(id, ...dueFrom(parts.tools.clock().toISOString()));
  const which = nextRecheck((await parts.incidents.show(id)).rechecks);
  if (!which) throw new ResaltError('INPUT_INVALID', 'All three looks were made. Verify the steps instead.', 'never');
  await recheck(parts, incident, which);
}

/**
 * Makes the looks that are due now, of one incident after the other; for a Resalt that stays. One that can't be made stays due and holds no other up: `failed` is
 * told of it. Gives what is still to come or due; of an incident that can't be read, what was known `before`. Fails only where no incident can be read.
 */
export async function recheckWhatIsDue(
  parts: Parts,
  {
    before,
    isLeft,
    failed,
  }: { before: readonly LookToCome[]; isLeft(id: string): boolean; failed(id: string, error: unknown): void },
): Promise<LookToCome[]> {
  const left: LookToCome[] = [];
  for (const { id, damaged } of await parts.incidents.list()) {
    let known = before.filter(({ incident }) => incident === id);
    try {
      // Nothing can be written into a record that is damaged: it would be looked at without end.
      if (damaged !== null) continue;
      // Also where a Resalt was killed before it had set them.
      await schedule(parts, id);
      const incident = await parts.incidents.show(id);
      known = toComeOf(incident);
      const due = isLeft(id) ? null : dueRecheck(incident.rechecks);
      if (due && parts.vault.state() === 'unlocked') {
        await recheck(parts, incident, due);
        known = toComeOf(await parts.incidents.show(id));
      }
    } catch (error) {
      failed(id, error);
    }
    // Also of one whose look could not be made: it is still due.
    left.push(...known);
  }
  return left;
}

const toComeOf = ({ id, rechecks }: Incident): LookToCome[] =>
  rechecks.flatMap(({ after, dueAt, state }) =>
    state === 'due' || state === 'to-come' ? [{ incident: id, after, dueAt }] : [],
  );

/** Sets the three looks once there is something to count from. */
export function schedule(
  { incidents, incidentWork }: Pick<Parts, 'incidents' | 'incidentWork'>,
  id: string,
): Promise<void> {
  return incidentWork.inTurn(id, async () => {
    const { rechecks } = await incidents.folded(id);
    if (rechecks.size > 0) return;
    const lines = scheduled(await incidents.show(id));
    if (lines.length > 0) await incidents.write(id, ...lines);
  });
}

/** An audit of all sites by all checks, and a look at every step that was done. What fell and what is new is told as alerts. */
async function recheck(parts: Parts, incident: Incident, { after }: Recheck): Promise<void> {
  const { incidents, incidentWork } = parts;
  const siteIds = incident.sites.map(({ siteId }) => siteId);
  await incidentWork.begin(incident.id, [lookAgainStep], null, async () => {
    const began = parts.tools.clock().toISOString();
    const before = await knownOf(parts, incident);
    const seen = await verifySteps(parts, incident, { steps: everDone(incident, siteIds), siteIds, also: checkNames });
    const { ok, told, alerts } = await seenAgain(parts, incident, { before, seen, began });
    await incidents.write(incident.id, ...alerts, { kind: 'recheck-done', after, ok, told });
    await tellLooks(parts, incident.id);
  });
}

/** What the looks say of the step that is done by them, once all are made. */
async function tellLooks({ incidents }: Parts, id: string): Promise<void> {
  const { rechecks, steps } = await incidents.show(id);
  const step = steps.find((one) => one.id === lookAgainStep);
  const verdict = lookedAgain(rechecks);
  if (!step || !verdict) return;
  const siteIds = step.per === 'site' ? step.standings.map(({ siteId }) => siteId) : [null];
  await incidents.write(
    id,
    ...siteIds.map((siteId): NewLine => ({ kind: 'verified', step: lookAgainStep, siteId, ...verdict, evidence: [] })),
  );
}
