import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, it } from 'vitest';
import { parseRange, rangesOf } from '../../../../src-main/audit/places/ranges.ts';
import { readAddress } from '../../../../src-main/audit/places/read-address.ts';

const range = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
  fc.tuple(
    fc.ipV6().filter((text) => !text.includes('.')),
    fc.integer({ min: 0, max: 128 }),
  ),
);
/** Addresses near a range's own, so that hits are frequent. */
const near = (ranges: [string, number][]) =>
  fc.tuple(fc.constantFrom(...ranges), fc.nat(), fc.nat({ max: 127 })).map(([[base], noise, bit]) => {
    const bytes = ipaddr.parse(base).toByteArray();
    bytes[bit % bytes.length] = ((bytes[bit % bytes.length] ?? 0) ^ noise) & 255;
    return ipaddr.fromByteArray(bytes).toString();
  });

it('says what ipaddr.js says of each range, the narrowest first', () =>
  fc.assert(
    fc.property(
      fc
        .array(range, { minLength: 1, maxLength: 12 })
        .chain((ranges) => fc.tuple(fc.constant(ranges), fc.array(near(ranges), { maxLength: 8 }))),
      ([ranges, addresses]) => {
        const find = rangesOf(ranges.map(([base, bits]) => ({ range: `${base}/${bits}`, value: bits })));
        for (const text of addresses) {
          const address = readAddress(text);
          const parsed = ipaddr.process(text);
          const holding = ranges.filter(([base, bits]) => {
            const other = ipaddr.parse(base);
            return other.kind() === parsed.kind() && parsed.match(other as never, bits);
          });
          const narrowest = holding.length === 0 ? null : Math.max(...holding.map(([, bits]) => bits));
          expect(find(address)).toBe(narrowest);
        }
      },
    ),
    { numRuns: 500 },
  ));

it('takes a mapped range for the IPv4 one that it is', () => {
  const find = rangesOf([{ range: '::ffff:81.2.69.0/120', value: 'office' }]);
  expect(find(readAddress('81.2.69.7'))).toBe('office');
  expect(find(readAddress('81.2.70.7'))).toBeNull();
});

it.each([
  '',
  'x',
  '1.2.3',
  '1.2.3.4/33',
  '1.2.3.4/-1',
  '1.2.3.4/8/8',
  '::/129',
  '1.2.3.4/ 8',
  'fe80::1%eth0',
  '1.2.3.4-9',
])('%j is no range', (text) => expect(parseRange(text)).toBeNull());
