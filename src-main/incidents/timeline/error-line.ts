import { clientAddress, longestLine } from './access-line.ts';
import { apacheErrorTime, nginxErrorTime, phpErrorTime, type Written } from './moments.ts';

/** A line of an error log. */
export interface LoggedError {
  time: Written;
  from: 'nginx' | 'apache' | 'php';
  ip: string | null;
  /** nginx's "host", as it was asked for. */
  host: string | null;
  text: string;
}

/** A line of nginx's, Apache's or PHP's error log; null where it is none, as a line of a stack. Never fails. */
export function readErrorLine(whole: string): LoggedError | null {
  const line = whole.slice(0, longestLine);
  return nginx(line) ?? php(line) ?? apache(line);
}

function nginx(line: string): LoggedError | null {
  const found = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[[a-z]{2,10}\] (?:\d+#\d+: )?(?:\*\d+ )?/.exec(line);
  const time = found && nginxErrorTime(found[1] ?? '');
  if (!found || !time) return null;
  const text = line.slice(found[0].length);
  // The last ones: what comes before them may hold text of whoever asked.
  const client = text.slice(text.lastIndexOf(', client: ') + 10).split(/[,\s]/, 1)[0] ?? '';
  const host = /, host: "([^"]{1,255})"/.exec(text)?.[1] ?? null;
  return { time, from: 'nginx', ip: text.includes(', client: ') ? clientAddress(client) : null, host, text };
}

function php(line: string): LoggedError | null {
  const found = /^\[(\d\d-[A-Z][a-z]{2}-\d{4} [^\]]{8,80})\] ?/.exec(line);
  const time = found && phpErrorTime(found[1] ?? '');
  return found && time ? { time, from: 'php', ip: null, host: null, text: line.slice(found[0].length) } : null;
}

function apache(line: string): LoggedError | null {
  const found = /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4})\] /.exec(line);
  const time = found && apacheErrorTime(found[1] ?? '');
  if (!found || !time) return null;
  const rest = line.slice(found[0].length);
  const heads = /^(?:\[[^\]]{0,200}\] ?){0,4}/.exec(rest)?.[0] ?? '';
  const client = /\[(?:remote|client) ([^\]\s]{2,60})\]/.exec(heads)?.[1] ?? '';
  return { time, from: 'apache', ip: clientAddress(withoutPort(client)), host: null, text: rest.slice(heads.length) };
}

/** Apache writes IPv6 and its port as 2001:db8::1:54321, without brackets; five digits can only be a port. */
const withoutPort = (client: string): string => (client.includes('.') ? client : client.replace(/:\d{5}$/, ''));
