import { clientAddress, type Request, some } from './access-line.ts';
import { accessTime, unixTime, type Written } from './moments.ts';

/** As nginx, Apache, Caddy, Traefik and hosts' panels name them when they write JSON. */
const names = {
  time: ['time_iso8601', 'time_local', 'timestamp', '@timestamp', 'time', 'ts', 'msec', 'datetime', 'date', 'StartUTC'],
  ip: ['remote_addr', 'client_ip', 'remote_ip', 'clientip', 'client', 'ip', 'remoteIP', 'ClientHost', 'remote_host'],
  method: ['request_method', 'method', 'verb', 'RequestMethod'],
  target: ['request_uri', 'uri', 'url', 'path', 'RequestPath', 'request_path'],
  request: ['request', 'requestLine', 'request_line'],
  status: ['status', 'status_code', 'response', 'response_code', 'DownstreamStatus', 'code'],
  agent: ['http_user_agent', 'user_agent', 'agent', 'userAgent', 'ua', 'request_User-Agent'],
  host: ['host', 'server_name', 'vhost', 'http_host', 'virtual_host', 'RequestHost'],
  user: ['remote_user', 'user', 'user_id', 'ClientUsername'],
} as const;

type Plain = Record<string, unknown>;

/** A request that was logged as one JSON object. null where it is none, or has no time that says its zone. */
export function readJsonLine(line: string): Request | null {
  const object = objectOf(line);
  if (!object) return null;
  const inner = isPlain(object.request) ? object.request : {};
  const headers = isPlain(inner.headers) ? inner.headers : {};
  const all: Plain = { ...object, ...inner };
  const text = (of: keyof typeof names) => textOf(names[of].map((name) => all[name]).find(isShort));
  const time = timeOf(names.time.map((name) => all[name]).find(isShort));
  const [, method, target] = /^([A-Z]{3,20}) (\S+)/.exec(text('request') ?? '') ?? [];
  const asked = target ?? text('target');
  if (!time || asked === undefined || asked === null) return null;
  const status = Number(text('status'));
  const agents = headers['User-Agent'];
  return {
    ...{
      time,
      host: some(
        text('host')
          ?.toLowerCase()
          .replace(/:\d{1,5}$/, ''),
        255,
      ),
    },
    ...{ ip: clientAddress(text('ip') ?? ''), user: some(text('user'), 200) },
    ...{ method: (method ?? text('method') ?? '').slice(0, 20), target: asked },
    status: Number.isInteger(status) && status >= 100 && status < 600 ? status : null,
    agent: some(text('agent') ?? textOf(Array.isArray(agents) ? agents[0] : agents), 500),
  };
}

function objectOf(line: string): Plain | null {
  try {
    const value: unknown = JSON.parse(line);
    return isPlain(value) ? value : null;
  } catch {
    return pieces(line);
  }
}

/**
 * The names and values of a line that is no whole JSON: cut because somebody sent a long text, or with nginx's \x22 in it. Texts are passed over as a
 * whole, so that what one holds is never taken for a name; the first of a name counts.
 */
function pieces(line: string): Plain | null {
  const all = new Map<string, string | number>();
  let name: string | null = null;
  for (const [whole, text, colon, number] of line.matchAll(
    /"((?:[^"\\]|\\.)*)"(\s*:)?|(-?\d{1,20}(?:\.\d{1,20})?)|[[{"]/g,
  )) {
    // A text that never ends: behind it stands what somebody sent.
    if (whole === '"') break;
    if (text !== undefined && colon !== undefined) name = text;
    else {
      const value = text ?? (number === undefined ? null : Number(number));
      if (name !== null && value !== null && whole !== '{' && !all.has(name)) all.set(name, value);
      name = null;
    }
  }
  return all.size > 0 ? Object.fromEntries(all) : null;
}

function timeOf(value: unknown): Written | null {
  if (typeof value === 'number') return unixTime(value);
  if (typeof value !== 'string') return null;
  return accessTime(value) ?? (/^\d{9,13}(\.\d{1,9})?$/.test(value) ? unixTime(Number(value)) : null);
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isShort = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
const textOf = (value: unknown): string | null => (isShort(value) ? String(value) : null);
