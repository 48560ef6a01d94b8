import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useFleet } from '../fleet/shared.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { verifierOf } from './sessions/verifier-of.ts';

const fleet = useFleet({ sites: 2, wordpress: '6.1' });
let engine: TestEngine;
beforeAll(async () => {
  engine = await engineFor(fleet());
});
afterAll(() => engine?.dispose());

const all = { all: true } as const;
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
/** Of Andrews & Arnold (GB), of XS4ALL (NL), and of Hetzner (DE) in the shipped data. */
const [gb, nl, hetzner] = ['81.2.69.142', '194.109.6.66', '88.198.10.1'];

it('lists where sessions come from, judges them, and ends those of one country by real cookies', async () => {
  const [site, other] = fleet().sites;
  if (!site || !other) throw new Error('no site');
  const atHome = await logIn(site, 'ed1', { ip: gb, userAgent: chrome });
  const abroad = await logIn(site, 'ed1', { ip: nl, userAgent: chrome });
  const script = await logIn(other, 'writer', { ip: hetzner, userAgent: 'python-requests/2.31.0' });
  const home = await logIn(other, 'agency', { ip: gb });

  const { sessions, notes } = await engine.call.sessions.list({ select: all });
  expect(notes.filter((note) => note.includes('not there'))).toEqual([]);
  const rowOf = (login: typeof home) => sessions.find(({ verifier }) => verifier === verifierOf(login.cookies));
  expect(rowOf(abroad)).toMatchObject({ country: 'NL', device: 'Windows', browser: 'Chrome 141', lastSeenAt: null });
  expect(rowOf(abroad)?.flags.map(({ flag }) => flag)).toContain('several-countries');
  expect(rowOf(script)).toMatchObject({ country: 'DE', network: 'AS24940 Hetzner Online GmbH', device: 'script' });
  expect(rowOf(script)?.flags.map(({ flag }) => flag)).toContain('hosting-network');

  const odd = await engine.call.sessions.list({ select: all, choice: { flagged: true } });
  expect(odd.sessions.every(({ flags }) => flags.some(({ flag }) => flag !== 'expired'))).toBe(true);
  const inNl = await engine.call.sessions.list({ select: all, choice: { country: ['NL'] } });
  const dutch = sessions.filter(({ country }) => country === 'NL');
  expect(inNl.sessions).toEqual(dutch);
  expect(dutch.map(({ verifier }) => verifier)).toContain(verifierOf(abroad.cookies));

  const plan = await engine.call.sessions.plan({ select: all, choice: { country: ['nl'] } });
  expect(plan).toMatchObject({ sessions: dutch.length });
  // Who logs in after the plan was not shown and stays, from wherever.
  const { run } = await engine.call.sessions.end({ select: all, choice: plan.choice, before: plan.at, options: {} });
  expect((await ended(engine, run)).totals).toMatchObject({ failed: 0, uncertain: 0 });
  const left = await engine.call.sessions.list({ select: all });
  const kept = sessions.filter(({ country }) => country !== 'NL').map(({ verifier }) => verifier);
  expect(left.sessions.map(({ verifier }) => verifier)).toEqual(kept);
  expect((await visit(site, abroad.cookie)).status).toBe(302);
  for (const [where, login] of [
    [site, atHome],
    [other, script],
    [other, home],
  ] as const)
    expect((await visit(where, login.cookie)).status).toBe(200);
});

it('a choice by country that nobody judged for a site ends nothing there and says so', async () => {
  const [site] = fleet().sites;
  if (!site) throw new Error('no site');
  const login = await logIn(site, 'ed1', { ip: nl });
  const { run } = await engine.call.sessions.end({
    ...{ select: { sites: [site.name] }, options: {} },
    choice: { country: ['NL'], judged: [] },
  });
  const [row] = (await ended(engine, run)).sites;
  expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'VERIFY_FAILED' } });
  expect((await visit(site, login.cookie)).status).toBe(200);
});

it('what came since an earlier look is new to its user; known sessions are judged alike', async () => {
  const [site] = fleet().sites;
  if (!site) throw new Error('no site');
  await engine.call.sessions.list({ select: all });
  const login = await logIn(site, 'ed2', { ip: hetzner });
  const { sessions } = await engine.call.sessions.list({ select: { sites: [site.name] } });
  const flagsOf = (flags: { flag: string }[] | undefined) => flags?.map(({ flag }) => flag).sort();
  const mine = sessions.find(({ verifier }) => verifier === verifierOf(login.cookies));
  expect(flagsOf(mine?.flags)).toEqual(expect.arrayContaining(['hosting-network', 'new-address', 'new-network']));
  const page = await engine.call.sessions.known({ select: all });
  const known = page.sessions.find(({ verifier }) => verifier === verifierOf(login.cookies));
  expect(flagsOf(known?.flags)).toEqual(flagsOf(mine?.flags));
  expect(page.addresses.find(({ ip }) => ip === hetzner)).toMatchObject({ country: 'DE' });
});

it('what the agency knows is kept sealed, judged by, and refused with the entry that is wrong', async () => {
  const offices = [{ name: 'Harbour office', range: `${nl}/32` }];
  const set = engine.call.knowledge.set;
  expect(await set({ offices, people: ['boss@agency.test'] })).toMatchObject({ keepDays: 90, offices });
  expect(await set({ keepDays: 30 })).toMatchObject({ keepDays: 30, offices, people: ['boss@agency.test'] });
  for (const file of await readdir(engine.dataDir, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const text = (await readFile(join(file.parentPath, file.name))).toString('latin1');
    for (const word of ['Harbour office', 'boss@agency', nl]) expect(text.includes(word), file.name).toBe(false);
  }
  await expect(set({ blocked: ['203.0.113.0/24', 'x'] })).rejects.toThrow('blocked, entry 2: “x”');
  await expect(set({ offices: [{ name: 'All', range: '::/0' }] })).rejects.toThrow('every address there is');
  const { sessions } = await engine.call.sessions.list({ select: all, choice: { address: [nl] } });
  expect(sessions.length).toBeGreaterThan(0);
  expect(sessions.flatMap(({ flags }) => flags.map(({ flag }) => flag))).not.toContain('several-countries');
  engine.lockVault('test');
  await expect(engine.call.knowledge.get({})).rejects.toThrow();
});
