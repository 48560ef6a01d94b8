import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { kindInWords, lineOf, readAddress } from '../../../../src-main/audit/places/read-address.ts';

describe('an address as a site wrote it', () => {
  it.each<[string | null, string, string | null]>([
    ['81.2.69.142', 'public', '81.2.69.142'],
    [' 81.2.69.142 ', 'public', '81.2.69.142'],
    ['81.2.69.142:51234', 'public', '81.2.69.142'],
    ['2A00:1450:4001::1', 'public', '2a00:1450:4001::1'],
    ['[2a00:1450:4001::1]:443', 'public', '2a00:1450:4001::1'],
    ['[2a00:1450:4001::1]', 'public', '2a00:1450:4001::1'],
    ['::ffff:81.2.69.142', 'public', '81.2.69.142'],
    ['81.2.69.142, 5.6.7.8', 'public', '81.2.69.142'],
    ['10.0.0.3, 81.2.69.142', 'public', '81.2.69.142'],
    ['unknown, 81.2.69.142', 'public', '81.2.69.142'],
    ['10.1.2.3', 'private', '10.1.2.3'],
    ['::ffff:10.1.2.3', 'private', '10.1.2.3'],
    ['fd00::1', 'private', 'fd00::1'],
    ['100.64.3.4', 'private', '100.64.3.4'],
    ['127.0.0.1', 'loopback', '127.0.0.1'],
    ['::1', 'loopback', '::1'],
    ['169.254.1.1', 'link-local', '169.254.1.1'],
    ['fe80::1%eth0', 'link-local', 'fe80::1'],
    ['203.0.113.7', 'reserved', '203.0.113.7'],
    ['0.0.0.0', 'reserved', '0.0.0.0'],
    ['2001:db8::1', 'reserved', '2001:db8::1'],
    [null, 'none', null],
    ['  ', 'none', null],
    ['127.1', 'malformed', null],
    ['0x7f.0.0.1', 'malformed', null],
    ['1.2.3.4.5', 'malformed', null],
    ['<script>alert(1)</script>', 'malformed', null],
    ['1.2.3.4; DROP TABLE', 'malformed', null],
    [':::', 'malformed', null],
  ])('%j is %s', (text, kind, plain) => expect(readAddress(text)).toMatchObject({ kind, text: plain }));

  it('never throws, and never hands on what is no address', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 600 }),
          fc.ipV4Extended(),
          fc.ipV6(),
          fc.tuple(fc.ipV6(), fc.string()).map((pair) => pair.join('%')),
        ),
        (text) => {
          const { text: told, words, kind } = readAddress(text);
          expect(told === null || ipaddr.isValid(told)).toBe(true);
          expect(words === null).toBe(kind === 'malformed' || kind === 'none');
        },
      ),
      { numRuns: 3000 },
    ));

  it('reads every address that there is, also with a port and mapped', () =>
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat({ max: 65535 }), (text, port) => {
        const parsed = ipaddr.process(text);
        const withPort = text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
        for (const spelling of [text, withPort]) {
          const { words } = readAddress(spelling);
          const bytes = words?.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
          expect(bytes).toEqual(parsed.toByteArray());
        }
      }),
    ));

  it('names what has no place', () => {
    const words = (text: string) => kindInWords(readAddress(text));
    expect(words('10.1.2.3')).toBe('private address');
    expect(words('fe80::1')).toBe('link-local address');
    expect(words('nonsense')).toBe('not an address');
    expect(words('81.2.69.142')).toBeNull();
    expect(words('')).toBeNull();
  });

  it('takes the first 64 bits of IPv6 for one line', () => {
    const line = (text: string) => lineOf(readAddress(text));
    expect(line('2a00:1450:4001:1::1')).toBe(line('2a00:1450:4001:1:ffff::2'));
    expect(line('2a00:1450:4001:1::1')).not.toBe(line('2a00:1450:4001:2::1'));
    expect(line('81.2.69.142')).not.toBe(line('81.2.69.143'));
    expect(line('10.0.0.1')).toBeNull();
  });
});
