import { checkNames } from '../contract/findings.ts';
import type { Incident } from '../contract/incidents.ts';
import type { NewLine } from '../incidents/lines.ts';
import { alertLine } from '../incidents/verdict-lines.ts';
import type { KeptFinding } from '../store/kept-audits/kept-types.ts';
import { readyOf } from './agreements.ts';
import type { Seen } from './incident-verify.ts';
import type { Parts } from './parts.ts';

interface Open extends Pick<KeptFinding, 'check' | 'severity'> {
  siteId: string;
  site: string;
  title: string;
  where: string;
}

export interface Known {
  /** By site and content. */
  open: Map<string, Open>;
  /** Which checks have looked, by site, and which of them saw all. */
  looked: Set<string>;
  whole: Set<string>;
}

/** What a check finds at its first look here need not be new; what is grave is told all the same. */
const isNew = (key: string, { siteId, check, severity }: Open, before: Known): boolean =>
  !before.open.has(key) && (before.looked.has(`${siteId} ${check}`) || severity === 'critical' || severity === 'high');

/** What is known of the sites and nobody accepted. */
export async function knownOf(parts: Parts, { sites }: Incident): Promise<Known> {
  const agreed = readyOf(parts);
  const known: Known = { open: new Map(), looked: new Set(), whole: new Set() };
  for (const { siteId, site } of sites) {
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

/** What came of looking again: its alerts, a line each, and the whole in a sentence. */
export async function seenAgain(
  parts: Parts,
  incident: Incident,
  { before, seen, began }: { before: Known; seen: Seen; began: string },
): Promise<{ ok: boolean; told: string; alerts: NewLine[] }> {
  const now = await parts.incidents.show(incident.id);
  const found = await knownOf(parts, now);
  const fresh = [...found.open].filter(([key, one]) => isNew(key, one, before)).map(([, finding]) => finding);
  const unseen = [...(await notSeen(parts, incident, before, began)), ...notLookedAt(incident, seen)];
  const fell = fellSince(now, began);
  return {
    ok: fresh.length + unseen.length + fell.length === 0,
    told: inWords(incident.sites.length, { fresh, unseen, fell }),
    alerts: cutTo(mostAlerts, [...fresh.map(foundAlert), ...unseen.map(unseenAlert)]),
  };
}

const mostAlerts = 50;

const cutTo = (most: number, alerts: NewLine[]): NewLine[] =>
  alerts.length <= most
    ? alerts
    : [
        ...alerts.slice(0, most),
        alertLine(`${alerts.length - most} more than stand here: look at the audit of the sites.`),
      ];

const foundAlert = ({ siteId, site, title, where }: Open): NewLine =>
  alertLine(`Found by looking again on ${site}: ${title} (${where})`, { siteId });

/** What could not be looked at, on which site. */
interface Unseen {
  siteId: string;
  site: string;
  what: string;
}

const unseenAlert = ({ siteId, site, what }: Unseen): NewLine =>
  alertLine(`Looking again could not see ${site}: ${what}`, { siteId });

/** Sites that could not be looked at since then, also where only some checks could not see what they saw whole before. */
async function notSeen(parts: Parts, { sites }: Incident, before: Known, since: string): Promise<Unseen[]> {
  const unseen: Unseen[] = [];
  for (const { siteId, site } of sites) {
    if (!parts.store.sites.get(siteId)) {
      unseen.push({ siteId, site, what: 'it was removed from Resalt.' });
      continue;
    }
    const audit = await parts.audits.of(siteId);
    const whole = new Set(
      (audit?.checks ?? []).filter(({ at, looked }) => looked === 'whole' && at >= since).map(({ check }) => check),
    );
    const lost = checkNames.filter((check) => before.whole.has(`${siteId} ${check}`) && !whole.has(check));
    if ((audit?.lookedAt ?? '') < since)
      unseen.push({ siteId, site, what: audit?.failure?.message ?? 'it was not looked at.' });
    else if (lost.length > 0)
      unseen.push({ siteId, site, what: `what these checks saw whole before: ${lost.join(', ')}.` });
  }
  return unseen;
}

/** Steps that were verified and could not be looked at this time: nothing says that they hold still. */
function notLookedAt({ steps }: Incident, seen: Seen): Unseen[] {
  return steps.flatMap(({ id, title, standings }) =>
    standings.flatMap(({ siteId, site, state }) => {
      const verdicts = state === 'verified' && siteId !== null ? seen.get(siteId) : undefined;
      const unknown = verdicts?.find(({ step }) => step === id)?.holds === null;
      return unknown && siteId !== null ? [{ siteId, site: site ?? siteId, what: `whether “${title}” holds.` }] : [];
    }),
  );
}

/** Steps that were seen to hold no longer, each where that is. */
const fellSince = ({ steps }: Incident, since: string): string[] =>
  steps.flatMap(({ title, standings }) =>
    standings.flatMap(({ state, at, site }) =>
      state === 'reopened' && (at ?? '') >= since ? [`“${title}”${site === null ? '' : ` on ${site}`}`] : [],
    ),
  );

const mostNamed = 20;
const some = (names: readonly string[]): string =>
  `${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''}`;

/** In figures and names alone: what was found stands in an alert of its own for each site, as it may be another client's. */
function inWords(sites: number, { fresh, unseen, fell }: { fresh: Open[]; unseen: Unseen[]; fell: string[] }): string {
  const figures = (on: readonly { site: string }[]) => {
    const bySite = new Map<string, number>();
    for (const { site } of on) bySite.set(site, (bySite.get(site) ?? 0) + 1);
    return some([...bySite].map(([site, many]) => `${many} on ${site}`));
  };
  const parts = [
    ...(fresh.length > 0 ? [`New findings: ${figures(fresh)}.`] : []),
    ...(fell.length > 0 ? [`No longer holds: ${some(fell)}.`] : []),
    ...(unseen.length > 0 ? [`Could not be looked at: ${some([...new Set(unseen.map(({ site }) => site))])}.`] : []),
    ...(fresh.length + unseen.length > 0 ? ['The alerts tell more.'] : []),
  ];
  if (parts.length > 0) return parts.join(' ').slice(0, 2000);
  return `${sites} ${sites === 1 ? 'site was' : 'sites were'} looked at: nothing new was found, and every step that was done holds or stands as it was.`;
}
