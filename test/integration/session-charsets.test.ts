import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { asJudged, askWordpress } from './sessions/judge.ts';
import { verifierOf } from './sessions/verifier-of.ts';

/** Old sites: tables in latin1, spoken to in another charset or in their own. Lengths in a value count the bytes that WordPress is sent. */
describe.each([{ says: 'utf8' }, { says: 'latin1' }])('a latin1 table on a site with DB_CHARSET $says', ({ says }) => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1' });
  let engine: TestEngine;
  beforeAll(async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const config = await readFile(site.configPath, 'utf8');
    const changed = config.replace(/(DB_CHARSET',\s*')\w+'/, `$1${says}'`);
    expect(changed).toContain(`${says}'`);
    await writeFile(site.configPath, changed);
    await sql(site, 'ALTER TABLE {p}usermeta CONVERT TO CHARACTER SET latin1');
    engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
  });
  afterAll(() => engine?.dispose());

  it('lists what WordPress reads, and takes one session out without hurting the other', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const userAgent = 'M\u00c3\u00b6bel \u00c2\u00bb/1.0'; // as latin1 these are the bytes of "Möbel »" in UTF-8
    const stays = await logIn(site, 'member3', { userAgent });
    const goes = await logIn(site, 'member3', { userAgent });
    const { sites, sessions } = await engine.call.sessions.list({ select: { all: true }, choice: {} });
    expect(sites[0]).toMatchObject({ outcome: 'ok', problems: [] });
    expect(sessions.find(({ verifier }) => verifier === verifierOf(stays.cookies))?.userAgent).toBe('Möbel »/1.0');
    expect(asJudged(sessions, site)).toEqual(await askWordpress(site));

    const { run } = await engine.call.sessions.end({
      select: { all: true },
      choice: { sessions: [{ verifier: verifierOf(goes.cookies) }] },
      options: {},
    });
    expect((await ended(engine, run)).sites[0]).toMatchObject({
      outcome: 'changed',
      sessions: { before: 1, after: 0 },
    });
    expect((await visit(site, goes.cookie)).status).toBe(302);
    expect((await visit(site, stays.cookie)).status).toBe(200);
    const left = await engine.call.sessions.list({ select: { all: true }, choice: { user: ['member3'] } });
    expect(left.sessions.map(({ userAgent: agent }) => agent)).toEqual(['Möbel »/1.0']);
    expect(asJudged(left.sessions, site)[String(left.sessions[0]?.userId)]).toEqual(
      (await askWordpress(site))[String(left.sessions[0]?.userId)],
    );
  });
});
