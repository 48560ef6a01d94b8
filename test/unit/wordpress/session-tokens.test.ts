import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addSession,
  canBeEdited,
  isExpired,
  readSessions,
  sessionName,
  takeOut,
} from '../../../src-main/wordpress/session-tokens.ts';
import { php } from './php.ts';

const verifier = (n: number) => n.toString(16).padStart(64, '0');
const session = (ip: string) => ({ expiration: 2_000_000_000, login: 1_700_000_000, ip, ua: 'Möbel/1.0 "x"' });
const three = [1, 2, 3].reduce<Buffer | null>((row, n) => addSession(row, verifier(n), session(`10.0.0.${n}`)), null);
const row = three ?? Buffer.alloc(0);

describe('readSessions', () => {
  it('reads what it writes, and PHP agrees', () => {
    const { sessions, corrupt, problems } = readSessions(row);
    expect([corrupt, problems]).toEqual([false, []]);
    expect(sessions.map(({ ip }) => ip)).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    expect(sessions[0]).toMatchObject({ verifier: verifier(1), ua: 'Möbel/1.0 "x"', legacy: false });
    const back = php<Record<string, { ip: string }>>('return unserialize($input);', row.toString('latin1'));
    expect(Object.keys(back)).toEqual([1, 2, 3].map(verifier));
  });

  it('reads legacy, odd and hostile entries without failing', () => {
    const value = Buffer.from(
      `a:5:{s:64:"${verifier(1)}";i:1700000000;s:1:"x";s:3:"abc";i:5;O:3:"Foo":1:{s:1:"a";i:1;}s:1:"y";a:1:{s:10:"expiration";s:10:"1999999999";}s:1:"z";a:1:{s:10:"expiration";b:1;}}`,
    );
    const { sessions, corrupt, problems } = readSessions(value);
    expect(corrupt).toBe(false);
    expect(sessions.map((s) => [s.verifier, s.expiration, s.legacy])).toEqual([
      [verifier(1), 1_700_000_000, true],
      ['x', null, false],
      ['5', null, false],
      ['y', 1_999_999_999, false],
      ['z', null, false],
    ]);
    expect(problems.join()).toContain('500');
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (noise, at) => {
        const broken = Buffer.from(row);
        broken.set(noise.subarray(0, Math.max(0, broken.length - (at % broken.length))), at % broken.length);
        readSessions(broken);
        readSessions(Buffer.from(noise));
        takeOut(broken, () => true);
        canBeEdited(broken);
      }),
    );
  });

  it('gives up on depth and size, not on the process', () => {
    const deep = Buffer.from(`${'a:1:{i:0;'.repeat(100_000)}i:1;${'}'.repeat(100_000)}`);
    expect(readSessions(deep)).toMatchObject({ corrupt: true });
    expect(readSessions(Buffer.from('a:999999999:{'))).toMatchObject({ corrupt: true });
  });
});

describe('addSession', () => {
  it('replaces the same verifier and a corrupt row when adding', () => {
    expect(readSessions(addSession(row, verifier(2), session('new'))).sessions).toHaveLength(3);
    expect(readSessions(addSession(Buffer.from('i:5;'), verifier(2), session('new'))).sessions).toHaveLength(1);
  });
});

describe('canBeEdited', () => {
  it.each([
    ['sessions', row.toString(), true],
    ['none', 'a:0:{}', true],
    ['nonsense', 'nonsense', false],
    ['no array', 'i:5;', false],
    ['parts that refer to each other', 'a:2:{s:1:"x";a:1:{s:1:"e";i:9;}s:1:"y";R:3;}', false],
  ])('%s', (_what, value, expected) => expect(canBeEdited(Buffer.from(value))).toBe(expected));
});

describe('takeOut', () => {
  /** Values as sites hold them: sessions, legacy and odd ones, and junk that PHP reads. */
  const entry = fc.oneof(
    fc.record({ ip: fc.string({ unit: 'binary', maxLength: 12 }), ua: fc.string({ maxLength: 30 }), login: fc.nat() }),
    fc.nat(),
    fc.string({ maxLength: 5 }),
    fc.constant(null),
    fc.boolean(),
    fc.constant({ deep: [{ deeper: [1, 2, { x: 'y"};' }] }] }),
  );
  const key = fc.oneof(fc.nat().map(verifier), fc.nat({ max: 20 }).map(String), fc.string({ maxLength: 4 }));

  it('leaves what PHP reads without the chosen keys, every other entry byte for byte', () => {
    const cases = fc.sample(fc.tuple(fc.dictionary(key, entry, { maxKeys: 8 }), fc.infiniteStream(fc.boolean())), {
      numRuns: 150,
      seed: 7,
    });
    const rows = php<string[]>(
      'return array_map("serialize", $input);',
      cases.map(([row]) => latin(row)),
    );
    const judged = cases.map(([, choose], index) => {
      const value = Buffer.from(rows[index] ?? '', 'latin1');
      const all = readSessions(value).sessions.map(({ verifier: name }) => name);
      const gone = all.filter(() => choose.next().value);
      const out = takeOut(value, (one) => gone.includes(one.verifier));
      const after = { rest: out.kind === 'rest' ? out.value : value, empty: Buffer.from('a:0:{}') };
      expect(out.kind).toBe(gone.length === 0 ? 'unchanged' : gone.length === all.length ? 'empty' : 'rest');
      return {
        before: value.toString('latin1'),
        after: (out.kind === 'empty' ? after.empty : after.rest).toString('latin1'),
        gone: gone.map((name) => Buffer.from(name).toString('latin1')),
      };
    });
    const wrong = php<unknown[]>(
      `return array_values(array_filter($input, function ($case) {
        $safe = ['allowed_classes' => false];
        $want = array_diff_key(unserialize($case['before'], $safe), array_flip($case['gone']));
        return $case['after'] !== serialize($want);
      }));`,
      judged,
    );
    expect(wrong).toEqual([]);
  });

  it('never makes an object and leaves those beside a chosen one as they are', () => {
    const evil = `s:4:"evil";O:8:"WP_Theme":1:{s:1:"x";i:1;}`;
    const value = Buffer.from(`a:2:{${evil}s:64:"${verifier(1)}";a:1:{s:10:"expiration";i:9;}}`);
    expect(takeOut(value, (one) => one.verifier === verifier(1))).toEqual({
      kind: 'rest',
      value: Buffer.from(`a:1:{${evil}}`),
    });
  });

  it('takes nothing out of a row whose parts refer to each other, but all of it', () => {
    const value = Buffer.from('a:2:{s:1:"x";a:1:{s:10:"expiration";i:9;}s:1:"y";a:1:{s:10:"expiration";R:3;}}');
    expect(takeOut(value, (one) => one.verifier === 'x')).toEqual({ kind: 'entangled' });
    expect(takeOut(value, () => true)).toEqual({ kind: 'empty' });
  });

  it('a key that stands twice goes twice', () => {
    const one = (n: number) => `s:1:"x";a:1:{s:10:"expiration";i:${n};}`;
    const value = Buffer.from(`a:3:{${one(1)}s:1:"y";i:5;${one(2)}}`);
    expect(takeOut(value, (each) => each.verifier === 'x')).toEqual({
      kind: 'rest',
      value: Buffer.from('a:1:{s:1:"y";i:5;}'),
    });
  });

  it('does not touch what it cannot read, and says when PHP might', () => {
    const broken = row.subarray(0, row.length - 3);
    expect(takeOut(broken, () => true)).toEqual({ kind: 'unreadable' });
    expect(readSessions(broken)).toMatchObject({ corrupt: true, doubtful: true });
    expect(readSessions(Buffer.concat([row, Buffer.from('x')]))).toMatchObject({ doubtful: true });
    expect(readSessions(Buffer.from('i:5;'))).toMatchObject({ corrupt: true, doubtful: false });
    expect(readSessions(Buffer.from('garbage'))).toMatchObject({ corrupt: true, doubtful: false });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        takeOut(Buffer.from(noise), () => true);
        takeOut(Buffer.concat([row.subarray(0, noise.length), Buffer.from(noise)]), () => true);
      }),
    );
  });
});

describe('what is said of a session', () => {
  it('its verifier is its name; a tampered key is not shown', () => {
    expect(sessionName({ verifier: verifier(3) })).toBe(verifier(3));
    expect(sessionName({ verifier: '=cmd|" /C calc"!A0\u202e' })).toMatch(/^odd:[0-9a-f]{64}$/);
  });

  it('it ends when WordPress says so; what is no number never does', () => {
    expect([99, 100, 101, null].map((expiration) => isExpired({ expiration }, 100))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

/** Text as php() wants it: a character for each byte of its UTF-8. */
function latin(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.from(value).toString('latin1');
  if (Array.isArray(value)) return value.map(latin);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [latin(name), latin(item)]));
}
