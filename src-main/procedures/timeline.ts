import { createHash } from 'node:crypto';
import PQueue from 'p-queue';
import type { Incident } from '../contract/incidents.ts';
import { procedures as declared } from '../contract/procedures.ts';
import type { Run } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import type { TimelineReading } from '../contract/timeline.ts';
import { gatherSite, type Known } from '../incidents/timeline/gather-site.ts';
import { ownActs } from '../incidents/timeline/own-acts.ts';
import { addQuarantined, type FlaggedSession, ownSuspects } from '../incidents/timeline/own-suspects.ts';
import { showTimeline } from '../incidents/timeline/show.ts';
import { readyOf } from './agreements.ts';
import { siteIdsOf } from './incidents.ts';
import { keptOf } from './known-audits.ts';
import { knownFleet } from './known-fleet.ts';
import type { Parts } from './parts.ts';
import { silent } from './reach-sites.ts';
import { router, unlockedProcedure } from './rpc.ts';

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
        return vault.state() === 'unlocked' ? shown : { ...shown, entries: [], entryPoints: [], readings: [] };
      }),
  });
}

/** Of all sites' hashes in the order of the incident. */
const hashOf = (gathered: readonly OneSite[]): string =>
  createHash('sha256')
    .update(gathered.map(({ sha256 }) => sha256 ?? '-').join('\n'))
    .digest('hex');

type KnownOfSite = Omit<Known, 'from' | 'given'>;

/** What Resalt knows already of these sites: their audits, all sessions that it ever saw, its own runs. */
async function knownBefore(
  parts: Parts,
  incident: string,
  from: number,
): Promise<(site: Site) => Promise<KnownOfSite>> {
  const { store, history, tools, judging, runs } = parts;
  const agreed = readyOf(parts);
  // Judged together: what is odd shows beside the others.
  const fleet = await knownFleet(history, store.sites.list(), tools.clock()).catch(() => null);
  const judge = await judging.ready();
  const judged = fleet ? judge(fleet.sessions).sessions : [];
  const flagged = new Map<string, FlaggedSession[]>();
  for (const [index, { siteId, verifier, ip, user }] of (fleet?.sessions ?? []).entries()) {
    const flags = judged[index]?.flags ?? [];
    if (flags.length > 0) flagged.set(siteId, [...(flagged.get(siteId) ?? []), { verifier, ip, user, flags }]);
  }
  const acted = await runsSince(runs, from);
  return async (site) => {
    const audit = await keptOf(parts, site.id);
    const before = await history.of(site.id).catch(() => 'unreadable' as const);
    const lacks = [
      audit.lookedAt === null
        ? 'Nothing is kept of an audit of this site: what one would find is not marked. Audit it, then gather again.'
        : '',
      fleet === null
        ? 'The sessions that Resalt knows could not be judged: those from blocked addresses are not marked.'
        : '',
      before === 'unreadable' ? 'What Resalt saw of this site’s sessions before could not be read.' : '',
      acted.lacks,
    ];
    const suspects = ownSuspects(site, audit, agreed, flagged.get(site.id) ?? []);
    addQuarantined(suspects, acted.runs, incident, site.id);
    return {
      suspects,
      history: before === 'unreadable' ? null : before,
      acts: ownActs(acted.runs, site.id),
      lacks: lacks.filter((one) => one !== ''),
    };
  };
}

const mostRuns = 500;

/** The newest first. */
async function runsSince(runs: Parts['runs'], from: number): Promise<{ runs: Run[]; lacks: string }> {
  const since = runs.list().filter(({ startedAt, dryRun }) => !dryRun && Date.parse(startedAt) >= from);
  const found: Run[] = [];
  for (const { id } of since.slice(0, mostRuns)) {
    const run = await runs.show(id).catch(() => null);
    if (run) found.push(run);
  }
  const missing = since.length - found.length;
  return { runs: found, lacks: missing > 0 ? `${missing} runs of Resalt could not be read, or were too many.` : '' };
}

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
  const { entries, readings, entryPoint } = await gatherSite(site, tools, silent, known);
  const nameless = <T extends { siteId: string; site: string }>({ siteId: _id, site: _site, ...rest }: T) => rest;
  await timelines.keep(incident.id, {
    ...{ siteId: site.id, gatheredAt: tools.clock().toISOString(), readings: readings.map(nameless) },
    ...{ entryPoint: entryPoint && nameless(entryPoint), entries: entries.map(nameless) },
  });
  const sha256 = createHash('sha256').update(JSON.stringify(entries)).digest('hex');
  return { readings, entries: entries.length, sha256 };
}
