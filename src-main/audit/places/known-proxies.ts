import { rangesOf } from './ranges.ts';
import type { Address } from './read-address.ts';

/** Who stands before a site, as "Cloudflare", and the header in which it tells the visitor's own address. */
export interface FrontProxy {
  name: string;
  header: string;
}

/**
 * Addresses from which content networks reach the sites behind them, as each is known to publish them (see `from` for where to compare), compared with the networks of the data of
 * 2026-06 and not fetched from the publishers. Those of
 * relays for people (Cloudflare WARP, iCloud Private Relay) are not in these lists. To add one: name, header, source, ranges.
 */
const published: readonly (FrontProxy & { from: string; ranges: string })[] = [
  {
    name: 'Cloudflare',
    header: 'CF-Connecting-IP',
    from: 'https://www.cloudflare.com/ips/',
    ranges: `173.245.48.0/20 103.21.244.0/22 103.22.200.0/22 103.31.4.0/22 141.101.64.0/18 108.162.192.0/18
      190.93.240.0/20 188.114.96.0/20 197.234.240.0/22 198.41.128.0/17 162.158.0.0/15 104.16.0.0/13 104.24.0.0/14
      172.64.0.0/13 131.0.72.0/22 2400:cb00::/32 2606:4700::/32 2803:f800::/32 2405:b500::/32 2405:8100::/32
      2a06:98c0::/29 2c0f:f248::/32`,
  },
  {
    name: 'Fastly',
    header: 'Fastly-Client-IP',
    from: 'https://api.fastly.com/public-ip-list',
    ranges: `23.235.32.0/20 43.249.72.0/22 103.244.50.0/24 103.245.222.0/23 103.245.224.0/24 104.156.80.0/20
      140.248.64.0/18 140.248.128.0/17 146.75.0.0/17 151.101.0.0/16 157.52.64.0/18 167.82.0.0/17 167.82.128.0/20
      167.82.160.0/20 167.82.224.0/20 172.111.64.0/18 185.31.16.0/22 199.27.72.0/21 199.232.0.0/16 2a04:4e40::/32
      2a04:4e42::/32`,
  },
  {
    name: 'Sucuri',
    header: 'X-Sucuri-ClientIP',
    from: 'https://docs.sucuri.net/website-firewall/troubleshooting/same-ip-for-all-users/',
    ranges: '192.88.134.0/23 185.93.228.0/22 66.248.200.0/22 208.109.0.0/22 2a02:fe80::/29',
  },
  {
    name: 'Imperva',
    header: 'Incap-Client-IP',
    from: 'https://my.imperva.com/api/integration/v1/ips',
    ranges: `199.83.128.0/21 198.143.32.0/19 149.126.72.0/21 103.28.248.0/22 185.11.124.0/22 192.230.64.0/18
      45.64.64.0/22 107.154.0.0/16 45.60.0.0/16 45.223.0.0/16 131.125.128.0/17 2a02:e980::/29`,
  },
  {
    name: 'Amazon CloudFront',
    header: 'X-Forwarded-For',
    from: 'https://ip-ranges.amazonaws.com/ip-ranges.json, CLOUDFRONT_ORIGIN_FACING',
    ranges: '130.176.0.0/16 15.158.0.0/16 64.252.64.0/18 64.252.128.0/18 70.132.0.0/18 52.46.0.0/18 205.251.218.0/24',
  },
];

/** Akamai publishes no list; of its networks these carry its servers, and 36183, of iCloud Private Relay, is not among them. */
const ofNetworks = new Map<number, FrontProxy>(
  [20940, 16625, 12222, 32787].map((number) => [number, { name: 'Akamai', header: 'True-Client-IP' }]),
);

const inRanges = rangesOf<FrontProxy>(
  published.flatMap(({ ranges, ...value }) => ranges.split(/\s+/).map((range) => ({ range, value }))),
);

const inside: ReadonlySet<string> = new Set(['private', 'loopback', 'link-local']);
const within: FrontProxy = { name: 'a proxy in its own network', header: 'X-Forwarded-For' };

/** The proxy whose address this is; `network`: its AS number. A private address can only be one before the site. */
export function knownProxy(address: Address, network: number | null): FrontProxy | null {
  if (address.kind === 'public') return inRanges(address) ?? ofNetworks.get(network ?? 0) ?? null;
  return inside.has(address.kind) ? within : null;
}

export const publishedRanges = (): { name: string; range: string }[] =>
  published.flatMap(({ name, ranges }) => ranges.split(/\s+/).map((range) => ({ name, range })));
