import { describe, expect, it } from 'vitest';
import { type Asked, askWith, verdictOf } from '../../../src-main/operations/steps/prove.ts';

const refused: Asked = { answer: 'refused', status: 302, why: null };
const goodUntil = Date.parse('2026-11-03T02:15:00Z');
const at = (time: number) => () => new Date(time);
const judge = (asked: Asked, time: number) => verdictOf({ before: 200, goodUntil }, asked, at(time), 30_000);

describe('a canary', () => {
  it('that is refused while it would still be good proves something', () => {
    expect(judge(refused, goodUntil - 1)).toEqual({
      ...{ verdict: 'refused', before: 200, after: 302, why: null },
      at: '2026-11-03T02:14:59.999Z',
    });
  });

  it('that ran out by itself proves nothing by being refused, and still something by being let in', () => {
    for (const late of [0, 1, 86_400_000]) {
      const proof = judge(refused, goodUntil + late);
      expect(proof).toMatchObject({ verdict: 'not-possible', before: 200, after: 302, at: null });
      expect(proof.why).toMatch(/ran out before it could be seen refused/);
    }
    expect(judge({ ...refused, answer: 'accepted', status: 200 }, goodUntil + 1).verdict).toBe('still-accepted');
  });
});

describe('who asks for a new login', () => {
  const asked = (location: string) =>
    askWith(
      { probe: async () => ({ status: 302, location, body: '', dateHeader: null, ms: 1 }) },
      'https://acme.example/wp-admin/profile.php',
      'a=b',
    );
  const login = 'https://acme.example/wp-login.php';

  it('is WordPress where it says so, and else may be a plugin', async () => {
    const believed = async (location: string) => (await asked(location)).reauth;
    expect(await believed(`${login}?redirect_to=https%3A%2F%2Facme.example%2Fwp-admin%2Fprofile.php&reauth=1`)).toBe(
      true,
    );
    expect(await believed(`${login}?reauth=1`)).toBe(true);
    expect(await believed(login)).toBe(false);
    expect(await believed(`${login}?redirect_to=%26reauth=1`)).toBe(false);
    expect(await believed(`${login}?reauth=10`)).toBe(false);
    expect(await believed('https://acme.example/my-account/?reauth=1')).toBe(false);
  });
});
