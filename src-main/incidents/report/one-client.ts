import { ResaltError } from '../../contract/failures.ts';
import type { Incident, IncidentStep, RecordLine, Standing } from '../../contract/incidents.ts';
import type { Run } from '../../contract/runs.ts';
import { isOfAllSites } from '../say-line.ts';
import { everyText } from './every-text.ts';
import type { Material, ReportTimeline } from './material.ts';
import { hider } from './other-names.ts';
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
  const alone = sites.length === incident.sites.length;
  const steps = incident.steps.map((step) => stepOf(step, isOurs, alone));
  const ofAll = new Set(steps.filter(isOfAllSites).map(({ id }) => id));
  const alertList = incident.alertList
    .filter(isOurs)
    .map((one) => (ofAll.has(one.step ?? '') && !alone ? { ...one, text: seenOnAll } : one));
  return {
    ...incident,
    sites,
    steps,
    alertList,
    done: steps.filter((step) => isStepDone(step, sites)).length,
    alerts: alertList.filter(({ seen }) => !seen).length,
    next: null,
    record: incident.record.map((line) => (isTold(line, isOurs) ? ourPart(line, isOurs) : withheldLine(line))),
  };
}

/** In place of what was seen on all sites together, where some are another client's. */
const seenOnAll =
  'Done once for all sites of the incident. What is known of it may be of other clients’ sites, so it is not told here.';
const toldOfAll = ({ state, note }: Standing): string => (state === 'ticked' && note !== null ? note : seenOnAll);

function stepOf(step: IncidentStep, isOurs: IsOurs, alone: boolean): IncidentStep {
  const standings = step.standings
    .filter(isOurs)
    .map((one) => ({ ...one, told: !alone && isMixed(step, one) ? toldOfAll(one) : one.told }));
  const states = standings.map(({ state }) => state);
  // The step as a whole may be open for another client's site alone.
  return { ...step, standings, state: worstOf(states, step.standings.length > 0 ? 'open' : step.state) };
}

/** What Resalt did or saw in a step that is done once for all, it did or saw on each site. */
const isMixed = (step: IncidentStep, { siteId, state }: Standing): boolean =>
  siteId === null && step.verifications.length + step.automations.length > 0 && state !== 'working';

/** A line about several sites is of each of their clients, unless what was seen on others can't be told apart in it. */
function isTold({ siteId, about, mixed }: RecordLine, isOurs: IsOurs): boolean {
  if (siteId !== null || about === undefined) return isOurs({ siteId });
  const ours = about.filter((one) => isOurs({ siteId: one }));
  return mixed ? ours.length === about.length : ours.length > 0;
}

function ourPart({ about, ...line }: RecordLine, isOurs: IsOurs): RecordLine {
  return about ? { ...line, about: about.filter((siteId) => isOurs({ siteId })) } : line;
}

const withheldLine = ({ seq, at, hash }: RecordLine): RecordLine => ({
  ...{ seq, at, hash },
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
    ...(timeline.beginnings ? { beginnings: timeline.beginnings.filter(isOurs) } : {}),
    marked,
    // Of those that are not here it is not known whose they are.
    markedCount: whole ? marked.length : timeline.markedCount,
  };
}

function runsOf(runs: readonly Run[], isOurs: IsOurs): Run[] {
  return runs.map((run) => ({ ...run, sites: run.sites.filter(isOurs) })).filter((run) => run.sites.length > 0);
}
