import { describe, expect, it } from 'vitest';
import type { SessionChoice } from '../../../src-main/contract/sessions.ts';
import type { Statement } from '../../../src-main/hosts/database.ts';
import { chooseSessions, personOf, tellChosen } from '../../../src-main/operations/steps/choose-sessions.ts';
import type { OpenSite } from '../../../src-main/operations/steps/look.ts';
import { ready } from '../../../src-main/operations/steps/sealed-choice.ts';
import { addSession } from '../../../src-main/wordpress/session-tokens.ts';

const siteId = 's_aaaaaaaaaa';
const now = 1_700_001_000;
const verifier = (n: number) => `${n}`.repeat(64);
const row = (n: number) =>
  addSession(null, verifier(n), { expiration: 2_000_000_000, login: 1_700_000_000, ip: '127.0.0.1', ua: 'Firefox' });

/** User 1 has session 1 in a healthy row; user 2's row is cut off, so that session 2 may be alive in it. */
const stored = [row(1), row(2).subarray(0, -1)];

/** `ofUser`: whose all rows are; else each is another user's. */
function site(values = stored, ofUser?: number): OpenSite {
  const cell = (text: string) => Buffer.from(text);
  const rows = values.map((value, at) => {
    const id = cell(`${at + 1}`);
    const user = cell(`${ofUser ?? at + 1}`);
    return { ...{ id, user_id: user, size: cell(`${value.length}`), value, login: id, email: null }, name: null };
  });
  const run = async (statements: Statement[]) =>
    statements.map(({ sql }) => ({ affected: 0, rows: sql.includes(' AS size') ? rows : [] }));
  return {
    ...{
      site: { id: siteId, name: 'acme' },
      database: { run },
      configuration: null,
      host: null,
      multisite: false,
      now,
    },
    cache: { way: 'none' },
    tables: { prefix: 'wp_', usermeta: 'wp_usermeta', users: 'wp_users', options: 'wp_options' },
  } as unknown as OpenSite;
}
const choose = (sessions: SessionChoice['sessions'], values = stored, ofUser?: number) =>
  chooseSessions(
    site(values, ofUser),
    ready({ choice: { ...(sessions ? { sessions } : {}) }, before: new Date(now * 1000).toISOString() }),
    now,
  );

describe('a session by name, beside a row that can’t be read', () => {
  it.each<[string, object]>([
    ['said of site and user', { siteId, userId: 2 }],
    ['said of the site', { siteId }],
    ['said of the user', { userId: 2 }],
    ['said of nobody', {}],
  ])('that is not found may be alive in it: %s', async (_what, of) => {
    const { doubtful, sessions } = await choose([{ verifier: verifier(2), ...of }]);
    expect([doubtful.map(({ id }) => id), sessions]).toEqual([[2], 0]);
  });

  it('that is found, or is another user’s, is in no doubt', async () => {
    const found = await choose([{ verifier: verifier(1) }]);
    expect([found.doubtful, found.sessions, found.gone]).toEqual([[], 1, 0]);
    expect((await choose([{ verifier: verifier(3), siteId, userId: 1 }])).doubtful).toEqual([]);
  });
});

it('users without an e-mail address are not one person', () =>
  expect(personOf(siteId, { id: 1, email: ' ' })).not.toBe(personOf(siteId, { id: 2, email: ' ' })));

describe('a session by name, in a second row of its user', () => {
  const told = async (names: number[]) => {
    const chosen = await choose(
      names.map((n) => ({ verifier: verifier(n), siteId, userId: 1 })),
      [row(1), row(3)],
      1,
    );
    const said: string[] = [];
    tellChosen(site(), chosen, { will: (text) => void said.push(text), warn: (_, text) => void said.push(text) });
    return { chosen, said: said.join('\n') };
  };

  it('is not ended, and not said to be gone: it is there', async () => {
    const { chosen, said } = await told([3]);
    expect([chosen.sessions, chosen.gone, chosen.unseen]).toEqual([0, 0, 1]);
    expect(said).toMatch(
      /1 login of those asked for stands in a second row .* opens nothing and stays in the database/,
    );
    expect(said).not.toMatch(/gone already/);
  });

  it('is told apart from what is gone, and from what ends', async () => {
    const { chosen, said } = await told([1, 3, 4]);
    expect([chosen.sessions, chosen.gone, chosen.unseen]).toEqual([1, 1, 1]);
    expect(said).toMatch(/1 of those asked for is gone already/);
  });
});
