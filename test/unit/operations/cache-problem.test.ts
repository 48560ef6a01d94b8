import { expect, it } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import type { Host } from '../../../src-main/hosts/host.ts';
import type { Deed } from '../../../src-main/operations/log-out.ts';
import { seeNoneComeBack } from '../../../src-main/operations/steps/end-sessions.ts';
import type { Look } from '../../../src-main/operations/steps/look.ts';
import { failureOf } from '../../../src-main/operations/steps/result-of.ts';
import type { Intent } from '../../../src-main/operations/steps/tell-plan.ts';
import type { Story } from '../../../src-main/operations/story.ts';

/** A site whose logins come back once, at the given look, and whose cache can't be made to forget. */
function siteWhere(comesBackAt: number): Look {
  let looks = 0;
  const run = async (statements: unknown[]) => {
    looks += 1;
    return statements.map((_, index) => ({
      affected: index === 0 && looks === comesBackAt ? 1 : 0,
      rows: [{ n: Buffer.from('0') }],
    }));
  };
  return {
    site: { id: 'a', name: 'acme' },
    host: { label: 'acme' } as Host,
    cache: { way: 'cannot', kind: null, why: 'Nobody can flush it.' },
    database: { run },
    stored: {
      tables: { prefix: 'wp_', usermeta: 'wp_usermeta', users: 'wp_users' },
      userIds: [1],
      sessions: { count: 3, people: 1, unreadable: 0 },
      editors: [],
    },
  } as unknown as Look;
}
const story = { marks: {} } as Story;

it.each([1, 2, 3])('logins that came back at look %i and may stay in the cache are not said to be gone', async (at) => {
  expect(await seeNoneComeBack(siteWhere(at), story, null, 200)).toEqual({
    before: 3,
    after: 0,
    cacheProblem: 'Nobody can flush it.',
  });
});

it('where nothing came back, the cache was asked before and there is nothing to say', async () => {
  expect(await seeNoneComeBack(siteWhere(99), story, null, 60)).toMatchObject({ cacheProblem: null });
});

const intent: Intent = { salts: true, sessions: true, proof: true };
const salts = { rotated: 8, fingerprintBefore: 'a', fingerprintAfter: 'b' };
const refused = { verdict: 'refused' };
const done = {
  sessions: { before: 3, after: 0 },
  saltsError: undefined,
  proof: refused,
  manager: null,
  cacheProblem: null,
};
const judge = (deed: object, more: Partial<Intent> = {}) =>
  failureOf(siteWhere(99), { ...done, ...deed } as unknown as Deed, { ...intent, ...more })?.code;

it('a cache that may keep logins is a failure wherever the salts that sign them live on', () => {
  const cacheProblem = 'Redis did not answer.';
  expect(judge({ salts: null, cacheProblem }, { salts: false })).toBe('VERIFY_FAILED');
  expect(judge({ salts, cacheProblem }, { oldSalts: true })).toBe('VERIFY_FAILED');
  expect(judge({ salts, cacheProblem })).toBe(undefined);
  expect(judge({ salts, cacheProblem: null }, { oldSalts: true })).toBe(undefined);
});

it('new salts that the site seems not to work with end nothing by themselves', () => {
  const saltsContradicted = true;
  const proof = { verdict: 'not-possible' };
  const manager = 'It keeps them in a table.';
  expect(judge({ salts, proof, saltsContradicted, sessions: null }, { sessions: false })).toBe('VERIFY_FAILED');
  expect(judge({ salts, proof, sessions: null }, { sessions: false })).toBe(undefined);
  expect(judge({ salts, proof, saltsContradicted })).toBe(undefined);
  expect(judge({ salts, proof, saltsContradicted, manager })).toBe('VERIFY_FAILED');
  expect(judge({ salts, proof, saltsContradicted, cacheProblem: 'Redis did not answer.' })).toBe('VERIFY_FAILED');
});

it('where new salts were not to be had and a plugin keeps sessions elsewhere, no login is said to have ended', () => {
  const saltsError = new ResaltError('SALTS_ELSEWHERE', 'They come from the environment.');
  const said = (deed: object) =>
    failureOf(siteWhere(99), { ...done, salts: null, saltsError, ...deed } as unknown as Deed, intent)?.message;
  const proof = { verdict: 'not-asked' };
  expect(said({ proof })).toContain('All 3 logins were ended all the same');
  expect(said({ proof, manager: 'It keeps them in a table.' })).toMatch(/not proven to end the logins\. It keeps them/);
  // A refused canary was never in that table.
  expect(said({ manager: 'It keeps them in a table.' })).toMatch(/not proven to end the logins\. It keeps them/);
  expect(judge({ salts: null, manager: 'It keeps them in a table.' }, { salts: false })).toBe('VERIFY_FAILED');
  expect(judge({ salts, manager: 'It keeps them in a table.' })).toBe(undefined);
});
