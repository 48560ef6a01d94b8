import { expect, it } from 'vitest';
import type { SessionChoice } from '../../../src-main/contract/sessions.ts';
import { openChoice, sealChoice } from '../../../src-main/operations/steps/sealed-choice.ts';

/** A vault that refuses what the real one does: secrets over 1 MiB. */
function memoryVault(most = Number.POSITIVE_INFINITY) {
  const kept = new Map<string, Buffer>();
  return {
    kept,
    async sealMany(secrets: readonly { secret: Uint8Array }[]) {
      return secrets.map(({ secret }) => {
        if (secret.length > 1024 * 1024 || kept.size >= most) throw new Error('refused');
        const id = `c_${String(kept.size).padStart(22, '0')}`;
        kept.set(id, Buffer.from(secret));
        return id;
      });
    },
    async open(id: string) {
      return Buffer.from(kept.get(id) ?? '');
    },
    has: async (id: string) => kept.has(id),
    ids: async () => [...kept.keys()],
    async forget(...ids: string[]) {
      for (const id of ids) kept.delete(id);
    },
  };
}

const before = '2026-11-22T22:41:05.000Z';
const named = (n: number): NonNullable<SessionChoice['sessions']> =>
  Array.from({ length: n }, (_, i) => ({
    verifier: `odd:${i.toString(16).padStart(64, 'a')}`,
    siteId: `s_${'x'.repeat(40)}`,
    userId: Number.MAX_SAFE_INTEGER,
  }));

it.each([1, 5000, 5001, 50_000])(
  '%i of the longest names come back as they went in, and go when forgotten',
  async (n) => {
    const vault = memoryVault();
    const choice = { sessions: named(n), notRole: ['editor'] };
    const { id, forget } = await sealChoice(vault, { choice, before });
    expect(vault.kept.size).toBe(Math.ceil(n / 5000));
    const { of: _of, ...opened } = await openChoice(vault, id);
    expect(opened).toEqual({ choice, before });
    await forget();
    expect(vault.kept.size).toBe(0);
  },
);

it('a choice without names is one secret', async () => {
  const vault = memoryVault();
  const { id } = await sealChoice(vault, { choice: { expired: true }, before });
  expect(vault.kept.size).toBe(1);
  expect((await openChoice(vault, id)).choice).toEqual({ expired: true });
});

it('where the vault takes only a part, nothing stays in it', async () => {
  const vault = memoryVault(2);
  await expect(sealChoice(vault, { choice: { sessions: named(12_000) }, before })).rejects.toThrow('refused');
  expect(vault.kept.size).toBe(0);
});

it('a run that names no choice is refused', () =>
  expect(openChoice(memoryVault(), '')).rejects.toMatchObject({ code: 'INPUT_INVALID' }));

it('a choice that was forgotten says so, and what to do', () =>
  expect(openChoice(memoryVault(), `c_${'0'.repeat(22)}`)).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringMatching(/forgotten.*Choose them again/),
  }));
