import type { IncomingMessage } from 'node:http';

export interface Refusal {
  status: 400 | 403 | 405 | 421;
  why: string;
}

/**
 * What is refused before anything else is looked at. `Host` must be the very address that was printed (a name that an
 * attacker points to 127.0.0.1 is not), a foreign `Origin` never enters, and only reading is offered over HTTP.
 */
export function gate(request: IncomingMessage, port: number): Refusal | null {
  const { host, origin } = request.headers;
  if (host !== `127.0.0.1:${port}`) return { status: 421, why: 'This address is not served here.' };
  if (origin !== undefined && origin !== ownOrigin(port)) return { status: 403, why: 'Other sites may not ask here.' };
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, why: 'Only GET is answered.' };
  return null;
}

/** A page of another site, also one on another port of this machine, may neither embed nor read anything here. */
export function fromElsewhere(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** A WebSocket must name its origin: browsers always do, and what is no browser has no business here. */
export function socketGate(request: IncomingMessage, port: number): Refusal | null {
  if (request.headers.origin !== ownOrigin(port)) return { status: 403, why: 'Other sites may not connect here.' };
  if (request.url !== '/engine') return { status: 403, why: 'Nothing to connect to.' };
  return gate(request, port);
}

export const ownOrigin = (port: number): string => `http://127.0.0.1:${port}`;

/** The port stands in the name because cookies of 127.0.0.1 are shared by all its ports. */
export const cookieName = (port: number): string => `resalt_${port}`;

export function cookieOf(request: IncomingMessage, port: number): string | null {
  const name = `${cookieName(port)}=`;
  const parts = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
  return parts.find((part) => part.startsWith(name))?.slice(name.length) ?? null;
}
