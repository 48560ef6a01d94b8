import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { untilNextSecond } from './sessions/until-next-second.ts';

describe('an ending that loses the database after it wrote', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1', objectCache: 'redis' });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 5000 });
  });
  afterAll(() => engine?.dispose());

  it('is uncertain, never done; a retry settles it, counts what the first attempt ended, and spares later logins', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const { cookie } = await logIn(site, 'ed1');
    const other = await logIn(site, 'writer');
    const plan = await engine.call.sessions.plan({ select: { all: true }, choice: { user: ['ed1'] } });
    const { run } = await engine.call.sessions.end({
      select: { all: true },
      choice: { user: ['ed1'] },
      before: plan.at,
      options: {},
    });
    for await (const event of await engine.call.runs.watch({ run }))
      if (event.sites.some(({ step }) => step === 'See that they stay away')) break;
    await fleet().db.crash();
    const first = await ended(engine, run);
    expect(first.sites[0]).toMatchObject({ outcome: 'uncertain', sessions: null });

    await fleet().restartDatabase();
    await untilNextSecond(plan.at);
    const later = await logIn(site, 'ed1');
    await engine.call.runs.retry({ run });
    const second = await ended(engine, run);
    expect(second.sites[0]).toMatchObject({
      outcome: 'changed',
      failure: null,
      attempt: 2,
      sessions: { before: plan.sessions, after: 0 },
    });
    expect((await visit(site, cookie)).status).toBe(302);
    expect((await visit(site, later.cookie)).status).toBe(200);
    expect((await visit(site, other.cookie)).status).toBe(200);
  });
});

describe('a proven ending that loses the database while its canary is in', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1' });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 5000, proofPatienceMs: 2000 });
  });
  afterAll(() => engine?.dispose());

  it('is uncertain; a retry proves it with another one and leaves none of them behind', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const { cookie } = await logIn(site, 'ed1');
    const canaries = async () =>
      (await sql(site, "SELECT user_id FROM {p}usermeta WHERE meta_value LIKE '%Resalt canary%'")).length;
    const { run } = await engine.call.sessions.end({
      ...{ select: { all: true }, choice: { user: ['ed1'] }, options: { proof: true } },
    });
    let late = false;
    const watched = (async () => {
      for await (const event of await engine.call.runs.watch({ run }))
        if (event.run.state === 'finished' || event.sites.some(({ step }) => step === 'See that they stay away')) break;
      late = true;
    })();
    while (!late && (await canaries()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await fleet().db.crash();
    const first = await ended(engine, run);
    await watched;
    expect(first.sites[0]).toMatchObject({ outcome: 'uncertain', proof: null });

    await fleet().restartDatabase();
    await engine.call.runs.retry({ run });
    const second = await ended(engine, run);
    expect(second.sites[0]).toMatchObject({ outcome: 'changed', failure: null, proof: { verdict: 'refused' } });
    expect((await visit(site, cookie)).status).toBe(302);
    expect(await canaries()).toBe(0);
  });
});

describe('an object cache that can’t be made to forget', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1' });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
  });
  afterAll(() => engine?.dispose());

  it('is never called done, also not by a retry that finds nothing left in the database', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    await writeFile(join(site.docroot, 'wp-content/object-cache.php'), '<?php // An object cache in APCu.\n');
    const end = { select: { all: true as const }, choice: { user: ['ed1'] }, options: {} };
    const { run } = await engine.call.sessions.end(end);
    const failed = { outcome: 'failed', failure: { code: 'VERIFY_FAILED', message: expect.stringContaining('APCu') } };
    expect((await ended(engine, run)).sites[0]).toMatchObject(failed);
    await engine.call.runs.retry({ run });
    const again = await ended(engine, run);
    expect(again.sites[0]).toMatchObject({ ...failed, attempt: 2 });
  });
});
