import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';

const fleet = useFleet({ sites: 4, wordpress: '6.1' });
const people = 2500;
const most = 50_000;
let engine: TestEngine;

beforeAll(async () => {
  for (const site of fleet().sites) {
    const session = `CONCAT('a:1:{s:64:"', SHA2(CONCAT('${site.name}', seq), 256), '";a:4:{s:10:"expiration";i:2000000000;s:2:"ip";s:11:"203.0.113.7";s:2:"ua";s:7:"Bulk/1.";s:5:"login";i:1700000000;}}')`;
    await sql(
      site,
      `INSERT INTO {p}usermeta (user_id, meta_key, meta_value) SELECT 1000 + seq, 'session_tokens', ${session} FROM seq_1_to_${people}`,
    );
  }
  engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
}, 120_000);
afterAll(() => engine?.dispose());

it('50,000 sessions by name: those that are there end, the others are told as gone, no other one is touched', async () => {
  const { sessions } = await engine.call.sessions.list({ select: { all: true }, choice: {} });
  const bulk = sessions.filter(({ userAgent }) => userAgent === 'Bulk/1.');
  expect(bulk).toHaveLength(people * 4);
  const there = bulk.map(({ verifier, siteId, userId }) => ({ verifier, siteId, userId }));
  const gone = Array.from({ length: most - there.length }, (_, n) => ({
    verifier: randomBytes(32).toString('hex'),
    siteId: there[n % there.length]?.siteId ?? '',
    userId: n,
  }));
  const choice = { sessions: [...there, ...gone] };

  const planning = performance.now();
  const plan = await engine.call.sessions.plan({ select: { all: true }, choice });
  const ending = performance.now();
  expect(plan.sessions).toBe(there.length);
  const { run } = await engine.call.sessions.end({ select: { all: true }, choice, options: {} });
  const { sites } = await ended(engine, run);
  console.info(
    `${most} by name: planned in ${Math.round(ending - planning)} ms, ended in ${Math.round(performance.now() - ending)} ms`,
  );
  expect(sites.map(({ outcome, failure }) => [outcome, failure])).toEqual(sites.map(() => ['changed', null]));
  const sum = (of: 'before' | 'gone') => sites.reduce((all, row) => all + (row.sessions?.[of] ?? 0), 0);
  expect([sum('before'), sum('gone')]).toEqual([there.length, gone.length]);
  const left = await engine.call.sessions.list({ select: { all: true }, choice: {} });
  expect(left.sessions).toHaveLength(sessions.length - there.length);

  const tooMany = { sessions: [...choice.sessions, ...there.slice(0, 1)] };
  await expect(engine.call.sessions.end({ select: { all: true }, choice: tooMany, options: {} })).rejects.toThrow();
}, 180_000);
