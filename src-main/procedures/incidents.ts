import { ResaltError } from '../contract/failures.ts';
import type { Incident } from '../contract/incidents.ts';
import { procedures as declared } from '../contract/procedures.ts';
import type { Site } from '../contract/sites.ts';
import type { IncidentSite, NewLine } from '../incidents/lines.ts';
import { checklistNow } from './checklist.ts';
import { incidentDoing } from './incident-doing.ts';
import type { Parts } from './parts.ts';
import { router, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';
import { rememberAll } from './timeline-finds.ts';
import { watchIncident } from './watch-incident.ts';

const { incidents: d } = declared;

export function incidentProcedures(parts: Parts) {
  const { incidents, store, who } = parts;
  const unlocked = unlockedProcedure(parts);
  /** The trail is not sealed: names, notes and symptoms stay in the record. */
  const audit = (what: string, incident: string, details: Record<string, unknown> = {}) =>
    store.auditTrail.append({ who, what, details: { incident, ...details } });
  const write = async (id: string, what: string, line: NewLine, details: Record<string, unknown> = {}) => {
    await incidents.write(id, line);
    await audit(what, id, details);
    return incidents.show(id);
  };
  return router({
    open: unlocked
      .input(d.open.input)
      .output(d.open.output)
      .mutation(async ({ input: { name, owner, select, symptoms, noticedAt } }) => {
        const sites = (await sitesOf(parts, select)).map(asKept);
        if (sites.length === 0) throw invalid('There is no site yet: import sites first.');
        await refuseSameName(parts, name);
        const { checklist, misfit } = checklistNow(store);
        if (misfit !== undefined)
          throw invalid(
            `Your own checklist does not fit this Resalt: ${misfit} Mend it and try again: resalt incident checklist export FILE, then use FILE.`,
          );
        const id = await incidents.open({ by: owner, name, owner, symptoms, noticedAt, sites, checklist });
        await audit('incident.opened', id, { sites: sites.map(({ siteId }) => siteId) });
        parts.incidentWork.later(() => rememberAll(parts, id, sites));
        return incidents.show(id);
      }),
    list: unlocked
      .input(d.list.input)
      .output(d.list.output)
      .query(() => incidents.list()),
    show: unlocked
      .input(d.show.input)
      .output(d.show.output)
      .query(({ input }) => incidents.show(input.incident)),
    watch: unlocked.input(d.watch.input).subscription(async function* ({ input, signal }) {
      for await (const incident of watchIncident(parts, input.incident, signal ?? new AbortController().signal))
        yield d.watch.output.parse(incident);
    }),
    addSites: unlocked
      .input(d.addSites.input)
      .output(d.addSites.output)
      .mutation(async ({ input: { incident: id, select } }) => {
        const { sites } = await openIncident(parts, id);
        const there = new Set(sites.map(({ siteId }) => siteId));
        const more = (await sitesOf(parts, select)).filter((site) => !there.has(site.id)).map(asKept);
        if (more.length === 0) throw invalid('These sites are in the incident already.');
        const added = { sites: more.map(({ siteId }) => siteId) };
        return write(id, 'incident.sitesAdded', { kind: 'sites-added', by: who, sites: more }, added);
      }),
    tick: unlocked
      .input(d.tick.input)
      .output(d.tick.output)
      .mutation(async ({ input: { incident: id, step, sites, by, note } }) => {
        const siteIds = chosenOf(await openIncident(parts, id), step, sites);
        return write(id, 'incident.ticked', { kind: 'ticked', by, step, siteIds, note }, { step, sites: siteIds });
      }),
    reopen: unlocked
      .input(d.reopen.input)
      .output(d.reopen.output)
      .mutation(async ({ input: { incident: id, step, sites, by, note } }) => {
        const siteIds = chosenOf(await openIncident(parts, id), step, sites);
        return write(
          id,
          'incident.reopened',
          { kind: 'reopened', by, step, siteIds, why: note },
          { step, sites: siteIds },
        );
      }),
    note: unlocked
      .input(d.note.input)
      .output(d.note.output)
      .mutation(async ({ input: { incident: id, by, note, step } }) => {
        // Also of a closed incident: what is learned later belongs into the record.
        const incident = await incidents.show(id);
        if (step !== null) stepOf(incident, step);
        return write(id, 'incident.noted', { kind: 'note', by, step, note });
      }),
    cause: unlocked
      .input(d.cause.input)
      .output(d.cause.output)
      .mutation(async ({ input: { incident: id, by, text, entryAt } }) => {
        await incidents.show(id);
        return write(id, 'incident.causeRecorded', { kind: 'cause', by, text, entryAt });
      }),
    alertsSeen: unlocked
      .input(d.alertsSeen.input)
      .output(d.alertsSeen.output)
      .mutation(async ({ input: { incident: id, until } }) => {
        const { alertList } = await incidents.show(id);
        if (!alertList.some((alert) => !alert.seen && alert.at <= until)) return incidents.show(id);
        return write(id, 'incident.alertsSeen', { kind: 'alerts-seen', by: who, until });
      }),
    close: unlocked
      .input(d.close.input)
      .output(d.close.output)
      .mutation(async ({ input: { incident: id, by, note } }) => {
        await openIncident(parts, id);
        return write(id, 'incident.closed', { kind: 'closed', by, note });
      }),
    openAgain: unlocked
      .input(d.openAgain.input)
      .output(d.openAgain.output)
      .mutation(async ({ input: { incident: id, by, note } }) => {
        const { closedAt } = await incidents.show(id);
        if (closedAt === null) throw invalid('This incident is open.');
        return write(id, 'incident.openedAgain', { kind: 'opened-again', by, note });
      }),
    ...incidentDoing(parts),
  });
}

const asKept = ({ id, name, client }: Site): IncidentSite => ({ siteId: id, site: name, client });

/** INPUT_INVALID where it is closed: it is opened again first, which stands in its record. */
export async function openIncident({ incidents }: Pick<Parts, 'incidents'>, id: string): Promise<Incident> {
  const incident = await incidents.show(id);
  if (incident.closedAt === null) return incident;
  throw invalid(`“${incident.name}” is closed. Open it again first.`);
}

/** Which sites of a step are meant, by their names in the incident; null where it is done once for all. INPUT_INVALID. */
export function chosenOf(incident: Incident, step: string, names: readonly string[] | undefined): string[] | null {
  const of = stepOf(incident, step);
  if (of.per === 'incident') return null;
  return siteIdsOf(incident, names);
}

/** All sites of the incident, or those that are named. INPUT_INVALID where one is not in it. */
export function siteIdsOf({ sites }: Pick<Incident, 'sites'>, names: readonly string[] | undefined): string[] {
  if (!names) return sites.map(({ siteId }) => siteId);
  return names.map((name) => {
    const found = sites.find(({ site, siteId }) => site === name || siteId === name);
    if (found) return found.siteId;
    throw invalid(`“${name}” is not in this incident. Add it first.`);
  });
}

export function stepOf(incident: Incident, step: string) {
  const found = incident.steps.find(({ id }) => id === step);
  if (found) return found;
  const hidden = incident.checklist.hidden.find((one) => one.step.id === step);
  throw invalid(
    hidden
      ? `The step “${step}” is hidden in this incident: ${hidden.reason}`
      : `This incident has no step “${step}”. Its steps: ${incident.steps.map(({ id }) => id).join(', ')}.`,
  );
}

/** The command line names an incident by its name: two that are open are not called the same. */
async function refuseSameName({ incidents }: Parts, name: string): Promise<void> {
  const same = (await incidents.list()).find((one) => one.closedAt === null && one.name === name);
  if (same)
    throw invalid(
      `An open incident is called “${name}” already (${same.id}). Add the sites to it, or say another name.`,
    );
}

export const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
