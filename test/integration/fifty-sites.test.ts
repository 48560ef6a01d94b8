import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import PQueue from 'p-queue';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

// DESIGN: the moment it is made for. 50 sites, object cache warm, OPcache on, and real cookies of the test's own.
const fleet = useFleet({ sites: 50, objectCache: 'redis', opcache: true });
let engine: TestEngine;
beforeAll(async () => {
  engine = await engineFor(fleet());
});
afterAll(() => engine?.dispose());

it('every cookie that opened one of 50 sites before is refused afterwards, and the run says so', async () => {
  const sites = fleet().sites;
  // A login and a visit warm the cache: from here on a plain SQL delete would end nothing (FACTS: Persistent object cache).
  const cookies = await each(sites, async (site) => (await logIn(site, 'ed1')).cookie);
  const opened = await each(sites, (site, i) => visit(site, cookies[i] ?? ''));
  expect(opened.map(({ status }) => status)).toEqual(sites.map(() => 200));
  const front = await each(sites, (site) => visit(site, '', '/'));
  const files = await each(sites, filesOf);

  const run = await engine.finish('FleetLogout');

  expect(run.totals).toEqual({
    changed: 50,
    unchanged: 0,
    skipped: 0,
    failed: 0,
    unreachable: 0,
    cancelled: 0,
    uncertain: 0,
  });
  expect(run.sites.map(({ proof }) => proof?.verdict)).toEqual(sites.map(() => 'refused'));
  const refused = await each(sites, (site, i) => visit(site, cookies[i] ?? ''));
  expect(refused.map(({ status, location }) => [status, location?.includes('/wp-login.php')])).toEqual(
    sites.map(() => [302, true]),
  );
  const after = await each(sites, (site) => visit(site, '', '/'));
  expect(after.map(({ status }) => status)).toEqual(front.map(({ status }) => status));
  expect(await each(sites, filesOf)).toEqual(files);
  expect(await each(sites, sessionRows)).toEqual(sites.map(() => 0));
}, 300_000);

async function filesOf(site: FleetSite): Promise<string[]> {
  const folders = [site.docroot, dirname(site.docroot)];
  return (await Promise.all(folders.map((folder) => readdir(folder)))).flat().sort();
}

async function sessionRows(site: FleetSite): Promise<number> {
  const [row] = await sql(site, "SELECT COUNT(*) AS n FROM {p}usermeta WHERE meta_key = 'session_tokens'");
  return Number(row?.n);
}

/** Four at a time: the test asks the sites no harder than a few visitors would. */
async function each<T>(
  sites: readonly FleetSite[],
  work: (site: FleetSite, index: number) => Promise<T>,
): Promise<T[]> {
  const queue = new PQueue({ concurrency: 4 });
  return Promise.all(sites.map((site, index) => queue.add(() => work(site, index))));
}
