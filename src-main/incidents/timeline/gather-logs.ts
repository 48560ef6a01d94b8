import { ResaltError } from '../../contract/failures.ts';
import { type FoundLog, findLogs } from '../../operations/steps/find-logs.ts';
import type { OpenSite } from '../../operations/steps/look.ts';
import { type LogLines, readLogs } from '../../operations/steps/read-logs.ts';
import type { Watched } from '../../operations/steps/read-logs-script.ts';
import type { Draft } from './draft.ts';
import { type GatheredLog, gatheredLog, joined } from './drafts-of-log.ts';
import { explain, type FileWrite, noteWrites, secondsOf, writesOf } from './file-writes.ts';
import { isIn, type Window } from './gathered.ts';
import { type KeptLog, type LogPlace, readKeptLogs } from './read-kept-logs.ts';
import { isWithoutShell, readLogsOverSftp } from './read-logs-over-sftp.ts';
import type { Suspects } from './suspects.ts';
import { usedFrom, usesInWords } from './used-from.ts';

/** Of one site's logs. */
const mostLogs = 400;
const mostDrafts = 50_000;

/** What logs are judged beside. */
export interface BesideLogs {
  window: Window;
  /** Gets the addresses that used what is suspected. */
  suspects: Suspects;
  /** What other sources told. */
  drafts: readonly Draft[];
  kept: readonly KeptLog[];
  /** The site's names, and those of a network's other blogs. */
  hosts: readonly string[];
}

/**
 * What the logs of the web server and of PHP tell: those on the server, and those that were kept as evidence, where each line stands once. Once more where they
 * show addresses that used what is suspected: all that these asked for is wanted then.
 */
export async function gatherLogs(open: OpenSite | null, beside: BesideLogs): Promise<GatheredLog[]> {
  const { window, suspects, drafts } = beside;
  const writes = writesOf(drafts, suspects);
  const found = await foundLogs(open, window);
  const read = async (): Promise<GatheredLog[]> => {
    const watched = watchedOf(suspects, writes, window);
    const here = await readKeptLogs(beside.kept, watched);
    const there = open && found.logs.length > 0 ? await readThere(open, found.logs, watched) : [];
    return judged([...there, ...withoutDoubles(here, there)], open, beside, writes);
  };
  try {
    let logs = await read();
    const before = suspects.used.size;
    const uses = usesOf(logs, beside, writes);
    suspects.used = uses.used;
    if (uses.used.size > before || writes.length > 0) logs = await read();
    const last = usesOf(logs, beside, writes);
    suspects.used = last.used;
    return told(logs, [...found.lacks, usesInWords(last)], window);
  } catch (error) {
    if (
      error instanceof ResaltError &&
      error.code !== 'CANCELLED' &&
      error.code !== 'BUG' &&
      error.code !== 'VAULT_LOCKED'
    )
      return [notThere(error.message, window)];
    throw error;
  }
}

function usesOf(logs: readonly GatheredLog[], { drafts, suspects }: BesideLogs, writes: readonly FileWrite[]) {
  const all = [...drafts, ...logs.flatMap((one) => one.drafts)];
  return usedFrom(all, suspects, noteWrites(explain(writes, all, suspects), all));
}

/** Which logs of this time the server has; where none can be had, why. */
async function foundLogs(open: OpenSite | null, window: Window): Promise<{ logs: FoundLog[]; lacks: string[] }> {
  if (!open) return { logs: [], lacks: [] };
  const { host, configuration, site } = open;
  if (!host || !configuration)
    return { logs: [], lacks: ['The server’s logs are not in reach: the site is reached by its database alone.'] };
  try {
    const { logs, lacks } = await findLogs(host, configuration, site);
    const recent = logs
      .filter(({ mtime }) => isIn(window, mtime * 1000 - window.clocks.offsetMs + 86_400_000))
      .slice(0, mostLogs);
    const none = recent.some(({ kind }) => kind === 'access')
      ? []
      : ['No access log of this time was found on the server where this account may look.'];
    return { logs: recent, lacks: [...none, ...lacks] };
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'CANCELLED' || error.code === 'BUG') throw error;
    return { logs: [], lacks: [`The server’s logs could not be looked for: ${error.message}`] };
  }
}

function watchedOf(suspects: Suspects, writes: readonly FileWrite[], { clocks }: Window): Watched {
  return {
    ips: [...suspects.ips.keys(), ...suspects.used.keys()].flatMap(spellings).slice(0, 1000),
    files: [...suspects.asked.keys()].flatMap(endOf).slice(0, 1000),
    seconds: secondsOf(writes, clocks).slice(0, 1000),
  };
}

/** By the server's shell, which sends what matters; without one over SFTP. */
async function readThere(
  { host }: OpenSite,
  logs: readonly FoundLog[],
  watched: Watched,
): Promise<LogLines<LogPlace>[]> {
  if (!host) return [];
  const readable = logs.filter((log) => log.readable);
  const answered = await readLogs(host, readable, watched).catch((error: unknown) => {
    if (isWithoutShell(error)) return readLogsOverSftp(host, readable, watched);
    throw error;
  });
  const refused = logs
    .filter((log) => !log.readable)
    .map((log) => ({ log, lines: [], counts: [], span: null, lacks: 'The account may not read it.' }));
  return [...answered, ...refused].map(({ log, ...one }) => ({ ...one, log: { ...log, keptAt: null } }));
}

/** What was kept without the lines that the server still has. Of numbers the larger stands. */
function withoutDoubles(
  kept: readonly LogLines<LogPlace>[],
  there: readonly LogLines<LogPlace>[],
): LogLines<LogPlace>[] {
  const lines = new Set(there.flatMap((one) => one.lines));
  const counts = new Map<string, number>();
  const keyOf = ({ what, ip, time }: LogLines['counts'][number]) => `${what} ${ip} ${time.slice(0, 14)}`;
  for (const one of there.flatMap((log) => log.counts)) counts.set(keyOf(one), one.count);
  return kept.map((log) => {
    const fresh = log.lines.filter((line) => !lines.has(line));
    // The same log was kept twice, or in two pieces.
    for (const line of fresh) lines.add(line);
    const more = log.counts.filter((one) => one.count > (counts.get(keyOf(one)) ?? 0));
    for (const one of more) counts.set(keyOf(one), one.count);
    return { ...log, lines: fresh, counts: more };
  });
}

function judged(
  all: readonly LogLines<LogPlace>[],
  open: OpenSite | null,
  { window, suspects, hosts }: BesideLogs,
  writes: readonly FileWrite[],
): GatheredLog[] {
  const room = { left: mostDrafts };
  const root = open?.configuration?.root ?? '/nowhere';
  return all.map((lines) => gatheredLog(lines, { window, suspects, writes, hosts, root, room }));
}

function told(logs: GatheredLog[], lacks: readonly (string | null)[], window: Window): GatheredLog[] {
  const why = joined(lacks);
  const at = logs.findIndex(({ source }) => source === 'access-log');
  if (at < 0) return [...(why === null ? [] : [notThere(why, window)]), ...logs];
  return logs.map((one, index) => (index === at ? { ...one, lacks: joined([one.lacks, why]) } : one));
}

const notThere = (why: string, { clocks }: Window): GatheredLog => ({
  ...{ source: 'access-log', from: 'Logs of the web server', drafts: [], since: null },
  ...{ clock: clocks.words, lacks: why.slice(0, 1000) },
});

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
