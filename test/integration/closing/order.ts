import { Redis } from 'ioredis';
import type { Order } from '../../../src-main/contract/orders.ts';
import type { Run, RunOptions, RunSite } from '../../../src-main/contract/runs.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { ended, type TestEngine } from '../open-engine.ts';

type Asked = Parameters<TestEngine['call']['orders']['start']>[0]['order'];

/** Has an order done on all sites of the engine and answers with the run when it is over. */
export async function orderAll(engine: TestEngine, order: Asked, options: Partial<RunOptions> = {}): Promise<Run> {
  const { run } = await engine.call.orders.start({ order, select: { all: true }, options });
  return ended(engine, run);
}

/** The same of an engine with one site. */
export async function orderOne(engine: TestEngine, order: Asked, options: Partial<RunOptions> = {}): Promise<RunSite> {
  const [row] = (await orderAll(engine, order, options)).sites;
  if (!row) throw new Error('no site');
  return row;
}

/** What was done, as "kind what: result". */
export const deedsOf = ({ deeds = [] }: RunSite): string[] =>
  deeds.map(({ kind, what, result }) => `${kind} ${what}: ${result}`);

/** Empties the site's cache, so that what was written by SQL is what WordPress sees. */
export async function emptyCache(site: FleetSite): Promise<void> {
  if (!site.redis) return;
  const { host, port, password, database } = site.redis;
  const redis = new Redis({ host, port, password, db: database });
  await redis.flushdb().finally(() => redis.disconnect());
}

export type { Order };
