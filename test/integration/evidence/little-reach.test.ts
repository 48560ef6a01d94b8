import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeSnapshot } from '../../../src-main/contract/orders/take-snapshot.ts';
import { logsOf } from '../../fleet/processes/nginx.ts';
import { useFleet } from '../../fleet/shared.ts';
import { logIn } from '../../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from '../open-engine.ts';

let incident: string;
const fleet = useFleet({ sites: 1, sftpOnly: true });
let engine: TestEngine;
beforeAll(async () => {
  engine = await engineFor(fleet());
  const words = { name: 'a breach', owner: 'Ada', symptoms: 'strange users', noticedAt: new Date().toISOString() };
  incident = (await engine.call.incidents.open({ ...words, select: { all: true } })).id;
});
afterAll(() => engine?.dispose());

async function snapshotOf(site: string) {
  const order = takeSnapshot.parse({ operation: 'TakeSnapshot', incident });
  const { run } = await engine.call.orders.start({
    order,
    select: { sites: [site] },
    options: { incident: { id: incident, step: 'keep-evidence', part: 0 } },
  });
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

  // The record tells of both looks, with their hashes.
  const told = async () =>
    (await engine.call.incidents.show({ incident })).record.filter(({ what }) => what.startsWith('Kept'));
  await expect.poll(async () => (await told()).length).toBe(2);
  expect((await told()).at(-1)?.what).toContain(`${items.length} pieces of evidence`);
});

it('the time line reads logs over SFTP too, packed ones as well, and says what the database alone can’t tell', async () => {
  const [site] = fleet().sites;
  if (!site) throw new Error('no site');
  await logIn(site, 'owner', { ip: '203.0.113.66' });
  const old = new Date(Date.now() - 3 * 86_400_000).toUTCString().split(/[ ,]+/);
  const time = `${old[1]}/${old[2]}/${old[3]}:12:00:00 +0000`;
  const line = `203.0.113.66 - - [${time}] "POST /wp-login.php HTTP/1.1" 302 5 "-" "UA"\n`;
  await writeFile(join(logsOf(site.docroot), 'access.log.2.gz'), gzipSync(`cut off"\n${line}${'x'.repeat(100_000)}`));
  const words = { name: 'another', owner: 'Ada', symptoms: 'strange users', noticedAt: new Date().toISOString() };
  const { id } = await engine.call.incidents.open({ ...words, select: { all: true } });
  const { readings } = await engine.call.timeline.gather({ incident: id });
  const { entries } = await engine.call.timeline.show({ incident: id, sources: ['access-log'], kind: 'login' });
  expect(entries.map(({ ip }) => ip)).toEqual(['203.0.113.66', '203.0.113.66']);
  expect(entries.map(({ from }) => from?.split('/').pop())).toEqual(['access.log.2.gz', 'access.log']);
  const of = (name: string, file = '') =>
    readings.find((one) => one.site === name && one.source === 'access-log' && one.from.endsWith(file))?.lacks;
  expect(of(site.name, 'access.log')).toBeNull();
  expect(of(site.name, 'access.log.2.gz')).toBe('2 lines are in no form that Resalt knows.');
  expect(of('direct') ?? '').toContain('by its database alone');
});
