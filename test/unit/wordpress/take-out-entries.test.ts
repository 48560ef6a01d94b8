import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { removeFromRole } from '../../../src-main/wordpress/edit-roles.ts';
import { type Writable, writePhpValue } from '../../../src-main/wordpress/php-value.ts';
import { takeOutEntries, withoutLogins } from '../../../src-main/wordpress/take-out-entries.ts';
import { php } from './php.ts';

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const key = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  fc.string({ minLength: 1 }).filter((text) => !/^-?\d+$/.test(text)),
);
const inner = fc.array(fc.tuple(key, leaf), { maxLength: 4 }).map((entries): Writable => new Map(entries));
const lists = fc
  .array(fc.tuple(key, fc.oneof(leaf, inner)), { maxLength: 8 })
  .map((entries) => new Map<string | number, Writable>(entries));

describe('takeOutEntries', () => {
  it('leaves what PHP’s unset() leaves, byte for byte', () => {
    const cases = fc.sample(fc.tuple(lists, fc.array(fc.nat(7), { maxLength: 4 })), 150);
    const prepared = cases.map(([list, picks]) => {
      const keys = [...list.keys()];
      const going = new Set(picks.flatMap((pick) => keys[pick] ?? []).map(String));
      const bytes = writePhpValue(list);
      const bytesOf = new Set([...going].map((one) => Buffer.from(one).toString('latin1')));
      return { bytes, going: [...bytesOf], rest: takeOutEntries(bytes, (name) => bytesOf.has(name)) };
    });
    const said = php<string[]>(
      'return array_map(function ($one) { $list = unserialize(base64_decode($one["bytes"])); foreach ($one["going"] as $key) unset($list[base64_decode($key)]); return base64_encode(serialize($list)); }, json_decode(utf8_encode($input), true));',
      JSON.stringify(
        prepared.map(({ bytes, going }) => ({
          bytes: bytes.toString('base64'),
          going: going.map((name) => Buffer.from(name, 'latin1').toString('base64')),
        })),
      ),
    );
    for (const [index, { bytes, rest }] of prepared.entries()) {
      const ours = rest.kind === 'rest' ? rest.value : rest.kind === 'empty' ? Buffer.from('a:0:{}') : bytes;
      expect(ours.toString('base64')).toBe(said[index]);
    }
  });

  it('touches nothing that it can’t read whole, or whose parts refer to each other', () => {
    expect(takeOutEntries(Buffer.from('a:1:{S:1:"a";i:1;}'), () => true).kind).toBe('unreadable');
    expect(takeOutEntries(Buffer.from('a:1:{i:0;i:1;}more}'), () => true).kind).toBe('unreadable');
    expect(takeOutEntries(Buffer.from('a:2:{i:0;a:1:{i:0;i:1;}i:1;R:2;}'), (name) => name === '0').kind).toBe(
      'entangled',
    );
  });

  it('takes a login off a list and leaves others that only look like it', () => {
    const list = writePhpValue(
      new Map([
        [0, 'owner'],
        [3, 'Owner'],
        [4, 'own'],
      ]),
    );
    expect(withoutLogins(list, new Set(['owner']))).toEqual({
      kind: 'rest',
      value: writePhpValue(
        new Map([
          [3, 'Owner'],
          [4, 'own'],
        ]),
      ),
    });
  });
});

describe('removeFromRole', () => {
  const names = ['read', 'manage_options', 'edit_plugins', 'export', 'ünlock'];
  const rolesOf = fc.dictionary(fc.constantFrom('administrator', 'editor', 'subscriber'), fc.subarray(names), {
    minKeys: 1,
  });

  it('leaves what PHP leaves when it unsets the capabilities, byte for byte', () => {
    const cases = fc.sample(fc.tuple(rolesOf, fc.constantFrom('editor', 'subscriber'), fc.subarray(names)), 100);
    const prepared = cases.map(([roles, role, remove]) => {
      const stored = writePhpValue(
        new Map(
          Object.entries(roles).map(([name, can]) => [
            name,
            new Map<string, Writable>([
              ['name', name],
              ['capabilities', new Map(can.map((one) => [one, true]))],
            ]),
          ]),
        ),
      );
      return { stored, role, remove, edited: removeFromRole(stored, role, remove) };
    });
    const said = php<string[]>(
      'return array_map(function ($one) { $roles = unserialize(base64_decode($one["stored"])); foreach ($one["remove"] as $name) if (isset($roles[$one["role"]])) unset($roles[$one["role"]]["capabilities"][$name]); return base64_encode(serialize($roles)); }, json_decode(utf8_encode($input), true));',
      JSON.stringify(prepared.map(({ stored, role, remove }) => ({ stored: stored.toString('base64'), role, remove }))),
    );
    for (const [index, { stored, edited }] of prepared.entries())
      expect((edited.kind === 'edited' ? edited.value : stored).toString('base64')).toBe(said[index]);
  });

  it('refuses what it can’t read whole', () => {
    expect(removeFromRole(Buffer.from('a:1:{S:4:"read";a:0:{}}'), 'read', ['x']).kind).toBe('unreadable');
  });
});
