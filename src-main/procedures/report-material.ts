import { toFailure } from '../contract/failures.ts';
import type { Incident } from '../contract/incidents.ts';
import type { Run } from '../contract/runs.ts';
import type { Material, ReportTimeline } from '../incidents/report/material.ts';
import { showTimeline } from '../incidents/timeline/show.ts';
import type { Parts } from './parts.ts';

type Unread = Material['couldNotRead'];

/** All that a report is made of. Of what can't be read the report says so; without the incident itself there is none. */
export async function reportMaterial(parts: Parts, id: string): Promise<Material> {
  const { incidents, store, tools, version } = parts;
  const incident = await incidents.show(id);
  const couldNotRead: Unread = [];
  const read = async <T>(kind: Unread[number]['kind'], work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      couldNotRead.push({ kind, why: toFailure(error).message });
      return otherwise;
    }
  };
  return {
    incident,
    evidence: await read('evidence', async () => [...(await parts.evidence.list(id))], []),
    timeline: await read('timeline', () => timelineOf(parts, incident), null),
    runs: await read('runs', () => runsOf(parts, id), []),
    couldNotRead,
    agency: store.agency.get(),
    fleet: store.sites.list().map((site) => ({ siteId: site.id, site: site.name, client: site.client, url: site.url })),
    at: tools.clock().toISOString(),
    version,
  };
}

/** Oldest first. */
async function runsOf({ runs }: Parts, id: string): Promise<Run[]> {
  const found: Run[] = [];
  for (const { id: run, options } of runs.list()) if (options.incident?.id === id) found.push(await runs.show(run));
  return found.sort((a, b) => a.startedAt.localeCompare(b.startedAt));
}

/** Marked entries that go into a report; the others are counted. */
const mostMarked = 5000;

/** The marked part; null where nothing was gathered of any site. */
async function timelineOf({ timelines }: Parts, { id, sites }: Incident): Promise<ReportTimeline | null> {
  if ((await timelines.sites(id)).length === 0) return null;
  const words = { text: '', who: '', ip: '', kind: '' };
  const query = { from: null, to: null, ...words, marked: true, after: null, limit: mostMarked };
  const { gatheredAt, readings, entries, count, entryPoints, beginnings } = await showTimeline(
    timelines,
    id,
    sites,
    query,
  );
  return { gatheredAt, readings, entryPoints, beginnings, marked: entries, markedCount: count };
}
