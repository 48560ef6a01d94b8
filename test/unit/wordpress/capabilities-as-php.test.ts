import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCapabilities, whyDoubtful } from '../../../src-main/wordpress/capabilities.ts';
import { php } from './php.ts';

const name = fc.constantFrom('administrator', 'editor', 'manage_options', 'edit_users', 'x', 'caf\u00c3\u00a9', '7');
const text = (value: string) => `s:${value.length}:"${value}";`;
const value = fc.oneof(
  fc.constantFrom(
    'b:1;',
    'b:0;',
    'i:0;',
    'i:-3;',
    'N;',
    'd:0;',
    'd:1.5E+3;',
    'd:-0;',
    'd:NAN;',
    'O:8:"stdClass":0:{}',
    'a:0:{}',
  ),
  fc.constantFrom('s:1:"0";', 's:0:"";', 's:3:"0.0";', 'a:1:{i:0;b:0;}', 'S:1:"\\30";', 'i:00;', 's:0002:"ab";'),
);
const serialized = fc
  .array(
    fc.tuple(
      fc.oneof(
        name.map(text),
        fc.nat(9).map((n) => `i:${n};`),
      ),
      value,
    ),
    { maxLength: 5 },
  )
  .map((entries) => `a:${entries.length}:{${entries.flat().join('')}}`);

/** One edit, as a careless tool or a careful attacker makes it. */
const edited = fc
  .tuple(
    serialized,
    fc.nat(),
    fc.constantFrom('', ';', '}', '"', '0', '1', ' ', '\0', 'a:', 's:1:', '{', 'R:1;', '\n'),
    fc.nat(3),
  )
  .map(([whole, at, more, gone]) => {
    const from = at % (whole.length + 1);
    return whole.slice(0, from) + more + whole.slice(from + gone);
  });

/** WordPress's own is_serialized() and unserialize(), and !empty() of each entry; null where it sees no array. */
const asWordpress = (values: string[]) =>
  php<(Record<string, boolean> | unknown[] | null)[]>(
    `return array_map(function ($value) {
      $data = trim($value);
      if (strlen($data) < 4 || $data[1] !== ':' || !in_array(substr($data, -1), [';', '}'], true) || !preg_match('/^a:[0-9]+:/', $data)) return null;
      $read = @unserialize($data);
      return is_array($read) ? array_map(fn($one) => !empty($one), $read) : null;
    }, $input);`,
    values,
  );

it('reads rights as WordPress does, or says that it can’t judge them', () => {
  const values = fc.sample(fc.oneof(serialized, edited, edited), Number(process.env.RESALT_PROPERTY_RUNS ?? 3000));
  const said = asWordpress(values);
  const seen = { judged: 0, lengths: 0, strange: 0 };
  for (const [index, one] of values.entries()) {
    const theirs = said[index] ?? null;
    const bytes = Buffer.from(one, 'latin1');
    const doubt = whyDoubtful(bytes);
    seen[doubt ?? 'judged'] += 1;
    if (doubt === 'strange') continue;
    const names = Object.entries(theirs ?? {}).map(([key, yes]) => [Buffer.from(key, 'latin1').toString('utf8'), yes]);
    // What has wrong lengths PHP must not read either.
    expect({ one, rights: Object.fromEntries(parseCapabilities(bytes)) }).toEqual({
      one,
      rights: Object.fromEntries(names),
    });
  }
  expect(seen.judged).toBeGreaterThan(values.length / 4);
  expect(seen.lengths).toBeGreaterThan(0);
  expect(seen.strange).toBeGreaterThan(0);
});

it('never fails for what a site holds', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        edited.map((one) => Buffer.from(one, 'latin1')),
      ),
      (bytes) => {
        parseCapabilities(Buffer.from(bytes));
        whyDoubtful(Buffer.from(bytes));
      },
    ),
  );
});
