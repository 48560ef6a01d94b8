import type { SessionKnowledge } from '../../contract/session-policies.ts';
import { hostingNetworks } from './hosting-networks.ts';
import { type FrontProxy, knownProxy } from './known-proxies.ts';
import type { Lookup } from './lookup.ts';
import type { Network } from './networks.ts';
import { rangesOf } from './ranges.ts';
import { kindInWords, lineOf, readAddress } from './read-address.ts';

/** All that is known of where a session comes from. */
export interface Place {
  /** ISO 3166 alpha-2; null also for a proxy's address, whose country is not the person's. */
  country: string | null;
  network: Network | null;
  /** As "AS24940 Hetzner Online GmbH", or "private address" and the like. */
  networkInWords: string | null;
  /** What one line at home or in an office has in common; null for what is no public address. */
  line: string | null;
  /** What the agency calls it. */
  office: string | null;
  /** The agency's range that blocks it. */
  blocked: string | null;
  proxy: FrontProxy | null;
  hosting: boolean;
}

/** Gives the place of what a site calls an address; each different text is looked up once. */
export function placesOf(
  lookup: Pick<Lookup, 'countryOf' | 'networkOf'>,
  { offices, blocked }: Pick<SessionKnowledge, 'offices' | 'blocked'>,
): (ip: string | null) => Place {
  const officeAt = rangesOf(offices.map(({ name, range }) => ({ range, value: name })));
  const blockAt = rangesOf(blocked.map((range) => ({ range, value: range })));
  const look = (ip: string | null): Place => {
    const address = readAddress(ip);
    const network = lookup.networkOf(address);
    const proxy = knownProxy(address, network?.number ?? null);
    return {
      country: proxy ? null : lookup.countryOf(address),
      network,
      networkInWords: network ? `AS${network.number} ${network.name}`.trim() : kindInWords(address),
      line: lineOf(address),
      office: officeAt(address),
      blocked: blockAt(address),
      proxy,
      hosting: network !== null && hostingNetworks.has(network.number),
    };
  };
  const known = new Map<string | null, Place>();
  return (ip) => {
    const before = known.get(ip);
    if (before) return before;
    const place = look(ip);
    known.set(ip, place);
    return place;
  };
}
