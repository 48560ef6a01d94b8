import type { LogLines } from '../../operations/steps/read-logs.ts';
import { longestLine, mostBytes, mostLines, type Watched } from '../../operations/steps/read-logs-script.ts';
import { readAccessLine, shortened } from './access-line.ts';
import { kindOfRequest, partsOf } from './request-kind.ts';

/** What a sieve let through of one log; `cut`: of that, only the newest. */
export interface Sifted extends Pick<LogLines, 'lines' | 'counts' | 'span'> {
  cut: boolean;
}

/** Takes the lines of one log in their order. */
export interface Sieve {
  take(line: string): void;
  end(): Sifted;
}

/** Errors of a kind, of one hour, that are worth a line. */
const manyErrors = 20;
const mostCounts = 20_000;

/**
 * The filter of read-logs-script.ts for logs that are read here, because no shell could do it there: over SFTP, and from what was kept. Takes what that one
 * takes, counts what that one counts; in JSON lines too. Bounded as that one is.
 */
export function openSieve(kind: 'access' | 'error', watched: Watched, most = mostLines): Sieve {
  const kept = newest(most);
  const counts = new Map<string, LogLines['counts'][number]>();
  const judge = kind === 'access' ? accessJudge(watched) : errorJudge(watched);
  const mayMatter = kind === 'access' ? glance(watched) : () => true;
  let first: string | null = null;
  let latest = '';
  let unread = 0;
  return {
    take(whole) {
      const line = shortened(whole, longestLine);
      if (line.trim() === '') return;
      latest = line;
      if (first !== null && !mayMatter(line)) return;
      const { time, wanted, count } = judge(line);
      first ??= time;
      if (kind === 'access' && time === null && !wanted) unread += 1;
      if (wanted) kept.add(line);
      else if (count && time !== null) addCount(counts, count, time);
    },
    end: () => ({
      ...{ lines: kept.lines(), cut: kept.cut() },
      span: first === null ? null : { first, last: judge(latest).time },
      counts: [
        ...[...counts.values()].filter(({ what, count }) => !what.endsWith('xx') || count >= manyErrors),
        ...(unread > 0 ? [{ what: 'unread', time: '-', ip: '-', count: unread }] : []),
      ],
    }),
  };
}

/** Most lines are of pages and pictures that nobody asks about: they are not taken apart. */
function glance({ ips, files, seconds }: Watched): (line: string) => boolean {
  const from = new Set(ips);
  const others = files.filter((file) => !telling.test(file)).map((file) => file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const named = others.length > 0 ? new RegExp(others.join('|'), 'i') : null;
  return (line) => {
    if (!formed.test(line) || telling.test(line) || (seconds.length > 0 && sent.test(line)) || named?.test(line))
      return true;
    const [one = '', two = ''] = line.split(' ', 2);
    return from.has(one.replace(/^::ffff:/i, '')) || from.has(two);
  };
}

const telling =
  /^\s*\{|"(POST|PUT|PATCH|DELETE) [^"]*(wp-|xmlrpc|rest_route)|wp-login|wp-admin|wp-json|rest_route|wp-config|\.ph|\.inc|\.env|\.git|\.sql|adminer|debug\.log|[?&](cmd|exec|eval|system|passthru|shell|sh|c99|r57|code|payload)=|%[2-7][0-9a-f]|" [45]\d\d /i;
/** What is of another form is looked at, so that it is counted where it can't be read. */
const formed = /\d\] "[A-Z]/;
const sent = /"(POST|PUT|PATCH|DELETE) /;

interface Judged {
  time: string | null;
  wanted: boolean;
  count: { what: string; ip: string } | null;
}

function accessJudge({ ips, files, seconds }: Watched): (line: string) => Judged {
  const [from, asked, when] = [new Set(ips), new Set(files), new Set(seconds)];
  return (line) => {
    const request = readAccessLine(line);
    // What can't be read is counted.
    if (!request) return { time: null, wanted: false, count: null };
    const time = request.time.text;
    const { path, query } = partsOf(request.target);
    const parts = path.split('/');
    const [last = ''] = parts.slice(-1);
    const watched =
      (request.ip !== null && from.has(request.ip)) || asked.has(last) || asked.has(parts.slice(-2).join('/'));
    const inSecond = when.has(time.slice(0, 20)) && sends.test(request.method);
    const kind = kindOfRequest(request);
    const ip = request.ip ?? '-';
    if (watched || inSecond) return { time, wanted: true, count: null };
    if (kind === 'XML-RPC') return { time, wanted: false, count: { what: 'xmlrpc', ip } };
    if (kind === 'login refused' && !query.includes('action='))
      return { time, wanted: false, count: { what: 'refused', ip } };
    if (kind !== null && kind !== 'admin page') return { time, wanted: true, count: null };
    if (kind !== null) return { time, wanted: request.status !== 404, count: null };
    const group = Math.floor((request.status ?? 0) / 100);
    return { time, wanted: false, count: group === 4 || group === 5 ? { what: `${group}xx`, ip: '-' } : null };
  };
}

/** It has a body, and so may leave something behind. */
const sends = /^(POST|PUT|PATCH|DELETE)$/;

function errorJudge({ ips, files }: Watched): (line: string) => Judged {
  return (line) => {
    const low = line.toLowerCase();
    const wanted =
      tellingErrors.test(low) || ips.some((ip) => line.includes(ip)) || files.some((file) => low.includes(file));
    return { time: null, wanted, count: null };
  };
}

const tellingErrors =
  /(uploads|cache|upgrade|languages)\/[^ ]*\.ph|eval\(\)|base64_decode|runtime-created|parse error|fatal error|wp-login|xmlrpc|modsecurity|access denied|permission denied|forbidden/;

/** By hour, as the log writes it: whatever its form, minutes come after the third colon, or the first behind a T. */
function addCount(
  counts: Map<string, LogLines['counts'][number]>,
  { what, ip }: { what: string; ip: string },
  time: string,
): void {
  const hour = /^\d{1,2}\/\w{3}\/\d{4}:\d\d|^\d{4}-\d\d-\d\d[T ]\d\d/.exec(time)?.[0] ?? time.slice(0, 7);
  const key = `${what} ${ip} ${hour}`;
  const known = counts.get(key);
  if (known) known.count += 1;
  else if (counts.size < mostCounts) counts.set(key, { what, time, ip, count: 1 });
}

/** The last lines that fit. */
function newest(most: number) {
  let lines: string[] = [];
  let bytes = 0;
  let cut = false;
  return {
    add(line: string): void {
      lines.push(line);
      bytes += line.length;
      if (lines.length < most * 2 && bytes < mostBytes * 2) return;
      lines = lines.slice(-Math.min(most, Math.ceil(lines.length / 2)));
      bytes = lines.reduce((sum, one) => sum + one.length, 0);
      cut = true;
    },
    lines: (): string[] => {
      cut ||= lines.length > most;
      return lines.slice(-most);
    },
    cut: () => cut || lines.length > most,
  };
}
