import type { LogLines } from '../../operations/steps/read-logs.ts';
import { namesHost } from '../../wordpress/server-files/log-names.ts';
import { addressOf } from '../../wordpress/session-activity.ts';
import { readAccessLine } from './access-line.ts';
import type { Draft } from './draft.ts';
import { readErrorLine } from './error-line.ts';
import { type FileWrite, isAtAWrite } from './file-writes.ts';
import { countDraft, errorDraft, requestDraft } from './from-logs.ts';
import { type Gathered, isIn, type Window } from './gathered.ts';
import { accessTime, type Written } from './moments.ts';
import type { LogPlace } from './read-kept-logs.ts';
import { kindOfRequest } from './request-kind.ts';
import { type Suspects, whyMarked } from './suspects.ts';
import { namedZone } from './zones.ts';

/** What lines are judged by. */
export interface Judging {
  window: Window;
  suspects: Suspects;
  writes: readonly FileWrite[];
  /** The site's names. */
  hosts: readonly string[];
  root: string;
  /** How many more drafts there is room for, of all logs together. */
  room: { left: number };
}

/** What one log gave; `since`: its first line that has a time, milliseconds by Resalt's clock. */
export type GatheredLog = Gathered & { since: number | null };

interface Reader {
  window: Window;
  /** Zones that lines had. */
  assumed: Set<string>;
  twice: boolean;
}

export const gatheredLog = (lines: LogLines<LogPlace>, judging: Judging): GatheredLog =>
  lines.log.kind === 'access' ? ofAccess(lines, judging) : ofErrors(lines, judging);

function ofAccess({ log, lines, counts, lacks, span }: LogLines<LogPlace>, judging: Judging): GatheredLog {
  const { window, room } = judging;
  const reader: Reader = { window, assumed: new Set(), twice: false };
  const drafts: Draft[] = [];
  let unread = 0;
  let cut = false;
  // The newest last: where there is no room they must not be the ones that are left out.
  for (const line of lines.toReversed()) {
    const one = ofLine(line, log, judging, reader);
    if (one === 'unread') unread += 1;
    else if (one && room.left <= 0) {
      cut = true;
      break;
    } else if (one) {
      room.left -= 1;
      drafts.push(one);
    }
  }
  // Of one second, in the order of the log.
  drafts.reverse();
  for (const { what, time, ip, count } of counts) {
    // What was not handed over because it can't be read.
    if (what === 'unread') unread += count;
    const written = accessTime(time);
    const at = written && momentOf(written, reader);
    if (written && at !== null && isIn(window, at))
      drafts.push(countDraft({ what, ip: addressOf(ip), count, text: written.text }, at));
  }
  const first = span && accessTime(span.first);
  const why = [
    lacks,
    unread > 0 ? `${unread} lines are in no form that Resalt knows.` : null,
    cut ? onlyNewest : null,
    log.own
      ? null
      : 'This log is of the whole server: where its lines name no website, requests to others may be among these.',
  ];
  return { ...told(log, 'access-log', reader), drafts, lacks: joined(why), since: first && momentOf(first, reader) };
}

const onlyNewest = 'Only the newest lines that matter were taken, of all logs together.';

function ofLine(line: string, log: LogPlace, judging: Judging, reader: Reader): Draft | 'unread' | null {
  const { window, suspects, writes, hosts } = judging;
  const request = readAccessLine(line);
  if (!request) return 'unread';
  if (!log.own && request.host !== null && !hosts.some((one) => namesHost(request.host ?? '', one))) return null;
  const at = momentOf(request.time, reader);
  if (!isIn(window, at)) return null;
  const one = requestDraft(request, at);
  const matters = kindOfRequest(request) !== null || whyMarked(one, suspects) !== null || isAtAWrite(one, writes);
  return matters ? one : null;
}

function ofErrors({ log, lines, lacks }: LogLines<LogPlace>, { window, hosts, root, room }: Judging): GatheredLog {
  const reader: Reader = { window, assumed: new Set(), twice: false };
  const drafts: Draft[] = [];
  let timeless = 0;
  let cut = false;
  for (const line of lines.toReversed()) {
    const read = readErrorLine(line);
    if (!read) {
      timeless += 1;
      continue;
    }
    const elsewhere =
      read.hosts.length > 0
        ? !hosts.some((one) => read.hosts.some((host) => namesHost(host.replace(/:\d+$/, ''), one)))
        : !read.text.includes(root);
    if (!log.own && elsewhere) continue;
    const at = momentOf(read.time, reader);
    if (!isIn(window, at)) continue;
    if (room.left <= 0) {
      cut = true;
      break;
    }
    room.left -= 1;
    drafts.push(errorDraft(read, at, root));
  }
  drafts.reverse();
  const why = [
    lacks,
    timeless > 0 ? `${timeless} lines have no time that Resalt can read, as the further lines of an entry.` : null,
    cut ? onlyNewest : null,
  ];
  return { ...told(log, 'error-log', reader), drafts, lacks: joined(why), since: null };
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

function told(log: LogPlace, source: Gathered['source'], { assumed, twice, window }: Reader) {
  const zones = [...assumed].slice(0, 3).join('; ');
  const jump = twice
    ? ' In the hour that the clock showed twice an entry may be an hour later than it stands here.'
    : '';
  const clock = `${zones === '' ? 'No line was taken from it' : upper(zones)}.${jump} ${window.clocks.words}`;
  const kept = log.keptAt === null ? '' : `, as it was kept as evidence at ${log.keptAt.slice(0, 16)}Z`;
  return { source, from: `${log.path.slice(0, 440)}${kept}`, clock };
}

const upper = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
export const joined = (all: readonly (string | null)[]): string | null =>
  all
    .filter((one) => one !== null)
    .join(' ')
    .slice(0, 1000) || null;
