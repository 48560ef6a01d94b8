import { describe, expect, it } from 'vitest';
import { openByPassphrase, sealByPassphrase } from '../../../src-main/vault/passphrase-file.ts';

const cheap = { N: 2 ** 10, r: 8, p: 1 };
const seal = (plain: string) => sealByPassphrase('new-passwords', Buffer.from(plain), 'correct horse', cheap);

describe('a file that a passphrase opens', () => {
  it('gives back what went in, and shows nothing of it', async () => {
    const plain = JSON.stringify({ password: 'Ümläut 🎉 plain-secret' });
    const file = await seal(plain);
    expect(file).not.toContain('plain-secret');
    expect((await openByPassphrase('new-passwords', file, 'correct horse')).toString('utf8')).toBe(plain);
    expect(await seal(plain)).not.toBe(file);
  });

  it('opens by no other passphrase, as nothing else, and not where a byte of it is another', async () => {
    const file = await seal('secret');
    await expect(openByPassphrase('new-passwords', file, 'correct horsf')).rejects.toMatchObject({
      code: 'WRONG_PASSPHRASE',
    });
    await expect(openByPassphrase('other-things', file, 'correct horse')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    const parsed = JSON.parse(file);
    const flipped = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    for (const part of ['nonce', 'data', 'tag']) {
      const box = { ...parsed.box, [part]: flipped(parsed.box[part]) };
      const changed = JSON.stringify({ ...parsed, box });
      await expect(openByPassphrase('new-passwords', changed, 'correct horse')).rejects.toMatchObject({
        code: 'WRONG_PASSPHRASE',
      });
    }
    const salt = flipped(parsed.kdf.salt);
    const resalted = JSON.stringify({ ...parsed, kdf: { ...parsed.kdf, salt } });
    await expect(openByPassphrase('new-passwords', resalted, 'correct horse')).rejects.toMatchObject({
      code: 'WRONG_PASSPHRASE',
    });
  });

  it('is refused before any work where it asks for too much or is none', async () => {
    const parsed = JSON.parse(await seal('secret'));
    const greedy = JSON.stringify({ ...parsed, kdf: { ...parsed.kdf, scrypt: { N: 2 ** 22, r: 32, p: 8 } } });
    for (const text of [greedy, '', '{}', 'x'.repeat(3_000_000), JSON.stringify({ ...parsed, version: 2 })])
      await expect(openByPassphrase('new-passwords', text, 'correct horse')).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      });
    const large = Buffer.alloc(1024 * 1024 + 1);
    await expect(sealByPassphrase('new-passwords', large, 'correct horse', cheap)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });
});
