import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

const kinds: { name: string; options: Partial<FleetOptions>; route: string }[] = [
  { name: 'a network of three blogs', options: { multisite: true }, route: 'tunnel' },
  { name: 'a database behind a Unix socket', options: { databaseBy: 'socket' }, route: 'tunnel' },
  {
    name: 'a server that refuses forwarding, with Redis',
    options: { tcpForwarding: false, objectCache: 'redis' },
    route: 'mysql-client',
  },
];

describe.each(kinds)('$name', ({ options, route }) => {
  const fleet = useFleet({ sites: 1, ...options });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet());
  });
  afterAll(() => engine?.dispose());

  it('is logged out, proven', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const cookies = await Promise.all(
      ['owner', 'ed1', 'member1'].map(async (login) => (await logIn(site, login)).cookie),
    );
    for (const cookie of cookies) expect((await visit(site, cookie)).status).toBe(200);

    const run = await engine.finish('FleetLogout');

    expect(run.sites[0]).toMatchObject({
      ...{ outcome: 'changed', failure: null, sessions: { after: 0 }, salts: { rotated: 8 } },
      proof: { verdict: 'refused', before: 200, after: 302 },
      inspection: { databaseRoute: route, wordpress: { multisite: options.multisite ?? false } },
    });
    for (const cookie of cookies) expect((await visit(site, cookie)).status).toBe(302);
    expect((await visit(site, '', '/')).status).toBe(200);
  });
});

describe('sessions alone, behind a warm Redis that only the server itself reaches', () => {
  const fleet = useFleet({ sites: 1, tcpForwarding: false, objectCache: 'redis' });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet());
  });
  afterAll(() => engine?.dispose());

  // FACTS: a plain SQL delete leaves people logged in there; without new salts only the emptied cache ends them.
  it('really end', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const { cookie } = await logIn(site, 'member3');
    expect((await visit(site, cookie)).status).toBe(200);
    const run = await engine.finish('EndSessions');
    expect(run.sites[0]).toMatchObject({ outcome: 'changed', warnings: [], proof: { verdict: 'refused' } });
    expect((await visit(site, cookie)).status).toBe(302);
  });
});
