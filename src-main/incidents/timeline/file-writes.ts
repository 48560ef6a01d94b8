import type { Clocks } from './clocks.ts';
import type { Draft } from './draft.ts';
import { ownReason, type Suspects } from './suspects.ts';

/** That a suspicious file was written, or changed, at a moment: milliseconds by Resalt's clock. */
export interface FileWrite {
  path: string;
  at: number;
}

/** A log notes a request when it ends or when it begins, and a file its time in whole seconds. */
const aroundMs = 3000;
/** Closer than that a request is one that may have written it. */
const withinMs = 2000;
const mostWrites = 40;

/** When suspicious files were written, by both their times; the oldest, for an entry point is looked for. */
export const writesOf = (files: readonly Draft[], suspects: Suspects): FileWrite[] =>
  files
    .filter((one) => one.source === 'file' && one.path !== null && ownReason(one, suspects) !== null)
    .sort((a, b) => a.at - b.at)
    .slice(0, mostWrites)
    .map(({ path, at }) => ({ path: path ?? '', at }));

/** Whether a request that sent something came so close to a write that it is to be seen beside it. */
export const isAtAWrite = ({ at, what }: Draft, writes: readonly FileWrite[]): boolean =>
  sends.test(what) && writes.some((write) => Math.abs(write.at - at) <= aroundMs);

const sends = /^(POST|PUT|PATCH|DELETE) /;

/** These seconds as a log of this server writes them, in its own zone and in UTC. */
export function secondsOf(writes: readonly FileWrite[], { offsetMs, zone }: Clocks): string[] {
  const found = new Set<string>();
  for (const { at } of writes)
    for (let off = -aroundMs; off <= aroundMs; off += 1000) {
      const moment = at + offsetMs + off;
      found.add(inLog(moment));
      // What the zone's clock showed then: the second look is for the hours in which it jumps.
      const local = moment + (moment - zone.moment(moment).at);
      found.add(inLog(local));
      found.add(inLog(moment + (local - zone.moment(local).at)));
    }
  return [...found];
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => String(number).padStart(2, '0');

function inLog(at: number): string {
  const date = new Date(at);
  const day = `${two(date.getUTCDate())}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** A write with the requests that may have done it. */
export interface Explained extends FileWrite {
  /** Those that send something, or else those that run something suspicious. */
  by: Draft[];
}

/** For each write the requests of those seconds that can write. */
export function explain(writes: readonly FileWrite[], drafts: readonly Draft[], suspects: Suspects): Explained[] {
  const requests = drafts.filter(({ source, what }) => source === 'access-log' && /^[A-Z]{3,10} /.test(what));
  return writes.map((write) => {
    const near = requests.filter(({ at }) => Math.abs(at - write.at) <= withinMs);
    const sent = near.filter((one) => ran(one) && sends.test(one.what) && !isTask.test(one.kind));
    const by = sent.length > 0 ? sent : near.filter((one) => ran(one) && runs(one, suspects));
    return { ...write, by };
  });
}

/** Was answered, or ran and failed after what it did. */
const ran = ({ answered, what }: Draft): boolean => answered || / → 5\d\d/.test(what);
/** Sends something, and is known for what it does. */
const isTask = /^(login refused|XML-RPC)$/;
const runs = (one: Draft, suspects: Suspects): boolean =>
  ownReason(one, suspects) !== null || one.kind === 'command in a request' || one.kind === 'PHP where none belongs';

/**
 * Notes on files and requests what they have to do with one another. Answers the requests that it can hardly not have been, with why: one alone may be chance (an
 * editor's open window sends something every minute), the same address alone at several writes is not.
 */
export function noteWrites(explained: readonly Explained[], drafts: readonly Draft[]): Map<Draft, string> {
  const files = drafts.filter(({ source }) => source === 'file');
  const alone = new Map<string, Explained[]>();
  for (const one of explained) {
    const { path, at, by } = one;
    for (const request of by) request.hint ??= hintOf(by.length, path);
    for (const file of files.filter((other) => other.path === path && other.at === at)) file.beside = besideWords(by);
    const ip = by.length === 1 ? by[0]?.ip : null;
    if (ip) alone.set(ip, [...(alone.get(ip) ?? []), one]);
  }
  const often = [...alone.values()].filter((writes) =>
    writes.some(({ at }) => Math.abs(at - (writes[0]?.at ?? at)) > apartMs),
  );
  return new Map(
    often
      .flat()
      .flatMap(({ by }) => by.map((one) => [one, 'alone each time when suspicious files were written'] as const)),
  );
}

const apartMs = 10_000;

const hintOf = (many: number, path: string): string =>
  many === 1
    ? `the only request that could have written ${path} within ${withinMs / 1000} seconds of its time; it may be chance`
    : `one of ${many} requests that could have written ${path}, within ${withinMs / 1000} seconds of its time`;

function besideWords(by: readonly Draft[]): string {
  if (by.length === 0) return 'In those seconds no request was logged that could have written it.';
  const named = by
    .slice(0, 3)
    .map(({ what, ip }) => `${what.split(' → ')[0]?.slice(0, 150)} from ${ip ?? 'somewhere'}`);
  const more = by.length > 3 ? ` and ${by.length - 3} more` : '';
  return `In those seconds: ${named.join('; ')}${more}.`;
}
