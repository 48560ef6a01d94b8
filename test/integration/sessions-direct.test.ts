import { afterAll, beforeAll, expect, it } from 'vitest';
import { useFleet } from '../fleet/shared.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { asJudged, askWordpress } from './sessions/judge.ts';

const fleet = useFleet({ sites: 1, wordpress: '6.1' });
let engine: TestEngine;
beforeAll(async () => {
  engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
});
afterAll(() => engine?.dispose());

it('a site whose database alone is reached: listed as WordPress tells it, ended, and warned of a cache that can’t be seen', async () => {
  const [site] = fleet().sites;
  if (!site) throw new Error('no site');
  const { host, port, user, password, name, prefix } = site.db;
  const header = 'name,url,db_host,db_port,db_user,db_password,db_name,table_prefix';
  const text = `${header}\ndirect,${site.url},${host},${port},${user},${password},${name},${prefix}\n`;
  expect((await engine.call.sites.import({ format: 'csv', text })).added).toEqual(['direct']);
  const select = { sites: ['direct'] };

  const { sites, sessions } = await engine.call.sessions.list({ select, choice: {} });
  expect(sites[0]).toMatchObject({ outcome: 'ok', problems: [] });
  expect(asJudged(sessions, { ...site, name: 'direct' })).toEqual(await askWordpress(site));

  const { cookie } = await logIn(site, 'ed1');
  const other = await logIn(site, 'writer');
  const { run } = await engine.call.sessions.end({ select, choice: { user: ['ed1'] }, options: {} });
  const [row] = (await ended(engine, run)).sites;
  expect(row).toMatchObject({ outcome: 'changed', failure: null, warnings: [{ kind: 'object-cache' }] });
  expect((await visit(site, cookie)).status).toBe(302);
  expect((await visit(site, other.cookie)).status).toBe(200);
});
