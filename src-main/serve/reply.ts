import type { IncomingMessage, ServerResponse } from 'node:http';
import { cookieName, cookieOf, fromElsewhere, gate } from './gate.ts';
import { type Pages, pageHeaders } from './pages.ts';
import type { Sessions } from './sessions.ts';

export interface House {
  pages: Pages;
  sessions: Sessions;
  port: number;
}
interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
}

/** Everything that is answered over HTTP: a link's way in, the pages, and whether a session still stands. */
export function replyTo(request: IncomingMessage, house: House): Reply {
  const refusal = gate(request, house.port);
  if (refusal) return text(refusal.status, refusal.why, refusal.status === 405 ? { Allow: 'GET, HEAD' } : {});
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const link = new URLSearchParams(query).get('once');
  if (link !== null && path === '/') return enter(house, link);
  const session = house.sessions.find(cookieOf(request, house.port) ?? '');
  if (!session || fromElsewhere(request)) return text(403, 'Ask Resalt where it runs for a new link.');
  if (path === '/session') return text(204, '');
  const page = house.pages.get(path);
  return page
    ? { status: 200, headers: { 'Content-Type': page.type }, body: page.body }
    : text(404, 'There is no such page.');
}

/** The link's secret leaves the address bar by the redirect and is worth nothing afterwards. */
function enter(house: House, link: string): Reply {
  const secret = house.sessions.enter(link);
  if (secret === null) return text(403, 'This link was used or is too old. Ask Resalt where it runs for a new one.');
  const cookie = `${cookieName(house.port)}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
  return text(303, '', { Location: '/', 'Set-Cookie': cookie });
}

function text(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close', ...headers }, body };
}

export function write(response: ServerResponse, { status, headers, body }: Reply, headOnly: boolean): void {
  response.writeHead(status, { ...pageHeaders, ...headers });
  response.end(headOnly ? undefined : body);
}
