import { ResaltError } from '../../contract/failures.ts';
import type { Incident, IncidentStep, RecordLine } from '../../contract/incidents.ts';
import type { Run } from '../../contract/runs.ts';
import { everyText } from './every-text.ts';
import type { Material, ReportTimeline } from './material.ts';
import { isStepDone, worstOf } from './standings.ts';

/** A record line of another client's site keeps its number, its time and its hash. */
export const withheld = 'Of another client’s website: not told here.';

/** The clients of an incident's sites, by name; '' for sites without one. */
export const clientsOf = ({ sites }: Pick<Incident, 'sites'>): string[] =>
  [...new Set(sites.map(({ client }) => client ?? ''))].sort();

/**
 * The material of one client's sites: nothing of other sites, and where a text names another client, one of its sites or their
 * addresses, "[another client]" stands instead. '' means the sites without a client. INPUT_INVALID where the incident has no such site.
 */
export function ofClient(material: Material, client: string): Material {
  const sites = material.incident.sites.filter((one) => (one.client ?? '') === client);
  if (sites.length === 0)
    throw new ResaltError(
      'INPUT_INVALID',
      `No site of this incident belongs to ${client === '' ? 'no client' : `the client “${client}”`}. Its clients are: ${clientNames(material.incident)}.`,
      'never',
    );
  const ours = new Set(sites.map(({ siteId }) => siteId));
  const hide = hider(material, client, ours);
  const isOurs = ({ siteId }: { siteId: string | null }) => siteId === null || ours.has(siteId);
  return {
    ...material,
    incident: incidentOf(everyText(material.incident, hide), sites, isOurs),
    evidence: everyText(material.evidence.filter(isOurs), hide),
    timeline: everyText(timelineOf(material.timeline, isOurs), hide),
    runs: everyText(runsOf(material.runs, isOurs), hide),
    couldNotRead: everyText(material.couldNotRead, hide),
    fleet: material.fleet.filter(isOurs),
  };
}

/** For a message: "Acme, Zeta, (no client)". */
export const clientNames = (incident: Pick<Incident, 'sites'>): string =>
  clientsOf(incident)
    .map((name) => (name === '' ? '(no client)' : name))
    .join(', ');

type IsOurs = (one: { siteId: string | null }) => boolean;

function incidentOf(incident: Incident, sites: Incident['sites'], isOurs: IsOurs): Incident {
  const steps = incident.steps.map((step) => stepOf(step, isOurs));
  const alertList = incident.alertList.filter(isOurs);
  return {
    ...incident,
    sites,
    steps,
    alertList,
    done: steps.filter((step) => isStepDone(step, sites)).length,
    alerts: alertList.filter(({ seen }) => !seen).length,
    next: null,
    record: incident.record.map((line) => (isOurs(line) ? line : withheldLine(line))),
  };
}

function stepOf(step: IncidentStep, isOurs: IsOurs): IncidentStep {
  const standings = step.standings.filter(isOurs);
  const states = standings.map(({ state }) => state);
  // The step as a whole may be open for another client's site alone.
  return { ...step, standings, state: worstOf(states, step.standings.length > 0 ? 'open' : step.state) };
}

const withheldLine = ({ found: _found, ...line }: RecordLine): RecordLine => ({
  ...line,
  ...{ by: '', what: withheld, step: null, siteId: null, run: null },
});

function timelineOf(timeline: ReportTimeline | null, isOurs: IsOurs): ReportTimeline | null {
  if (!timeline) return null;
  const marked = timeline.marked.filter(isOurs);
  const whole = timeline.marked.length === timeline.markedCount;
  return {
    ...timeline,
    readings: timeline.readings.filter(isOurs),
    entryPoints: timeline.entryPoints.filter(isOurs),
    marked,
    // Of those that are not here it is not known whose they are.
    markedCount: whole ? marked.length : timeline.markedCount,
  };
}

function runsOf(runs: readonly Run[], isOurs: IsOurs): Run[] {
  return runs.map((run) => ({ ...run, sites: run.sites.filter(isOurs) })).filter((run) => run.sites.length > 0);
}

/** Puts "[another client]" for every name that is not this client's to see. Own names are found first, so that they stay. */
function hider({ incident, fleet }: Material, client: string, ours: ReadonlySet<string>): (text: string) => string {
  const all = [...fleet, ...incident.sites.map((one) => ({ ...one, url: null }))];
  const own = namesOf(all.filter((one) => ours.has(one.siteId) || (client !== '' && one.client === client)));
  const others = namesOf(all).filter((name) => !own.includes(name));
  if (others.length === 0) return (text) => text;
  const kept = new Set(own);
  const namesIn = finder([...own, ...others]);
  return (text) => {
    const found = namesIn(text.toLowerCase());
    if (found.every((name) => kept.has(name))) return text;
    const pattern = new RegExp(
      found
        .sort((a, b) => b.length - a.length)
        .map(exactly)
        .join('|'),
      'giu',
    );
    return text.replace(pattern, (name) => (kept.has(name.toLowerCase()) ? name : '[another client]'));
  };
}

/** Which of thousands of names stand in a text; one pattern of them all took seconds. By their beginnings of up to `most` characters. */
function finder(names: readonly string[]): (text: string) => string[] {
  const most = 8;
  const byBeginning = new Map<string, string[]>();
  for (const name of names) {
    const beginning = name.slice(0, most);
    byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), name]);
  }
  const lengths = [...new Set([...byBeginning.keys()].map(({ length }) => length))];
  return (text) => {
    const found = new Set<string>();
    for (let at = 0; at < text.length; at += 1)
      for (const length of lengths)
        for (const name of byBeginning.get(text.slice(at, at + length)) ?? [])
          if (text.startsWith(name, at)) found.add(name);
    return [...found];
  };
}

function namesOf(sites: readonly { site: string; client: string | null; url: string | null }[]): string[] {
  const names = sites.flatMap(({ site, client, url }) => [site, client ?? '', url ? hostOf(url) : '']);
  return [...new Set(names.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''))];
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');

/** A short name is only looked for as a word of its own: it would be found in every sentence. */
function exactly(name: string): string {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return name.length < 4 ? `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])` : escaped;
}
