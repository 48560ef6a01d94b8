import { expect, it } from 'vitest';
import type { SeenSession } from '../../../src-main/audit/judge-sessions.ts';
import type { ReadSession, SessionRow } from '../../../src-main/contract/sessions.ts';
import { judgeRows, meantRows, namedChoice } from '../../../src-main/procedures/judged-rows.ts';
import { session } from '../audit/a-fleet.ts';

const read = (more: Partial<ReadSession> = {}): ReadSession => {
  const { siteId, userId, user, email, roles, ip, userAgent, loginAt, expiresAt, expired } = session();
  return {
    ...{ siteId, userId, user, email, roles: [...roles], ip, userAgent, loginAt, expiresAt, expired },
    ...{ site: 'acme', client: null, displayName: null, blogs: null, verifier: 'ab'.repeat(32), lastSeenAt: null },
    lastSeenBy: null,
    ...more,
  };
};
const row = (more: Partial<SessionRow> = {}): SessionRow => ({
  ...read(),
  ...{ country: 'NL', network: null, device: null, browser: null, flags: [], ...more },
});

it('judges what is there now beside all that is known, and shows only the former', async () => {
  let given: readonly SeenSession[] = [];
  const blank = { country: 'NL', network: null, office: null, device: null, browser: null, flags: [] };
  const judging = {
    notes: async () => [],
    ready: async () => (sessions: readonly SeenSession[]) => {
      given = sessions;
      return { sessions: sessions.map(() => blank), notes: new Map() };
    },
  };
  const known = { ...session({ firstKnownAt: '2026-11-01T00:00:00Z' }), verifier: 'ab'.repeat(32) };
  const gone = { ...session({ goneAt: '2026-11-02T00:00:00Z' }), verifier: 'cd'.repeat(32) };
  const { rows } = await judgeRows({ judging }, [read()], [known, gone]);
  expect(rows).toEqual([row()]);
  expect(given).toHaveLength(2);
  expect(given[0]).toMatchObject({ firstKnownAt: '2026-11-01T00:00:00Z', goneAt: null });
  expect(given[1]).toMatchObject({ goneAt: '2026-11-02T00:00:00Z' });
});

it('means a country and any flag but expired, within what else is asked', () => {
  const flags = (flag: 'expired' | 'ghost') => [{ flag, reason: 'because' }];
  const [nl, be, nowhere] = [row(), row({ country: 'BE', userId: 2 }), row({ country: null, userId: 3 })];
  const now = new Date();
  expect(meantRows([nl, be, nowhere], { country: ['BE'] }, now)).toEqual([be]);
  expect(meantRows([nl, be, nowhere], { country: ['BE'], user: ['nobody'] }, now)).toEqual([]);
  const [odd, over] = [row({ flags: flags('ghost') }), row({ flags: flags('expired'), userId: 4 })];
  expect(meantRows([odd, over, be], { flagged: true }, now)).toEqual([odd]);
  expect(meantRows([odd, over, be], {}, now)).toEqual([odd, over, be]);
});

it('names what is meant, keeps the other parts, and has no names where nothing is meant', () => {
  const choice = { country: ['NL'], user: ['ed'], sessions: [{ verifier: 'abababababab' }] };
  expect(namedChoice(choice, [row()], ['s_acme000000'])).toEqual({
    ...{ country: ['NL'], user: ['ed'], judged: ['s_acme000000'] },
    sessions: [{ verifier: 'ab'.repeat(32), siteId: 's_acme000000', userId: 1 }],
  });
  expect(namedChoice(choice, [], [])).toEqual({ country: ['NL'], user: ['ed'], judged: [] });
  expect(() => namedChoice(choice, Array(50_001).fill(row()), [])).toThrow('50001 logins');
});
