import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeSnapshot } from '../../../src-main/contract/orders/take-snapshot.ts';
import { useFleet } from '../../fleet/shared.ts';
import { ended, engineFor, type TestEngine } from '../open-engine.ts';

const incident = 'i_AAAAAAAAAAAAAAAA';
const fleet = useFleet({ sites: 1, sftpOnly: true });
let engine: TestEngine;
beforeAll(async () => {
  engine = await engineFor(fleet());
});
afterAll(() => engine?.dispose());

async function snapshotOf(site: string) {
  const order = takeSnapshot.parse({ operation: 'TakeSnapshot', incident });
  const { run } = await engine.call.orders.start({ order, select: { sites: [site] }, options: {} });
  const [row] = (await ended(engine, run)).sites;
  const items = (await engine.call.evidence.list({ incident })).filter((item) => item.site === site);
  const said = row?.deeds?.filter(({ result }) => result !== 'done').map(({ what, why }) => `${what}: ${why}`) ?? [];
  return { row, items, said };
}

it('with SFTP alone the files are listed without hashes, and that is said; the rest is kept', async () => {
  const { row, items } = await snapshotOf(fleet().sites[0]?.name ?? '');
  expect(row).toMatchObject({ outcome: 'unchanged', failure: null });
  const files = items.find(({ kind }) => kind === 'files');
  expect(files?.lacks).toMatch(/without hashes/);
  expect(files?.count).toBeGreaterThan(10);
  expect(new Set(items.map(({ kind }) => kind))).toEqual(
    new Set([...items.map(({ kind }) => kind), 'users', 'cron', 'wp-config', 'database']),
  );
  expect(items.filter(({ kind }) => kind === 'database')).toHaveLength(13);
  expect(items.find(({ name }) => name.endsWith('/wp_users.sql'))?.count).toBe(9);
});

it('with the database alone what it holds is kept, and the rest is said', async () => {
  const [site] = fleet().sites;
  if (!site) throw new Error('no site');
  const { host, port, user, password, name, prefix } = site.db;
  const header = 'name,url,db_host,db_port,db_user,db_password,db_name,table_prefix';
  await engine.call.sites.import({
    format: 'csv',
    text: `${header}\ndirect,${site.url},${host},${port},${user},${password},${name},${prefix}\n`,
  });
  const { row, items, said } = await snapshotOf('direct');
  expect(row).toMatchObject({ outcome: 'unchanged', failure: null });
  expect([...new Set(items.map(({ kind }) => kind))]).toEqual([
    'users',
    'sessions',
    'capabilities',
    'tokens',
    'options',
    'cron',
    'database',
  ]);
  expect(said).toHaveLength(4);
  for (const why of said)
    expect(why).toMatch(/^(wp-config|access-logs|error-logs|files): not kept: Its files are not in reach/);
  expect((await engine.call.evidence.verify({ incident, sites: ['direct'] })).damaged).toEqual([]);
});
