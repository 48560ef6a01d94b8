import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

const fleet = useFleet({ sites: 1, wordpress: '6.1' });
let engine: TestEngine;
beforeAll(async () => {
  engine = await engineFor(fleet());
});
afterAll(() => engine?.dispose());

it('expired logins, and those of nobody, are not counted as if somebody was logged in', async () => {
  const [site] = fleet().sites;
  if (!site) throw new Error('no site');
  const live = site.sessions.filter(({ expiresAt }) => expiresAt > Date.now() / 1000);
  expect(live.length).toBeLessThan(site.sessions.length);
  const alive = `a:1:{s:64:"${'a'.repeat(64)}";a:2:{s:10:"expiration";i:2000000000;s:5:"login";i:1700000000;}}`;
  const add = (user: number) =>
    sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, 'session_tokens', ?)", [user, alive]);
  await add(site.users.find(({ login }) => login === live[0]?.login)?.id ?? 0);
  await add(999_999);

  const counted = {
    count: site.sessions.length + 2,
    live: { count: live.length, people: new Set(live.map(({ login }) => login)).size },
  };
  const inspected = await engine.finish('InspectSite');
  expect(inspected.sites[0]?.inspection?.sessions).toMatchObject(counted);

  // A plan counts what is stored and no more: WordPress drops an expired one when it writes a new one, so that as many may be others.
  const expired = site.sessions.find(({ expiresAt }) => expiresAt <= Date.now() / 1000);
  const id = site.users.find(({ login }) => login === expired?.login)?.id ?? 0;
  await sql(
    site,
    "UPDATE {p}usermeta SET meta_value = REPLACE(meta_value, ?, ?) WHERE meta_key = 'session_tokens' AND user_id = ?",
    [...[`i:${expired?.expiresAt};`, 'i:2000000000;', id]],
  );
  const stored = async () => (await engine.call.sites.list({ select: { all: true } }))[0]?.inspection;
  await engine.finish('EndSessions', { dryRun: true, proof: false });
  await expect.poll(async () => (await stored())?.sessions).toMatchObject({ count: counted.count, live: null });
  await engine.finish('InspectSite');
  await expect.poll(async () => (await stored())?.sessions.live?.count).toBe(counted.live.count + 1);
});
