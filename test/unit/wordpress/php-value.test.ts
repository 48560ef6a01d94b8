import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf, isTruthy, type PhpValue, readPhpValue } from '../../../src-main/wordpress/php-value.ts';
import { php } from './php.ts';

function plain(value: PhpValue): unknown {
  if (value.kind === 'array') return Object.fromEntries([...entriesOf(value)].map(([key, item]) => [key, plain(item)]));
  if (value.kind === 'null') return null;
  return value.kind === 'opaque' ? 'opaque' : value.value;
}

describe('readPhpValue', () => {
  const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
  const leaf = fc.oneof(
    bytes,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.dictionary(fc.oneof(bytes, fc.nat(99).map(String)), tie('any'), { minKeys: 1 }),
    ),
  })).any;

  it('reads what PHP writes, and judges truth as PHP does', () => {
    const cases = fc.sample(value, 300);
    const written = php<[string, boolean][]>('return array_map(fn($v) => [serialize($v), (bool) $v], $input);', cases);
    cases.forEach((original, index) => {
      const [serialized, truth] = written[index] ?? ['', false];
      const reading = readPhpValue(Buffer.from(serialized, 'latin1'));
      if (!reading.ok) throw new Error(reading.problem);
      expect(JSON.stringify(plain(reading.value))).toBe(JSON.stringify(original));
      expect(isTruthy(reading.value)).toBe(truth);
    });
  });

  it('keeps objects, enums and references shut', () => {
    const text = 'a:4:{i:0;O:8:"stdClass":1:{s:1:"a";i:1;}i:1;C:3:"Foo":4:{abcd}i:2;E:7:"Foo:Bar";i:3;R:2;}';
    const reading = readPhpValue(Buffer.from(text));
    expect(reading.ok && plain(reading.value)).toEqual({ 0: 'opaque', 1: 'opaque', 2: 'opaque', 3: 'opaque' });
    expect(reading.ok && reading.references).toBe(true);
  });

  it('refuses what PHP refuses', () => {
    for (const text of ['', 's:3:"ab";', 'a:1:{i:0;}', 'i:1', 'b:2;', 'a:1:{d:1.5;i:0;}', 'i:1;i:2;', 'x']) {
      expect(readPhpValue(Buffer.from(text)).ok, text).toBe(false);
    }
  });
});
