import { clientAddress, longestLine } from './access-line.ts';
import { apacheErrorTime, nginxErrorTime, phpErrorTime, type Written } from './moments.ts';

/** A line of an error log. */
export interface LoggedError {
  time: Written;
  from: 'nginx' | 'apache' | 'php';
  ip: string | null;
  /** nginx's "host", as it was asked for; several where whoever asked put another into the line. */
  hosts: string[];
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
  // Before and behind them stands text of whoever asked (the file's name, the referrer), unescaped: where two differ neither is believed.
  const hosts = [...text.matchAll(/, host: "([^"]{1,255})"/g)].map(([, host = '']) => host);
  return { time, from: 'nginx', ip: nginxClient(text), hosts: hosts.slice(0, 20), text };
}

function nginxClient(text: string): string | null {
  const formed = [...text.matchAll(/, client: ([0-9A-Fa-f.:]{2,45}), server: /g)].map(([, client]) => client);
  const named =
    formed.length > 0 ? formed : [...text.matchAll(/, client: ([^,\s]{1,60})/g)].map(([, client]) => client);
  const [client, ...others] = new Set(named);
  return client === undefined || others.length > 0 ? null : clientAddress(client);
}

function php(line: string): LoggedError | null {
  const found = /^\[(\d\d-[A-Z][a-z]{2}-\d{4} [^\]]{8,80})\] ?/.exec(line);
  const time = found && phpErrorTime(found[1] ?? '');
  return found && time ? { time, from: 'php', ip: null, hosts: [], text: line.slice(found[0].length) } : null;
}

function apache(line: string): LoggedError | null {
  const found = /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4})\] /.exec(line);
  const time = found && apacheErrorTime(found[1] ?? '');
  if (!found || !time) return null;
  const rest = line.slice(found[0].length);
  const heads = /^(?:\[[^\]]{0,200}\] ?){0,4}/.exec(rest)?.[0] ?? '';
  const client = /\[(?:remote|client) ([^\]\s]{2,60})\]/.exec(heads)?.[1] ?? '';
  return { time, from: 'apache', ip: clientAddress(withoutPort(client)), hosts: [], text: rest.slice(heads.length) };
}

/** Apache writes IPv6 and its port as 2001:db8::1:54321, without brackets; five digits can only be a port. */
const withoutPort = (client: string): string => (client.includes('.') ? client : client.replace(/:\d{5}$/, ''));
