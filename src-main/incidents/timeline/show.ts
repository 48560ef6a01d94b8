import { ResaltError } from '../../contract/failures.ts';
import type { TimelineEntry, TimelineReading, TimelineSource } from '../../contract/timeline.ts';
import type { KeptEntry, OpenTimeline, TimelinePage, Timelines } from '../../store/timelines.ts';
import { addressOf } from '../../wordpress/session-activity.ts';

export interface TimelineQuery {
  sources?: readonly TimelineSource[] | undefined;
  /** ISO 8601 UTC, both included. */
  from: string | null;
  to: string | null;
  text: string;
  /** The whole of it, whatever the case; empty: any. */
  who: string;
  ip: string;
  kind: string;
  marked: boolean;
  after: string | null;
  limit: number;
}

export interface ShownTimeline {
  /** The oldest of what is shown; null where nothing was gathered. */
  gatheredAt: string | null;
  readings: TimelineReading[];
  entries: TimelineEntry[];
  count: number;
  next: string | null;
  entryPoints: TimelineEntry[];
  beginnings: { siteId: string; site: string; told: string }[];
}

interface Place {
  at: string;
  /** Of the site among those that are shown, and of the entry on it. */
  site: number;
  index: number;
}
type Placed = Place & { entry: KeptEntry };
interface Part {
  siteId: string;
  site: string;
  open: OpenTimeline;
}

/**
 * What is kept of an incident's time line, filtered, by time and then in the order of the sites. Only the pages that can matter are opened, one at
 * a time: a fleet's time line is never in memory as a whole. Fails with VAULT_DAMAGED where a part is damaged.
 */
export async function showTimeline(
  timelines: Timelines,
  incident: string,
  sites: readonly { siteId: string; site: string }[],
  query: TimelineQuery,
): Promise<ShownTimeline> {
  const parts: Part[] = [];
  try {
    for (const { siteId, site } of sites) {
      const open = await timelines.open(incident, siteId);
      if (open) parts.push({ siteId, site, open });
    }
    const { found, count } = await search(parts, query);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    return {
      gatheredAt: parts.map(({ open }) => open.head.gatheredAt).sort()[0] ?? null,
      readings: parts.flatMap(({ siteId, site, open }) => open.head.readings.map((one) => ({ siteId, site, ...one }))),
      entries: page.flatMap(({ site, entry }) => named(parts[site], entry)),
      count,
      next: found.length > query.limit && last ? `${last.at}|${parts[last.site]?.siteId}|${last.index}` : null,
      entryPoints: parts
        .flatMap((part) => (part.open.head.entryPoint ? named(part, part.open.head.entryPoint) : []))
        .sort((a, b) => (a.at < b.at ? -1 : 1)),
      beginnings: parts.flatMap(({ siteId, site, open: { head } }) =>
        head.beginning === undefined ? [] : [{ siteId, site, told: head.beginning }],
      ),
    };
  } finally {
    for (const { open } of parts) open.close();
  }
}

const named = (part: Part | undefined, entry: KeptEntry): TimelineEntry[] =>
  part ? [{ siteId: part.siteId, site: part.site, ...entry }] : [];

/** The first `limit` + 1 that follow, and how many pass the filter in all. */
async function search(parts: readonly Part[], query: TimelineQuery): Promise<{ found: Placed[]; count: number }> {
  const after = query.after === null ? null : placeOf(query.after, parts);
  const passes = filterOf(query);
  const pages = parts.flatMap(({ open }, site) => {
    let first = 0;
    return open.head.pages.map((page, index) => {
      const one = { ...page, site, index, first };
      first += page.count;
      return one;
    });
  });
  pages.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.site - b.site || a.index - b.index));
  let found: Placed[] = [];
  let count = 0;
  for (const page of pages) {
    const known = countOf(page, query);
    if (known === 0) continue;
    const last = found[query.limit];
    const before = after !== null && page.to < after.at;
    const beyond = last !== undefined && page.from > last.at;
    if (known !== null && (before || beyond)) {
      count += known;
      continue;
    }
    const entries = (await parts[page.site]?.open.page(page.index)) ?? [];
    const passing = entries.flatMap((entry, index): Placed[] =>
      passes(entry) ? [{ at: entry.at, site: page.site, index: page.first + index, entry }] : [],
    );
    count += passing.length;
    const further = after === null ? passing : passing.filter((one) => order(after, one) < 0);
    found = [...found, ...further].sort(order).slice(0, query.limit + 1);
  }
  return { found, count };
}

const order = (a: Place, b: Place): number =>
  a.at < b.at ? -1 : a.at > b.at ? 1 : a.site - b.site || a.index - b.index;

/** How many of a page pass, where that can be told without opening it; null where not. */
function countOf(page: TimelinePage, query: TimelineQuery): number | null {
  const { sources, from, to, marked } = query;
  if ((from !== null && page.to < isoOf(from)) || (to !== null && page.from > isoOf(to))) return 0;
  const of = sources
    ? sources.map((source) => page.bySource[source] ?? { count: 0, marked: 0 })
    : [{ count: page.count, marked: page.marked }];
  const most = of.reduce((sum, one) => sum + (marked ? one.marked : one.count), 0);
  if (most === 0) return 0;
  const inside = (from === null || page.from >= isoOf(from)) && (to === null || page.to <= isoOf(to));
  return inside && !looksInside(query) ? most : null;
}

/** Only an entry itself tells whether it passes. */
const looksInside = ({ text, who, ip, kind }: TimelineQuery): boolean => `${text}${who}${ip}${kind}` !== '';

function filterOf({ sources, from, to, text, marked, ...whole }: TimelineQuery): (entry: KeptEntry) => boolean {
  const wanted = sources && new Set<string>(sources);
  const [begin, end] = [from === null ? null : isoOf(from), to === null ? null : isoOf(to)];
  const word = text.toLowerCase();
  const [who, kind] = [whole.who.toLowerCase(), whole.kind.toLowerCase()];
  const ip = addressOf(whole.ip) ?? whole.ip;
  return (entry) =>
    (!marked || entry.marked !== null) &&
    (!wanted || wanted.has(entry.source)) &&
    (begin === null || entry.at >= begin) &&
    (end === null || entry.at <= end) &&
    (who === '' || entry.who?.toLowerCase() === who) &&
    (ip === '' || entry.ip === ip) &&
    (kind === '' || entry.kind.toLowerCase() === kind) &&
    (word === '' ||
      [entry.kind, entry.who, entry.ip, entry.what, entry.marked, entry.from].some((one) =>
        one?.toLowerCase().includes(word),
      ));
}

/** One spelling, so that texts compare as moments. */
const isoOf = (text: string): string => new Date(text).toISOString();

function placeOf(after: string, parts: readonly Part[]): Place {
  const [at = '', id = '', index = ''] = after.split('|');
  const site = parts.findIndex(({ siteId }) => siteId === id);
  if (site >= 0 && /^\d{1,9}$/.test(index) && !Number.isNaN(Date.parse(at))) return { at, site, index: Number(index) };
  throw new ResaltError('INPUT_INVALID', 'This place in the time line is not there any more. Begin again.', 'never');
}
