import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import Papa from 'papaparse';
import { beforeAll, expect, it } from 'vitest';
import { countryDistance } from '../../../../src-main/audit/places/country-distance.ts';
import { hostingNetworks } from '../../../../src-main/audit/places/hosting-networks.ts';
import { publishedRanges } from '../../../../src-main/audit/places/known-proxies.ts';
import { type Lookup, openLookup } from '../../../../src-main/audit/places/lookup.ts';
import { openNetworks } from '../../../../src-main/audit/places/networks.ts';
import { readAddress } from '../../../../src-main/audit/places/read-address.ts';
import { networksFile } from '../../../../src-main/audit/places/shipped-data.ts';

interface Stretch {
  first: bigint;
  last: bigint;
  number: number;
  name: string;
}
const require = createRequire(import.meta.url);
const read = (file: string): Stretch[] =>
  Papa.parse<[string, string, string, string]>(readFileSync(require.resolve(`@ip-location-db/asn/${file}`), 'utf8'), {
    skipEmptyLines: true,
  }).data.map(([first, last, number, name]) => ({
    ...{ first: BigInt(first), last: BigInt(last), number: Number(number) },
    name: name.replace(/\s+/g, ' ').trim().slice(0, 100),
  }));

let lookup: Lookup;
beforeAll(async () => {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../../../resources/places/build-networks.mjs')]);
  lookup = await openLookup();
});

/** The CSV's own answer. Its stretches are in order; where two overlap the later one counts. */
function inCsv(stretches: Stretch[], address: bigint): Stretch | null {
  let [low, high] = [0, stretches.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stretches[middle]?.first ?? 0n) > address) high = middle - 1;
    else low = middle;
  }
  const found = stretches[low];
  return found && found.first <= address && address <= found.last ? found : null;
}

it.each([
  ['asn-ipv4-num.csv', 32],
  ['asn-ipv6-num.csv', 128],
] as const)('says of any address what %s says', async (file, bits) => {
  const stretches = read(file);
  const networks = await openNetworks(networksFile());
  const check = (address: bigint) => {
    const bytes = Array.from({ length: bits / 8 }, (_, at) => Number((address >> BigInt(bits - 8 - at * 8)) & 255n));
    const asked = readAddress(ipaddr.fromByteArray(bytes).toString());
    if (asked.kind !== 'public' || asked.words?.length !== bits / 32) return;
    const expected = inCsv(stretches, address);
    expect(networks.of(asked)).toEqual(expected && { number: expected.number, name: expected.name });
  };
  const edge = fc
    .tuple(fc.constantFrom(...stretches.filter((_, at) => at % 7 === 0)), fc.constantFrom(-1n, 0n, 1n))
    .chain(([{ first, last }, by]) => fc.constantFrom(first + by, last + by));
  const most = (1n << BigInt(bits)) - 1n;
  const inside = fc.bigInt({ min: 0n, max: most });
  fc.assert(
    fc.property(fc.oneof(edge, inside), (address) => check(address < 0n ? 0n : address > most ? most : address)),
    { numRuns: 5000 },
  );
});

it('knows countries, and nothing of what is not public', () => {
  expect(lookup.countryOf(readAddress('81.2.69.142'))).toBe('GB');
  expect(lookup.countryOf(readAddress('::ffff:81.2.69.142'))).toBe('GB');
  expect(lookup.countryOf(readAddress('2a02:898::1'))).toBe('NL');
  for (const text of ['10.0.0.1', 'nonsense', '', '203.0.113.7', '::1']) {
    expect(lookup.countryOf(readAddress(text))).toBeNull();
    expect(lookup.networkOf(readAddress(text))).toBeNull();
  }
});

it('says when its data is more than a year old, of both', () => {
  expect(lookup.notes(new Date('2026-11-22'))).toEqual([]);
  expect(lookup.notes(new Date('2036-01-01'))).toHaveLength(2);
});

it('the ranges of proxies and the list of hosters are what the data calls so', () => {
  const names: Record<string, RegExp> = {
    Cloudflare: /cloudflare/i,
    Fastly: /fastly/i,
    Sucuri: /sucuri/i,
    Imperva: /incapsula/i,
    'Amazon CloudFront': /amazon/i,
  };
  for (const { name, range } of publishedRanges()) {
    const network = lookup.networkOf(readAddress(range.split('/')[0] ?? ''));
    if (network) expect(network.name, range).toMatch(names[name] ?? /never/);
  }
  const known = new Set(read('asn-ipv4-num.csv').map(({ number }) => number));
  expect([...hostingNetworks].filter((number) => !known.has(number))).toEqual([]);
});

it('countries are as far apart as their nearest borders', () => {
  expect(countryDistance('NL', 'BE')).toBe(0);
  expect(countryDistance('US', 'MX')).toBe(0);
  expect(countryDistance('FR', 'FR')).toBe(0);
  expect(countryDistance('GB', 'FR')).toBe(0);
  // Of France as it is in Europe: French Guiana, which borders on Brazil, has a code of its own.
  expect(countryDistance('FR', 'BR')).toBeGreaterThan(5000);
  expect(countryDistance('BR', 'NL')).toBe(countryDistance('NL', 'BR'));
  expect(countryDistance('NL', 'NZ')).toBeGreaterThan(14_000);
  expect(countryDistance('NL', 'XX')).toBeNull();
});
