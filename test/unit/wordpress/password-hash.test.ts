import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashPassword, isHashOf, lockedHash, newPassword } from '../../../src-main/wordpress/password-hash.ts';
import { hasWordpress, php, wordpressIncludes } from './php.ts';

/** phpass as WordPress ships it. */
const judge = `
  require ${JSON.stringify(`${wordpressIncludes}/class-phpass.php`)};
  $hasher = new PasswordHash(8, true);
  return array_map(fn($one) => $hasher->CheckPassword($one[0], $one[1]), $input);`;

const inBytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('hashes of passwords', () => {
  it('are of the form that WordPress writes, each with a salt of its own', () => {
    const hashes = Array.from({ length: 20 }, () => hashPassword('the same'));
    for (const hash of hashes) expect(hash).toMatch(/^\$P\$B[./0-9A-Za-z]{30}$/);
    expect(new Set(hashes.map((hash) => hash.slice(4, 12))).size).toBe(20);
  });

  it('know their own password and no other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }), (password, other) => {
        const hash = hashPassword(password);
        expect(isHashOf(password, hash)).toBe(true);
        expect(isHashOf(other, hash)).toBe(other === password);
      }),
      { numRuns: 30 },
    );
    for (const odd of [lockedHash, '', '5f4dcc3b5aa765d61d8327deb882cf99', '$wp$2y$10$abc'])
      expect(isHashOf('password', odd)).toBe(false);
  });

  it('put other characters into cookies than the hash before', () => {
    const tried: string[] = [];
    const avoid = Object.assign([], { includes: (fragment: string) => tried.push(fragment) < 3 });
    const hash = hashPassword('secret', avoid);
    expect(tried).toHaveLength(3);
    expect(hash.slice(8, 12)).toBe(tried[2]);
  });

  it.runIf(hasWordpress)('are accepted by WordPress’s own phpass; another password is not', () => {
    const passwords = [newPassword(), 'plain', 'Ümläut ß 🎉', ' spaces ', 'quote\'"\\', 'x'.repeat(200)];
    const asked = passwords.flatMap((password) => {
      const hash = hashPassword(password);
      return [
        [inBytes(password), hash],
        [inBytes(`${password}.`), hash],
      ];
    });
    expect(php<boolean[]>(judge, asked)).toEqual(passwords.flatMap(() => [true, false]));
  });
});

describe('new passwords', () => {
  it('are long, plain and never the same', () => {
    const some = Array.from({ length: 500 }, newPassword);
    for (const one of some) expect(one).toMatch(/^[A-HJ-NP-Za-km-np-z2-9]{28}$/);
    expect(new Set(some).size).toBe(500);
  });

  it('have every letter about as often as any other', () => {
    const counts = new Map<string, number>();
    for (let n = 0; n < 4000; n += 1)
      for (const letter of newPassword()) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    // 112,000 letters over 56: 2000 each, with a standard deviation of 44.
    expect(counts.size).toBe(56);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(350);
  });
});
