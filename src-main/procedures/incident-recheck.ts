import { ResaltError } from '../contract/failures.ts';
import { checkNames } from '../contract/findings.ts';
import type { Incident, Recheck } from '../contract/incidents.ts';
import type { NewLine } from '../incidents/lines.ts';
import { dueFrom, dueRecheck, nextRecheck, scheduled } from '../incidents/rechecks.ts';
import { alertLine } from '../incidents/verdict-lines.ts';
import { readyOf } from './agreements.ts';
import { everDone, verifySteps } from './incident-verify.ts';
import type { Parts } from './parts.ts';

/** The step that is done by looking again. */
export const lookAgainStep = 'look-again';

/** `incidents.recheck`: the look that is due, or the next one; also of a closed incident. */
export async function recheckNow(parts: Parts, id: string): Promise<void> {
  await schedule(parts, id);
  const incident = await parts.incidents.show(id);
  if (incident.rechecks.length === 0) await parts.incidents.write(id, ...dueFrom(parts.tools.clock().toISOString()));
  const which = nextRecheck((await parts.incidents.show(id)).rechecks);
  if (!which) throw new ResaltError('INPUT_INVALID', 'All three looks were made. Verify the steps instead.', 'never');
  await recheck(parts, incident, which);
}

/** Looks that are due now, one after the other; never fails. For a Resalt that stays. */
export async function recheckWhatIsDue(parts: Parts): Promise<void> {
  for (const { id } of await parts.incidents.list()) {
    const incident = await parts.incidents.show(id);
    const due = dueRecheck(incident.rechecks);
    if (due && parts.vault.state() === 'unlocked') await recheck(parts, incident, due);
  }
}

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
    const before = await openFindings(parts, siteIds);
    await verifySteps(parts, incident, { steps: everDone(incident, siteIds), siteIds, also: checkNames });
    const found = await openFindings(parts, siteIds);
    const fresh = [...found].filter(([key]) => !before.has(key)).map(([, finding]) => finding);
    const unseen = await notSeen(parts, siteIds, began);
    const now = await incidents.show(incident.id);
    const fell = fellSince(now, began);
    const ok = fresh.length === 0 && unseen.length === 0 && fell.length === 0;
    const told = inWords(siteIds.length, { fresh, unseen, fell }, ok);
    const alerts = fresh
      .slice(0, mostAlerts)
      .map(
        (one): NewLine =>
          alertLine(`Found by looking again on ${one.site}: ${one.title} (${one.where})`, { siteId: one.siteId }),
      );
    await incidents.write(incident.id, ...alerts, { kind: 'recheck-done', after, ok, told });
    await lookedAgain(parts, incident.id);
  });
}

const mostAlerts = 50;

interface Open {
  siteId: string;
  site: string;
  title: string;
  where: string;
}

/** What is known of these sites and nobody accepted, by site and content. */
async function openFindings(parts: Parts, siteIds: readonly string[]): Promise<Map<string, Open>> {
  const agreed = readyOf(parts);
  const open = new Map<string, Open>();
  for (const siteId of siteIds) {
    const site = parts.store.sites.get(siteId)?.name ?? siteId;
    const audit = await parts.audits.of(siteId);
    for (const one of audit?.findings ?? [])
      if (agreed.acceptanceOf(siteId, one) === null)
        open.set(`${siteId} ${one.contentHash}`, { siteId, site, title: one.title, where: one.where });
  }
  return open;
}

/** Sites that could not be looked at since then. */
async function notSeen(parts: Parts, siteIds: readonly string[], since: string): Promise<string[]> {
  const names: string[] = [];
  for (const siteId of siteIds) {
    const audit = await parts.audits.of(siteId);
    if ((audit?.lookedAt ?? '') < since) names.push(parts.store.sites.get(siteId)?.name ?? siteId);
  }
  return names;
}

const fellSince = ({ steps }: Incident, since: string): string[] =>
  steps
    .filter(({ standings }) => standings.some(({ state, at }) => state === 'reopened' && (at ?? '') >= since))
    .map(({ title }) => title);

function inWords(
  sites: number,
  { fresh, unseen, fell }: { fresh: Open[]; unseen: string[]; fell: string[] },
  ok: boolean,
): string {
  if (ok)
    return `${sites} ${sites === 1 ? 'site was' : 'sites were'} looked at: nothing new was found, and every step that was done holds or stands as it was.`;
  const parts = [
    ...(fresh.length > 0
      ? [
          `New: ${fresh
            .slice(0, 10)
            .map(({ site, title }) => `${title} (${site})`)
            .join('; ')}${fresh.length > 10 ? ` and ${fresh.length - 10} more` : ''}.`,
        ]
      : []),
    ...(fell.length > 0 ? [`No longer holds: ${fell.join('; ')}.`] : []),
    ...(unseen.length > 0 ? [`Could not be looked at: ${unseen.join(', ')}.`] : []),
  ];
  return parts.join(' ').slice(0, 2000);
}

/** The step of the three looks holds when all of them were made and found nothing. */
async function lookedAgain({ incidents }: Parts, id: string): Promise<void> {
  const { rechecks, steps } = await incidents.show(id);
  if (!steps.some((step) => step.id === lookAgainStep)) return;
  const left = rechecks.filter(({ state }) => state !== 'done');
  const bad = left.filter(({ state }) => state === 'failed');
  if (left.length > bad.length) return;
  const holds = left.length === 0;
  const told = holds
    ? 'After 24 hours, 7 and 30 days nothing new was found.'
    : `Not well: ${bad.map(({ after, told: why }) => `${after}: ${why}`).join(' ')}`.slice(0, 2000);
  const step = steps.find((one) => one.id === lookAgainStep);
  const siteIds = step?.per === 'site' ? step.standings.map(({ siteId }) => siteId) : [null];
  await incidents.write(
    id,
    ...siteIds.map((siteId): NewLine => ({ kind: 'verified', step: lookAgainStep, siteId, holds, told, evidence: [] })),
  );
}
