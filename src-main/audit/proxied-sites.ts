import type { FrontProxy } from './places/known-proxies.ts';
import { type Fact, grouped } from './session-facts.ts';

/** A site that records its proxy's address in the place of its visitors'. */
export interface ProxiedSite {
  note: string;
  /** The one address that all have, where the proxy is known by that alone. */
  line: string | null;
}

/** So many of ten sessions make "nearly all". */
const nearlyAll = 0.9;
/** Fewer people with one address are a household or an office. */
const leastPeople = 5;

/**
 * The proxy trap: of the sessions that are there and have an address, nine in ten have that of a known proxy, however few they
 * are, or all but one in ten have one and the same that is no known office's, and are of five users or more.
 */
export function proxiedSites(facts: readonly Fact[]): Map<string, ProxiedSite> {
  const found = new Map<string, ProxiedSite>();
  const placed = facts.filter(({ session, place }) => {
    return session.goneAt === null && (place.line !== null || place.proxy !== null);
  });
  for (const [siteId, theirs] of grouped(placed, ({ session }) => session.siteId)) {
    const site = behindKnownProxy(theirs) ?? atOneAddress(theirs);
    if (site) found.set(String(siteId), site);
  }
  return found;
}

function behindKnownProxy(facts: readonly Fact[]): ProxiedSite | null {
  const proxies = facts.flatMap(({ place }) => place.proxy ?? []);
  const [proxy] = proxies;
  if (!proxy || proxies.length < facts.length * nearlyAll) return null;
  const of = `${figure(proxies.length, facts.length)} from ${mostOften(proxies).name}`;
  return { line: null, note: `${of}: this site records its proxy, not its visitors. ${remedy(mostOften(proxies))}` };
}

function atOneAddress(facts: readonly Fact[]): ProxiedSite | null {
  const line = ofTheMost(facts.map(({ place }) => (place.office === null ? place.line : null)));
  const there = line === null ? [] : facts.filter(({ place }) => place.office === null && place.line === line);
  if (there.length < facts.length * nearlyAll) return null;
  const people = new Set(there.map(({ account }) => account)).size;
  if (people < leastPeople) return null;
  const of = `${figure(there.length, facts.length)} from one and the same address, those of ${people} users`;
  const office = 'Where it is an office, name it among the known offices and it is judged again.';
  const note = `${of}: most likely this site records its proxy, not its visitors. ${remedy(null)} ${office}`;
  return { line, note };
}

/** The one that more than half of them are, if there is such a one: each other one cancels one of it out (Boyer and Moore). */
function ofTheMost<T>(all: readonly T[]): T | null {
  let most: T | null = null;
  let ahead = 0;
  for (const one of all) {
    if (ahead === 0) most = one;
    ahead += one === most ? 1 : -1;
  }
  return most;
}

function figure(some: number, all: number): string {
  if (all === 1) return 'The only login comes';
  return some === all ? `All ${all} logins come` : `${some} of ${all} logins come`;
}

function mostOften(proxies: readonly FrontProxy[]): FrontProxy {
  const counts = new Map<FrontProxy, number>();
  for (const proxy of proxies) counts.set(proxy, (counts.get(proxy) ?? 0) + 1);
  const [[most]] = [...counts].sort((a, b) => b[1] - a[1]) as [[FrontProxy, number]];
  return most;
}

/** How the site comes to record its visitors: at its web server, or else in wp-config.php. */
function remedy(proxy: FrontProxy | null): string {
  const header = proxy?.header ?? 'X-Forwarded-For';
  const inPhp = `HTTP_${header.toUpperCase().replaceAll('-', '_')}`;
  return [
    'Countries, networks and shared addresses raise no flags here until it is mended.',
    `Apache: mod_remoteip with “RemoteIPHeader ${header}” and the proxy’s ranges as RemoteIPTrustedProxy.`,
    `nginx: set_real_ip_from with those ranges and “real_ip_header ${header};”.`,
    header === 'X-Forwarded-For'
      ? ''
      : `Where neither can be had, in wp-config.php: if (isset($_SERVER['${inPhp}'])) $_SERVER['REMOTE_ADDR'] = $_SERVER['${inPhp}']; but only if the server takes requests from the proxy alone.`,
  ]
    .filter(Boolean)
    .join(' ');
}
