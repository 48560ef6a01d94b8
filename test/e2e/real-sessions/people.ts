import { expect } from 'vitest';
import type { FleetSite } from '../../fleet/site.ts';
import { logIn, visit } from '../../fleet/visit.ts';
import { verifierOf } from '../../integration/sessions/verifier-of.ts';

/** Somebody who logged in at wp-login.php and holds the cookie; `alive` is what it ought to be by now. */
export interface Visitor {
  site: FleetSite;
  login: string;
  cookie: string;
  verifier: string;
  alive: boolean;
}

/** Whence they log in: an address and browser that seeded logins have as well, so that nobody is odd for it. */
const from = {
  ip: '84.241.192.10',
  userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15',
};

export async function comeIn(site: FleetSite, login: string): Promise<Visitor> {
  const { cookie, cookies } = await logIn(site, login, from);
  return { site, login, cookie, verifier: verifierOf(cookies), alive: true };
}

/** Each of them logs in on each site, one after the other on a site as people do. */
export async function everybody(sites: readonly FleetSite[], logins: readonly string[]): Promise<Visitor[]> {
  const bySite = sites.map(async (site) => {
    const all: Visitor[] = [];
    for (const login of logins) all.push(await comeIn(site, login));
    return all;
  });
  return (await Promise.all(bySite)).flat();
}

/** By the link that WordPress shows them. */
export async function logOut(visitor: Visitor): Promise<void> {
  const { body } = await visit(visitor.site, visitor.cookie);
  const nonce = /action=logout&(?:amp|#038);_wpnonce=([0-9a-f]+)/.exec(body)?.[1];
  const { status } = await visit(visitor.site, visitor.cookie, `/wp-login.php?action=logout&_wpnonce=${nonce}`);
  expect(status).toBe(302);
  visitor.alive = false;
}

/** From now on these ought to be refused. */
export function expectEnded(visitors: readonly Visitor[], which: (one: Visitor) => boolean): void {
  const ended = visitors.filter((one) => one.alive && which(one));
  expect(ended).not.toEqual([]);
  for (const one of ended) one.alive = false;
}

/** The web servers judge: who was ended is led to the login, everybody else still opens their site. */
export async function expectJustThese(visitors: readonly Visitor[]): Promise<void> {
  const answers = await Promise.all(visitors.map(({ site, cookie }) => visit(site, cookie)));
  const said = (status: (one: Visitor, index: number) => number | undefined) =>
    visitors.map((one, index) => `${one.login} on ${one.site.name}: ${status(one, index)}`);
  expect(said((_, index) => answers[index]?.status)).toEqual(said(({ alive }) => (alive ? 200 : 302)));
}
