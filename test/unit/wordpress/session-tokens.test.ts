import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSession, readSessions, removeSessions } from '../../../src-main/wordpress/session-tokens.ts';
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
        removeSessions(broken, () => false);
      }),
    );
  });

  it('gives up on depth and size, not on the process', () => {
    const deep = Buffer.from(`${'a:1:{i:0;'.repeat(100_000)}i:1;${'}'.repeat(100_000)}`);
    expect(readSessions(deep)).toMatchObject({ corrupt: true });
    expect(readSessions(Buffer.from('a:999999999:{'))).toMatchObject({ corrupt: true });
  });
});

describe('removeSessions', () => {
  it('keeps the others byte for byte', () => {
    const rest = removeSessions(row, ({ ip }) => ip === '10.0.0.2') ?? Buffer.alloc(0);
    expect(readSessions(rest).sessions.map(({ ip }) => ip)).toEqual(['10.0.0.1', '10.0.0.3']);
    const first = row.subarray(row.indexOf(`s:64:"${verifier(1)}"`), row.indexOf(`s:64:"${verifier(2)}"`));
    expect(rest.includes(first)).toBe(true);
  });

  it('says delete the row when none is left, or none was there', () => {
    expect(removeSessions(row, () => true)).toBeNull();
    expect(removeSessions(Buffer.from('nonsense'), () => false)).toBeNull();
  });

  it('ends entries that refer into the rest of the row', () => {
    const value = Buffer.from('a:2:{s:1:"x";a:1:{s:10:"expiration";i:9;}s:1:"y";a:1:{s:10:"expiration";R:3;}}');
    expect(removeSessions(value, () => false)?.toString()).toBe('a:1:{s:1:"x";a:1:{s:10:"expiration";i:9;}}');
  });

  it('replaces the same verifier and a corrupt row when adding', () => {
    expect(readSessions(addSession(row, verifier(2), session('new'))).sessions).toHaveLength(3);
    expect(readSessions(addSession(Buffer.from('i:5;'), verifier(2), session('new'))).sessions).toHaveLength(1);
  });
});
