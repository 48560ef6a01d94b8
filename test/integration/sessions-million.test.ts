import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';

const fleet = useFleet({ sites: 1, wordpress: '6.1' });
const people = 20_000;
let engine: TestEngine;

/** A shop's usermeta: a million rows, 20,000 of them sessions. */
beforeAll(async () => {
  const [site] = fleet().sites;
  if (!site) throw new Error('no site');
  const connection = await connect(site);
  const { prefix: p } = site.db;
  const session = (n: string) =>
    `CONCAT('a:1:{s:64:"', SHA2(${n}, 256), '";a:4:{s:10:"expiration";i:2000000000;s:2:"ip";s:11:"203.0.113.7";s:2:"ua";s:7:"Bulk/1.";s:5:"login";i:1700000000;}}')`;
  await connection.query(
    `INSERT INTO \`${p}users\` (ID, user_login, user_email, user_pass) SELECT 1000 + seq, CONCAT('bulk', seq), CONCAT('bulk', seq, '@shop.test'), '*' FROM seq_1_to_${people}`,
  );
  await connection.query(
    `INSERT INTO \`${p}usermeta\` (user_id, meta_key, meta_value) SELECT 1000 + (seq % ${people}), IF(seq % 50 = 0, 'session_tokens', CONCAT('field_', seq % 49)), IF(seq % 50 = 0, ${session('seq')}, 'x') FROM seq_1_to_1000000`,
  );
  await connection.query(
    `INSERT INTO \`${p}usermeta\` (user_id, meta_key, meta_value) SELECT 1000 + seq, '${p}capabilities', 'a:1:{s:8:"customer";b:1;}' FROM seq_1_to_${people}`,
  );
  // Many of the same user: WordPress sees the first only. One row each, as WordPress writes them:
  await connection.query(
    `UPDATE \`${p}usermeta\` m JOIN (SELECT umeta_id, ROW_NUMBER() OVER (ORDER BY umeta_id) n FROM \`${p}usermeta\` WHERE meta_key = 'session_tokens' AND user_id >= 1000) r ON r.umeta_id = m.umeta_id SET m.user_id = 1000 + r.n`,
  );
  connection.destroy();
  engine = await engineFor(fleet(), { loginsUnderWayMs: 200 });
}, 300_000);
afterAll(() => engine?.dispose());

it('are read and ended in seconds', async () => {
  const [site] = fleet().sites;
  if (!site) throw new Error('no site');
  const [counted] = await sql(site, 'SELECT COUNT(*) AS n FROM {p}usermeta');
  expect(Number(counted?.n)).toBeGreaterThan(1_000_000);

  const started = performance.now();
  const { sessions, sites } = await engine.call.sessions.list({ select: { all: true }, choice: {} });
  const listed = performance.now() - started;
  expect(sites[0]).toMatchObject({ outcome: 'ok', problems: [] });
  expect(sessions.filter(({ user }) => user?.startsWith('bulk'))).toHaveLength(people);

  const ending = performance.now();
  const { run } = await engine.call.sessions.end({
    select: { all: true },
    choice: { address: ['203.0.113.7'] },
    options: {},
  });
  const [row] = (await ended(engine, run)).sites;
  const gone = performance.now() - ending;
  expect(row).toMatchObject({ outcome: 'changed', sessions: { before: people, after: 0 } });
  console.info(
    `${sessions.length} sessions listed in ${Math.round(listed)} ms, ${people} ended in ${Math.round(gone)} ms`,
  );
  expect(listed).toBeLessThan(60_000);
  expect(gone).toBeLessThan(120_000);
  const left = await engine.call.sessions.list({ select: { all: true }, choice: {} });
  expect(left.sessions).toHaveLength(sessions.length - people);
}, 300_000);
