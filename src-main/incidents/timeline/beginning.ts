import type { TimelineEntry } from '../../contract/timeline.ts';
import type { GatheredLog } from './drafts-of-log.ts';
import type { Gathered } from './gathered.ts';
import type { Merged } from './merge.ts';

/** What the earliest marked entry is worth: how far back the logs go that were read, and what was not read. At most 1,000 characters. */
export function sayBeginning(
  { entryPoint, entries }: Pick<Merged, 'entryPoint' | 'entries'>,
  all: readonly (Gathered | GatheredLog)[],
): string {
  const since = all.flatMap((one) => ('since' in one && one.since !== null ? one.since : []));
  const begin = since.length > 0 ? Math.min(...since) : null;
  const logs =
    begin === null
      ? 'No access log was read that says when it begins: requests are not to be seen here.'
      : `The access logs that were read begin at ${iso(begin)}; of requests before, nothing is known.`;
  const words = entryPoint
    ? sayEntry(entryPoint, begin, logs)
    : sayNothing(
        all,
        entries.some(({ marked }) => marked !== null),
        logs,
      );
  return `${words} ${missing(all)}`.trim().slice(0, 1000);
}

const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function sayEntry({ at, source }: TimelineEntry, begin: number | null, logs: string): string {
  const older = begin === null || Date.parse(at) < begin + 60_000;
  const earlier = older
    ? `${logs} It may have begun earlier, and another way.`
    : `${logs} Between then and this nothing was found that belongs to it.`;
  const how =
    source === 'file' || source === 'user-registered'
      ? 'This is what was done, not the request that did it.'
      : 'It is where to begin reading, not a proof.';
  return `${how} ${earlier}`;
}

function sayNothing(all: readonly Gathered[], hinted: boolean, logs: string): string {
  const gave = all.filter(({ drafts }) => drafts.length > 0).map(({ source }) => source);
  const read = gave.length > 0 ? `Read were: ${[...new Set(gave)].join(', ')}.` : 'Nothing could be read.';
  const what = hinted
    ? 'Nothing is known to belong to it; what is marked only came at the moment of a write.'
    : 'Nothing is marked: what was read does not show how they came in.';
  return `${what} ${read} ${logs}`;
}

function missing(all: readonly Gathered[]): string {
  const lacking = all.flatMap(({ lacks, source, from }) =>
    lacks === null ? [] : `${source} (${from.slice(0, 60)}): ${lacks.slice(0, 120)}`,
  );
  if (lacking.length === 0) return '';
  const more = lacking.length > 4 ? ` And ${lacking.length - 4} more.` : '';
  return `Not read, or not whole: ${lacking.slice(0, 4).join(' · ')}${more}`;
}
