import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { type LogToRead, longestLine, mostBytes, readLogsScript, type Watched } from './read-logs-script.ts';

/** What one log gave. */
export interface LogLines<Log extends LogToRead = LogToRead> {
  log: Log;
  /** In the order of the file. Hostile text, cut at 4,096 bytes. */
  lines: string[];
  /** What was only counted: refused logins, XML-RPC, errors; `time` is the first of that hour, as it is written. */
  counts: { what: string; time: string; ip: string; count: number }[];
  /** The first and the last time in it, as they are written; null where there is none, or it is not known. */
  span: { first: string; last: string | null } | null;
  /** Why nothing of it, or not all, was read, in words. */
  lacks: string | null;
}

const patience = { timeoutMs: 300_000, silenceMs: 300_000, maxBytes: mostBytes + (1 << 20) };

/**
 * The lines of logs that can tell of a breach, filtered on the server (read-logs-script.ts). Logs are read in this order and what does not
 * fit any more is told in `lacks`. Changes nothing. Fails with NOT_ALLOWED_HERE without a shell, TIMED_OUT after five minutes.
 */
export async function readLogs<Log extends LogToRead>(
  host: Host,
  logs: readonly Log[],
  watched: Watched,
): Promise<LogLines<Log>[]> {
  if (logs.length === 0) return [];
  const mark = randomBytes(16).toString('hex');
  const { stdout } = await host.run(readLogsScript(logs, watched, mark), patience);
  const text = await textOf(stdout, host.label);
  const all = logs.map((log): LogLines<Log> => ({ log, lines: [], counts: [], span: null, lacks: notReached }));
  if (text === null) return all.map((one) => ({ ...one, lacks: 'The server has no awk to look through it with.' }));
  let current: LogLines<Log> | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith(`${mark} `)) {
      const [, what, index = ''] = line.split(' ');
      // Of the one before, all was read.
      if (current) current.lacks = null;
      current = what === 'i' ? all[Number(index)] : undefined;
      const other = all[Number(index)];
      if (what === 'x' && other) other.lacks = 'The account may not read it.';
      if (what === 't' && other) other.lacks = 'There was no time left to read it: the newer logs took too long.';
      if (what === 'p' && other) other.lacks = 'The server lacks the program to unpack it.';
    } else if (line.startsWith('\u0001') && current) takeCount(current, line);
    else if (line !== '') current?.lines.push(line.slice(0, longestLine));
  }
  return all;
}

const notReached = `Not all of it was read: at most ${mostBytes >> 20} MB of lines are taken from a site at once, the newest logs first.`;

function takeCount(log: LogLines, line: string): void {
  const [, what = '', time = '', other = '', number = ''] = line.split('\u0001');
  const count = Number(number);
  if (what === 'span') log.span = { first: time.slice(0, 60), last: other.slice(0, 60) || null };
  else if (Number.isSafeInteger(count))
    log.counts.push({ what: what.slice(0, 20), time, ip: other.slice(0, 100), count });
}

/** null: no awk. */
async function textOf(stdout: Buffer, label: string): Promise<string | null> {
  const end = stdout.indexOf(0x0a);
  const how = stdout.toString('latin1', 0, Math.max(0, end));
  const rest = stdout.subarray(end + 1);
  if (how === 'no awk') return null;
  if (how === 'plain') return rest.toString('utf8');
  try {
    if (how === 'gzip')
      return (await promisify(gunzip)(rest, { maxOutputLength: mostBytes + (1 << 20) })).toString('utf8');
  } catch {
    // Told below.
  }
  throw new ResaltError('COMMAND_FAILED', `Reading logs on ${label} gave no usable answer. Try again.`);
}
