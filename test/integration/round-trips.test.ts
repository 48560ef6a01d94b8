import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSite } from '../../src-main/contract/runs.ts';
import { writeImportCsv } from '../fleet/import-csv.ts';
import { useFleet } from '../fleet/shared.ts';
import { type DelayProxy, startDelayProxy } from './hosts/delay-proxy.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

const oneWayMs = 300;
const attempts = 3;

/**
 * How often a logout waits for the server, whatever the server is: with a delay between Resalt and sshd a site takes longer by
 * that many times the delay. The best of some attempts counts, since a busy machine can only add.
 */
describe.each([
  { name: 'a plain site', options: {} },
  { name: 'a site with a warm Redis cache', options: { objectCache: 'redis' as const } },
])('the whole logout of $name takes at most 10 round trips in sequence once the connection stands', ({ options }) => {
  const fleet = useFleet({ sites: 1, opcache: { revalidateSeconds: 0 }, ...options });
  let proxy: DelayProxy;
  let near: TestEngine;
  let far: TestEngine;
  beforeAll(async () => {
    proxy = await startDelayProxy({ host: '127.0.0.1', port: fleet().ssh.port }, oneWayMs);
    const away = fleet().sites.map((site) => ({ ...site, sshPort: proxy.port }));
    near = await engineFor(fleet());
    far = await engineFor({ ...fleet(), importCsv: (path) => writeImportCsv(away, path) });
  });
  afterAll(async () => {
    await near?.dispose();
    await far?.dispose();
    await proxy?.close();
  });

  /** The fastest logout of some; the connection stands, because an inspection has just used it. */
  async function fastest(engine: TestEngine, proof: boolean): Promise<RunSite> {
    const rows: RunSite[] = [];
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await engine.finish('InspectSite');
      const [row] = (await engine.finish('FleetLogout', { proof })).sites;
      expect(row).toMatchObject({ outcome: 'changed', proof: { verdict: proof ? 'refused' : 'not-asked' } });
      if (row) rows.push(row);
    }
    const [best] = rows.sort((one, other) => (one.ms ?? 0) - (other.ms ?? 0));
    if (!best) throw new Error('no logout was measured');
    return best;
  }

  it.each([{ proof: false }, { proof: true }])(
    'with proof: $proof',
    async ({ proof }) => {
      const [there, here] = [await fastest(far, proof), await fastest(near, proof)];
      const trips = ((there.ms ?? Number.NaN) - (here.ms ?? 0)) / proxy.roundTripMs;
      const where = there.steps.map((step) => {
        const local = here.steps.find(({ name }) => name === step.name)?.ms ?? 0;
        return `${step.name}: ${((step.ms - local) / proxy.roundTripMs).toFixed(1)}`;
      });
      if (process.env.RESALT_ROUND_TRIPS_TELL) console.log(trips.toFixed(2), where.join(', '));
      expect(trips, where.join(', ')).toBeLessThanOrEqual(10);
    },
    180_000,
  );

  it('an inspection, which reads every session, takes at most 8', async () => {
    const inspect = async (engine: TestEngine) => {
      const times: number[] = [];
      for (let attempt = 0; attempt < attempts; attempt += 1)
        times.push((await engine.finish('InspectSite')).sites[0]?.ms ?? Number.NaN);
      return Math.min(...times);
    };
    expect(((await inspect(far)) - (await inspect(near))) / proxy.roundTripMs).toBeLessThanOrEqual(8);
  }, 180_000);
});
