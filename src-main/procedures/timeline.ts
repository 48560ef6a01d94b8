import { createHash } from 'node:crypto';
import PQueue from 'p-queue';
import type { Incident } from '../contract/incidents.ts';
import { procedures as declared } from '../contract/procedures.ts';
import type { Site } from '../contract/sites.ts';
import type { TimelineReading } from '../contract/timeline.ts';
import { gatherSite, type Known } from '../incidents/timeline/gather-site.ts';
import { showTimeline } from '../incidents/timeline/show.ts';
import { siteIdsOf } from './incidents.ts';
import type { Parts } from './parts.ts';
import { silent } from './reach-sites.ts';
import { router, unlockedProcedure } from './rpc.ts';
import { knownBefore } from './timeline-known.ts';

const { timeline: d } = declared;

/** Lines of logs of so many sites at once are in memory. */
const sitesAtOnce = 4;
/** Where nobody said from when on: so long before it was noticed. */
const daysBefore = 90;
const day = 86_400_000;

export function timelineProcedures(parts: Parts) {
  const { incidents, timelines, store, who, vault } = parts;
  const unlocked = unlockedProcedure(parts);
  return router({
    gather: unlocked
      .input(d.gather.input)
      .output(d.gather.output)
      .mutation(async ({ input }) => {
        const incident = await incidents.show(input.incident);
        const siteIds = siteIdsOf(incident, input.sites);
        const from = input.from === null ? Date.parse(incident.noticedAt) - daysBefore * day : Date.parse(input.from);
        const stop = incidents.doing(input.incident, { step: 'entry-point', siteIds });
        try {
          const wanted = incident.sites.filter(({ siteId }) => siteIds.includes(siteId));
          const known = await knownBefore(parts, input.incident, from);
          const queue = new PQueue({ concurrency: sitesAtOnce });
          const work = async (named: (typeof wanted)[number]) => {
            const site = store.sites.get(named.siteId);
            if (!site) return removed(named);
            return gatherAndKeep(parts, incident, site, { ...(await known(site)), from, given: input.suspects });
          };
          const gathered = await Promise.all(wanted.map((site) => queue.add(() => work(site))));
          const entries = gathered.reduce((sum, one) => sum + one.entries, 0);
          const sha256 = hashOf(gathered);
          await incidents.write(input.incident, { kind: 'gathered', by: who, entries, sha256 });
          const details = { incident: input.incident, sites: siteIds, entries };
          await store.auditTrail.append({ who, what: 'incident.timelineGathered', details });
          return { readings: gathered.flatMap(({ readings }) => readings), entries };
        } finally {
          stop();
        }
      }),
    show: unlocked
      .input(d.show.input)
      .output(d.show.output)
      .query(async ({ input: { incident: id, sites, ...query } }) => {
        const incident = await incidents.show(id);
        const wanted = new Set(siteIdsOf(incident, sites));
        const shown = await showTimeline(
          timelines,
          id,
          incident.sites.filter(({ siteId }) => wanted.has(siteId)),
          query,
        );
        return vault.state() === 'unlocked'
          ? shown
          : { ...shown, entries: [], entryPoints: [], readings: [], beginnings: [] };
      }),
  });
}

/** Of all sites' hashes in the order of the incident. */
const hashOf = (gathered: readonly OneSite[]): string =>
  createHash('sha256')
    .update(gathered.map(({ sha256 }) => sha256 ?? '-').join('\n'))
    .digest('hex');

/** `sha256`: of the entries; null where nothing was gathered. */
interface OneSite {
  readings: TimelineReading[];
  entries: number;
  sha256: string | null;
}

/** A site that was removed since from Resalt can't be asked. */
const removed = ({ siteId, site }: { siteId: string; site: string }): OneSite => ({
  readings: [
    {
      ...{ siteId, site, source: 'access-log', from: 'The site and its server', entries: 0, clock: '' },
      lacks: 'The site is not among Resalt’s sites any more: it was not read.',
    },
  ],
  ...{ entries: 0, sha256: null },
});

/** On the disk before it is told. */
async function gatherAndKeep(
  { tools, timelines }: Parts,
  incident: Incident,
  site: Site,
  known: Known,
): Promise<OneSite> {
  const { entries, readings, entryPoint, beginning } = await gatherSite(site, tools, silent, known);
  const nameless = <T extends { siteId: string; site: string }>({ siteId: _id, site: _site, ...rest }: T) => rest;
  await timelines.keep(incident.id, {
    ...{ siteId: site.id, gatheredAt: tools.clock().toISOString(), readings: readings.map(nameless) },
    ...{ beginning, entryPoint: entryPoint && nameless(entryPoint), entries: entries.map(nameless) },
  });
  const sha256 = createHash('sha256').update(JSON.stringify(entries)).digest('hex');
  return { readings, entries: entries.length, sha256 };
}
