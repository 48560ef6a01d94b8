import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { asJudged, askWordpress } from './sessions/judge.ts';
import { verifierOf } from './sessions/verifier-of.ts';

/** The site as it is imported a second time, reached in another way; null: as the fleet has it. */
type Import = ((site: FleetSite) => Record<string, string>) | null;
const locally: Import = ({ url, docroot }) => ({ url, path: docroot });
const databaseAlone: Import = ({ url, db }) => ({
  ...{ url, db_host: db.host, db_port: String(db.port), db_user: db.user, db_password: db.password },
  ...{ db_name: db.name, table_prefix: db.prefix },
});

const routes: { route: string; options: Partial<FleetOptions>; as: Import }[] = [
  { route: 'tunnel', options: {}, as: null },
  { route: 'mysql-client', options: { tcpForwarding: false }, as: null },
  { route: 'php', options: { tcpForwarding: false, noMysqlClient: true }, as: null },
  { route: 'direct', options: {}, as: databaseAlone },
  { route: 'local', options: {}, as: locally },
];

/** What each way to a database must give: the list that WordPress itself gives, and an ending of exactly what was chosen. */
describe.each(routes)('sessions by $route', ({ route, options, as }) => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1', opcache: true, ...options });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
  });
  afterAll(() => engine?.dispose());

  it('are listed, and one of three ends', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const name = as ? route : site.name;
    if (as) {
      const cells = { name, ...as(site) };
      const text = `${Object.keys(cells).join(',')}\n${Object.values(cells).join(',')}\n`;
      expect((await engine.call.sites.import({ format: 'csv', text })).added).toEqual([name]);
    }
    const select = { sites: [name] };
    const inspected = await engine.finish('InspectSite', {}, select);
    expect(inspected.sites[0]?.inspection?.databaseRoute).toBe(route);

    const [doomed, other, writer] = [await logIn(site, 'ed1'), await logIn(site, 'ed1'), await logIn(site, 'writer')];
    const { sites, sessions } = await engine.call.sessions.list({ select, choice: {} });
    expect(sites[0]).toMatchObject({ outcome: 'ok', problems: [] });
    expect(asJudged(sessions, { ...site, name })).toEqual(await askWordpress(site));

    const verifier = verifierOf(doomed.cookies);
    const { run } = await engine.call.sessions.end({ select, choice: { sessions: [{ verifier }] }, options: {} });
    const [row] = (await ended(engine, run)).sites;
    expect(row).toMatchObject({ outcome: 'changed', failure: null, sessions: { before: 1, after: 0 } });
    expect((await visit(site, doomed.cookie)).status).toBe(302);
    for (const { cookie } of [other, writer]) expect((await visit(site, cookie)).status).toBe(200);
  });
});
