import { ResaltError } from '../../contract/failures.ts';
import { type FoundLog, findLogs } from '../../operations/steps/find-logs.ts';
import type { OpenSite } from '../../operations/steps/look.ts';
import { type LogLines, readLogs } from '../../operations/steps/read-logs.ts';
import { hostsOf, namesHost } from '../../wordpress/server-files/log-names.ts';
import { addressOf } from '../../wordpress/session-activity.ts';
import { readAccessLine } from './access-line.ts';
import type { Draft } from './draft.ts';
import { readErrorLine } from './error-line.ts';
import { countDraft, errorDraft, requestDraft } from './from-logs.ts';
import { type Gathered, isIn, type Window } from './gathered.ts';
import { accessTime, type Written } from './moments.ts';
import { kindOfRequest } from './request-kind.ts';
import { addressesThatUsed, type Suspects, whyMarked } from './suspects.ts';
import { namedZone } from './zones.ts';

/** Of one site's logs. */
const mostLogs = 400;
const mostDrafts = 50_000;

/**
 * What the logs of the web server and of PHP tell. Once more where addresses show in them that used what is suspected: `suspects` then has these
 * too, for all that these addresses asked for is wanted.
 */
export async function gatherLogs(open: OpenSite, window: Window, suspects: Suspects): Promise<Gathered[]> {
  const { host, configuration, site } = open;
  if (!host || !configuration)
    return [notThere('The server’s logs are not in reach: the site is reached by its database alone.', window)];
  try {
    const { logs, lacks } = await findLogs(host, configuration, site);
    const recent = logs
      .filter(({ mtime }) => isIn(window, mtime * 1000 - window.clocks.offsetMs + 86_400_000))
      .slice(0, mostLogs);
    if (!recent.some(({ kind }) => kind === 'access'))
      return [
        notThere(['No access log of this time was found where this account may look.', ...lacks].join(' '), window),
        ...(await read(open, recent, window, suspects)),
      ];
    const first = await read(open, recent, window, suspects);
    const { found, proxies } = addressesThatUsed(
      first.flatMap(({ drafts }) => drafts),
      suspects,
    );
    for (const [ip, why] of found) suspects.ips.set(ip, why);
    const all = found.size > 0 ? await read(open, recent, window, suspects) : first;
    return all.map((one, index) =>
      index === 0 ? { ...one, lacks: joined([one.lacks, ...lacks, proxyWords(proxies)]) } : one,
    );
  } catch (error) {
    if (error instanceof ResaltError && error.code !== 'CANCELLED' && error.code !== 'BUG')
      return [notThere(error.message, window)];
    throw error;
  }
}

const notThere = (why: string, { clocks }: Window): Gathered => ({
  ...{ source: 'access-log', from: 'Logs of the web server', drafts: [] },
  ...{ clock: clocks.words, lacks: why.slice(0, 1000) },
});

const proxyWords = (proxies: string[]): string | null =>
  proxies.length > 0
    ? `What is suspected came from ${proxies.slice(0, 5).join(', ')}, which stands before the site or is its own; who was behind it the log doesn’t tell.`
    : null;

async function read(
  { host, configuration, site }: OpenSite,
  logs: readonly FoundLog[],
  window: Window,
  suspects: Suspects,
): Promise<Gathered[]> {
  if (!host || !configuration) return [];
  const watched = {
    ips: [...suspects.ips.keys()].flatMap(spellings).slice(0, 1000),
    files: [...suspects.asked.keys()].flatMap(endOf).slice(0, 1000),
  };
  const readable = logs.filter((log) => log.readable);
  const answered = await readLogs(host, readable, watched);
  const refused = logs
    .filter((log) => !log.readable)
    .map((log) => ({ log, lines: [], counts: [], lacks: 'The account may not read it.' }));
  const hosts = hostsOf(site.url);
  const room = { left: mostDrafts };
  return [...answered, ...refused].map((lines) =>
    lines.log.kind === 'access'
      ? ofAccess(lines, window, suspects, hosts, room)
      : ofErrors(lines, window, hosts, configuration.root, room),
  );
}

/** As addressOf() writes it, and as servers do. */
function spellings(ip: string): string[] {
  if (!ip.includes(':')) return [ip];
  return URL.canParse(`http://[${ip}]`) ? [ip, new URL(`http://[${ip}]`).hostname.slice(1, -1)] : [ip];
}

/** The last two parts of a path tell enough; of a file in the site's folder there is one, and index.php alone is everything. */
function endOf(path: string): string[] {
  const parts = path.split('/');
  if (parts.length > 1) return [parts.slice(-2).join('/')];
  return /^(index|wp-[a-z-]+|xmlrpc)\.php$/.test(path) ? [] : [path];
}

interface Reader {
  window: Window;
  /** Zones that lines had. */
  assumed: Set<string>;
  twice: boolean;
}

function ofAccess(
  { log, lines, counts, lacks }: LogLines<FoundLog>,
  window: Window,
  suspects: Suspects,
  hosts: string[],
  room: { left: number },
): Gathered {
  const reader: Reader = { window, assumed: new Set(), twice: false };
  const drafts: Draft[] = [];
  let unread = 0;
  let cut = false;
  // The newest last: where there is no room they must not be the ones that are left out.
  for (const line of lines.toReversed()) {
    const request = readAccessLine(line);
    if (!request) {
      unread += 1;
      continue;
    }
    if (!log.own && request.host !== null && !hosts.some((one) => namesHost(request.host ?? '', one))) continue;
    const at = momentOf(request.time, reader);
    if (!isIn(window, at)) continue;
    const one = requestDraft(request, at);
    if (kindOfRequest(request) === null && !isWatched(one, suspects)) continue;
    if (room.left <= 0) {
      cut = true;
      break;
    }
    room.left -= 1;
    drafts.push(one);
  }
  // Of one second, in the order of the log.
  drafts.reverse();
  for (const { what, time, ip, count } of counts) {
    const written = accessTime(time);
    const at = written && momentOf(written, reader);
    if (written && at !== null && isIn(window, at))
      drafts.push(countDraft({ what, ip: addressOf(ip), count, text: written.text }, at));
  }
  const why = [
    lacks,
    unread > 0 ? `${unread} lines are in no form that Resalt knows.` : null,
    cut ? `Only the newest ${mostDrafts} lines that matter were taken.` : null,
    log.own
      ? null
      : 'This log is of the whole server: where its lines name no website, requests to others may be among these.',
  ];
  return { ...told(log, 'access-log', reader), drafts, lacks: joined(why) };
}

const isWatched = (one: Draft, suspects: Suspects): boolean => whyMarked(one, suspects) !== null;

function ofErrors(
  { log, lines, lacks }: LogLines<FoundLog>,
  window: Window,
  hosts: string[],
  root: string,
  room: { left: number },
): Gathered {
  const reader: Reader = { window, assumed: new Set(), twice: false };
  const drafts: Draft[] = [];
  for (const line of lines.toReversed()) {
    const read = readErrorLine(line);
    if (!read || room.left <= 0) continue;
    const elsewhere =
      read.host !== null
        ? !hosts.some((one) => namesHost(read.host?.replace(/:\d+$/, '') ?? '', one))
        : !read.text.includes(root);
    if (!log.own && elsewhere) continue;
    const at = momentOf(read.time, reader);
    if (!isIn(window, at)) continue;
    room.left -= 1;
    drafts.push(errorDraft(read, at, root));
  }
  drafts.reverse();
  return { ...told(log, 'error-log', reader), drafts, lacks: joined([lacks]) };
}

/** By Resalt's clock. What names no zone is by the server's. */
function momentOf({ at, zone }: Written, reader: Reader): number {
  const { clocks } = reader.window;
  if (zone === 'utc') {
    reader.assumed.add('each line has its zone');
    return at - clocks.offsetMs;
  }
  const named = zone && namedZone(zone.name);
  if (zone)
    reader.assumed.add(
      named
        ? `its lines name the zone ${zone.name}`
        : `its lines name a zone that is not known (${zone.name.slice(0, 60)}); UTC was assumed`,
    );
  else reader.assumed.add(`its lines have no zone; they are taken for local time, and ${clocks.zoneWords}`);
  const moment = zone ? (named?.moment(at) ?? { at, twice: false }) : clocks.zone.moment(at);
  reader.twice ||= moment.twice;
  return moment.at - clocks.offsetMs;
}

function told(log: FoundLog, source: Gathered['source'], { assumed, twice, window }: Reader) {
  const zones = [...assumed].slice(0, 3).join('; ');
  const jump = twice
    ? ' In the hour that the clock showed twice an entry may be an hour later than it stands here.'
    : '';
  const clock = `${zones === '' ? 'No line was taken from it' : upper(zones)}.${jump} ${window.clocks.words}`;
  return { source, from: log.path.slice(0, 500), clock };
}

const upper = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const joined = (all: (string | null)[]): string | null =>
  all
    .filter((one) => one !== null)
    .join(' ')
    .slice(0, 1000) || null;
