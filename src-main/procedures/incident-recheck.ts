import { ResaltError } from '../contract/failures.ts';
import { checkNames } from '../contract/findings.ts';
import type { Incident, Recheck } from '../contract/incidents.ts';
import type { NewLine } from '../incidents/lines.ts';
import { lookedAgain } from '../incidents/looked-again.ts';
import { dueFrom, dueRecheck, nextRecheck, scheduled } from '../incidents/rechecks.ts';
import { alertLine } from '../incidents/verdict-lines.ts';
import type { KeptFinding } from '../store/kept-audits/kept-types.ts';
import { readyOf } from './agreements.ts';
import { everDone, type Seen, verifySteps } from './incident-verify.ts';
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
    const seen = await verifySteps(parts, incident, { steps: everDone(incident, siteIds), siteIds, also: checkNames });
    const found = await openFindings(parts, siteIds);
    const fresh = [...found.open].filter(([key, one]) => isNew(key, one, before)).map(([, finding]) => finding);
    const unseen = [...(await notSeen(parts, siteIds, before, began)), ...notLookedAt(parts, incident, seen)];
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
    await tellLooks(parts, incident.id);
  });
}

const mostAlerts = 50;

interface Open extends Pick<KeptFinding, 'check' | 'severity'> {
  siteId: string;
  site: string;
  title: string;
  where: string;
}

interface Known {
  /** By site and content. */
  open: Map<string, Open>;
  /** Which checks have looked, by site, and which of them saw all. */
  looked: Set<string>;
  whole: Set<string>;
}

/** What a check finds at its first look here need not be new; what is grave is told all the same. */
const isNew = (key: string, { siteId, check, severity }: Open, before: Known): boolean =>
  !before.open.has(key) && (before.looked.has(`${siteId} ${check}`) || severity === 'critical' || severity === 'high');

/** What is known of these sites and nobody accepted. */
async function openFindings(parts: Parts, siteIds: readonly string[]): Promise<Known> {
  const agreed = readyOf(parts);
  const known: Known = { open: new Map(), looked: new Set(), whole: new Set() };
  for (const siteId of siteIds) {
    const site = parts.store.sites.get(siteId)?.name ?? siteId;
    const audit = await parts.audits.of(siteId);
    for (const { check, looked } of audit?.checks ?? []) {
      if (looked !== 'not') known.looked.add(`${siteId} ${check}`);
      if (looked === 'whole') known.whole.add(`${siteId} ${check}`);
    }
    for (const { check, severity, contentHash, title, where, ...one } of audit?.findings ?? [])
      if (agreed.acceptanceOf(siteId, { ...one, check, contentHash }) === null)
        known.open.set(`${siteId} ${contentHash}`, { siteId, site, check, severity, title, where });
  }
  return known;
}

/** Sites that could not be looked at since then, also where only some checks could not see what they saw whole before. */
async function notSeen(parts: Parts, siteIds: readonly string[], before: Known, since: string): Promise<string[]> {
  const names: string[] = [];
  for (const siteId of siteIds) {
    const audit = await parts.audits.of(siteId);
    const name = parts.store.sites.get(siteId)?.name ?? siteId;
    const whole = new Set(
      (audit?.checks ?? []).filter(({ at, looked }) => looked === 'whole' && at >= since).map(({ check }) => check),
    );
    const lost = checkNames.filter((check) => before.whole.has(`${siteId} ${check}`) && !whole.has(check));
    if ((audit?.lookedAt ?? '') < since) names.push(name);
    else if (lost.length > 0) names.push(`${name} (${lost.join(', ')})`);
  }
  return names;
}

/** Steps that were verified and could not be looked at this time: nothing says that they hold still. */
function notLookedAt({ store }: Parts, { steps }: Incident, seen: Seen): string[] {
  return steps.flatMap(({ id, title, standings }) =>
    standings.flatMap(({ siteId, state }) => {
      const verdicts = state === 'verified' && siteId !== null ? seen.get(siteId) : undefined;
      const unknown = verdicts?.find(({ step }) => step === id)?.holds === null;
      return unknown ? [`“${title}” on ${store.sites.get(siteId ?? '')?.name ?? siteId}`] : [];
    }),
  );
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
