import type { LogLines } from '../../operations/steps/read-logs.ts';
import { longestLine, mostBytes, mostLines, type Watched } from '../../operations/steps/read-logs-script.ts';
import { readAccessLine } from './access-line.ts';
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
export function openSieve(kind: 'access' | 'error', watched: Watched): Sieve {
  const kept = newest();
  const counts = new Map<string, LogLines['counts'][number]>();
  let span: Sifted['span'] = null;
  const judge = kind === 'access' ? accessJudge(watched) : errorJudge(watched);
  return {
    take(whole) {
      const line = whole.slice(0, longestLine);
      if (line.trim() === '') return;
      const { time, wanted, count } = judge(line);
      if (time !== null) span = { first: span?.first ?? time, last: time };
      if (wanted) kept.add(line);
      else if (count && time !== null) addCount(counts, count, time);
    },
    end: () => ({
      ...{ lines: kept.lines(), cut: kept.cut(), span },
      counts: [...counts.values()].filter(({ what, count }) => !what.endsWith('xx') || count >= manyErrors),
    }),
  };
}

interface Judged {
  time: string | null;
  wanted: boolean;
  count: { what: string; ip: string } | null;
}

function accessJudge({ ips, files, seconds }: Watched): (line: string) => Judged {
  const [from, asked, when] = [new Set(ips), new Set(files), new Set(seconds)];
  return (line) => {
    const request = readAccessLine(line);
    // What can't be read is told where the lines are turned into entries.
    if (!request) return { time: null, wanted: /^\s*[^\s]+ .*"[A-Z]{3,7} \//.test(line), count: null };
    const time = request.time.text;
    const { path, query } = partsOf(request.target);
    const parts = path.split('/');
    const [last = ''] = parts.slice(-1);
    const watched =
      (request.ip !== null && from.has(request.ip)) || asked.has(last) || asked.has(parts.slice(-2).join('/'));
    const inSecond = when.has(time.slice(0, 20)) && !isPicture.test(path);
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

export const isPicture = /\.(css|js|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|mp4|webm)$/;

function errorJudge({ ips, files }: Watched): (line: string) => Judged {
  return (line) => {
    const low = line.toLowerCase();
    const wanted = telling.test(low) || ips.some((ip) => line.includes(ip)) || files.some((file) => low.includes(file));
    return { time: null, wanted, count: null };
  };
}

const telling =
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
function newest() {
  let lines: string[] = [];
  let bytes = 0;
  let cut = false;
  return {
    add(line: string): void {
      lines.push(line);
      bytes += line.length;
      if (lines.length < mostLines * 2 && bytes < mostBytes * 2) return;
      lines = lines.slice(-Math.min(mostLines, Math.ceil(lines.length / 2)));
      bytes = lines.reduce((sum, one) => sum + one.length, 0);
      cut = true;
    },
    lines: (): string[] => {
      cut ||= lines.length > mostLines;
      return lines.slice(-mostLines);
    },
    cut: () => cut || lines.length > mostLines,
  };
}
