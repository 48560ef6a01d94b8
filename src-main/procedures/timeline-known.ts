import type { Run } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import type { Known } from '../incidents/timeline/gather-site.ts';
import { ownActs } from '../incidents/timeline/own-acts.ts';
import { addHandled, type FlaggedSession, ownSuspects } from '../incidents/timeline/own-suspects.ts';
import type { KeptLog } from '../incidents/timeline/read-kept-logs.ts';
import { wholeServersLog } from '../operations/steps/evidence/logs.ts';
import type { KeptItem } from '../store/evidence/catalogue.ts';
import { readyOf } from './agreements.ts';
import { keptOf } from './known-audits.ts';
import { knownFleet } from './known-fleet.ts';
import type { Parts } from './parts.ts';
import { foundBefore } from './timeline-finds.ts';

type KnownOfSite = Omit<Known, 'from' | 'given'>;

/** What Resalt knows already of these sites: what audits found since the incident, all sessions that it ever saw, its own runs, the logs that were kept. */
export async function knownBefore(
  parts: Parts,
  incident: string,
  from: number,
): Promise<(site: Site) => Promise<KnownOfSite>> {
  const { history, runs } = parts;
  const agreed = readyOf(parts);
  const flagged = await flaggedSessions(parts);
  const acted = await runsSince(runs, from);
  const evidence = await keptLogs(parts, incident);
  return async (site) => {
    const audit = await keptOf(parts, site.id);
    const found = await foundBefore(parts, incident, site.id);
    const before = await history.of(site.id).catch(() => 'unreadable' as const);
    const lacks = [
      audit.lookedAt === null && found.findings.length === 0
        ? 'Nothing is kept of an audit of this site: what one would find is not marked. Audit it, then gather again.'
        : '',
      flagged === null ? 'The sessions that Resalt knows could not be judged: odd ones are not marked.' : '',
      before === 'unreadable' ? 'What Resalt saw of this site’s sessions before could not be read.' : '',
      ...[found.lacks, acted.lacks, evidence.lacks],
    ];
    const suspects = ownSuspects(site, { audit, before: found }, agreed, flagged?.get(site.id) ?? []);
    addHandled(suspects, acted.runs, incident, site.id);
    return {
      suspects,
      history: before === 'unreadable' ? null : before,
      acts: ownActs(acted.runs, site.id),
      keptLogs: evidence.of.get(site.id) ?? [],
      lacks: lacks.filter((one) => one !== ''),
    };
  };
}

/** Judged together: what is odd shows beside the others. null where they could not be. */
async function flaggedSessions({
  history,
  store,
  tools,
  judging,
}: Parts): Promise<Map<string, FlaggedSession[]> | null> {
  const fleet = await knownFleet(history, store.sites.list(), tools.clock()).catch(() => null);
  if (!fleet) return null;
  const judge = await judging.ready();
  const judged = judge(fleet.sessions).sessions;
  const flagged = new Map<string, FlaggedSession[]>();
  for (const [index, { siteId, verifier, ip, user }] of fleet.sessions.entries()) {
    const flags = judged[index]?.flags ?? [];
    if (flags.length > 0) flagged.set(siteId, [...(flagged.get(siteId) ?? []), { verifier, ip, user, flags }]);
  }
  return flagged;
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

/** Logs among the evidence, by site, the newest first; what was kept twice to the byte once. */
async function keptLogs({ evidence }: Parts, incident: string): Promise<{ of: Map<string, KeptLog[]>; lacks: string }> {
  const of = new Map<string, KeptLog[]>();
  const items = await evidence.list(incident).catch(() => null);
  if (!items) return { of, lacks: 'The evidence could not be listed: logs that were kept were not read.' };
  const seen = new Set<string>();
  for (const item of items.toReversed()) {
    const kind = item.kind === 'access-logs' ? 'access' : item.kind === 'error-logs' ? 'error' : null;
    const key = `${item.siteId} ${item.kind} ${item.sha256}`;
    if (kind === null || item.bytes === 0 || seen.has(key)) continue;
    seen.add(key);
    of.set(item.siteId, [
      ...(of.get(item.siteId) ?? []),
      { kind, ...logOf(item), read: () => evidence.read(incident, item) },
    ]);
  }
  return { of, lacks: '' };
}

function logOf({ from, bytes, begunAt, lacks }: KeptItem): Omit<KeptLog, 'kind' | 'read'> {
  const path = from.replace(/, as it was .*$/s, '');
  const compressed = /\.(gz|bz2|xz|zst)$/.exec(path)?.[1] ?? null;
  const own = !(lacks ?? '').includes(wholeServersLog);
  const why = (lacks ?? '').replace(wholeServersLog, '').trim();
  return {
    ...{ path, bytes, keptAt: begunAt, own, lacks: why || null },
    compressed: compressed as KeptLog['compressed'],
  };
}
