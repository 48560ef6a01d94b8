import { type TimelineEntry, type TimelineSource, timelineSources } from '../../contract/timeline.ts';
import type { Draft } from './draft.ts';
import { type Suspects, whyMarked } from './suspects.ts';

/** Of one site at most; what is suspected stays before all others, and then what is newer. */
export const mostEntries = 20_000;

export interface Merged {
  /** By time; those of the same moment in the order of their sources. */
  entries: TimelineEntry[];
  /** How many were left out because there were too many. */
  leftOut: number;
  entryPoint: TimelineEntry | null;
}

/** All that is known of a site in one line of time, each thing once. */
export function mergeSite(
  site: { siteId: string; site: string },
  drafts: readonly Draft[],
  suspects: Suspects,
): Merged {
  const unique = new Map<string, { one: Draft; marked: string | null }>();
  for (const one of drafts) {
    if (!isTime(one.at)) continue;
    const key = JSON.stringify([one.at, one.source, one.kind, one.who, one.ip, one.what]);
    if (!unique.has(key)) unique.set(key, { one, marked: whyMarked(one, suspects) ?? one.hint });
  }
  const sorted = [...unique.values()].sort(
    (a, b) => a.one.at - b.one.at || sources.indexOf(a.one.source) - sources.indexOf(b.one.source),
  );
  const kept = mostOf(sorted);
  const entries = kept.map(({ one, marked }) => entryOf(site, one, marked));
  const first = kept.findIndex(({ one }) => maySayWhere(one, suspects));
  return { entries, leftOut: sorted.length - kept.length, entryPoint: entries[first] ?? null };
}

/** Who asks for a name and finds nothing only tries names; unless it is somebody who is suspected. */
const maySayWhere = (one: Draft, suspects: Suspects): boolean => {
  const { doubtful, answered, source, ip } = one;
  // What is only noted because it came at that moment is no beginning.
  if (doubtful || whyMarked(one, suspects) === null) return false;
  return answered || source !== 'access-log' || (ip !== null && (suspects.ips.has(ip) || suspects.used.has(ip)));
};

const sources: readonly TimelineSource[] = timelineSources;

function mostOf<T extends { marked: string | null }>(sorted: T[]): T[] {
  if (sorted.length <= mostEntries) return sorted;
  const marked = sorted.filter((one) => one.marked !== null).slice(0, mostEntries);
  const room = mostEntries - marked.length;
  const others = room > 0 ? sorted.filter((one) => one.marked === null).slice(-room) : [];
  const stays = new Set([...marked, ...others]);
  return sorted.filter((one) => stays.has(one));
}

const entryOf = (site: { siteId: string; site: string }, one: Draft, marked: string | null): TimelineEntry => ({
  ...site,
  ...{ at: new Date(one.at).toISOString(), asWritten: one.asWritten.slice(0, 100), source: one.source },
  ...{ kind: one.kind.slice(0, 60), who: one.who?.slice(0, 200) ?? null, ip: one.ip?.slice(0, 60) ?? null },
  ...{ what: whatOf(one).slice(0, 1000), marked: marked?.slice(0, 300) ?? null },
  ...(one.from === null ? {} : { from: one.from.slice(0, 500) }),
});

const whatOf = ({ what, beside }: Draft): string => (beside === null ? what : `${what}. ${beside}`);

/** What ISO 8601 can say and a website can mean. */
const isTime = (at: number): boolean => Number.isFinite(at) && at > 0 && at < 7_258_118_400_000;
