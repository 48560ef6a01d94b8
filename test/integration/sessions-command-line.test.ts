import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtApp } from '../e2e/built-app.ts';
import { useFleet } from '../fleet/shared.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { startCli } from './built-cli.ts';
import { engineFor, type TestEngine } from './open-engine.ts';
import { verifierOf } from './sessions/verifier-of.ts';

const fleet = useFleet({ sites: 2, wordpress: '6.1' });
let engine: TestEngine;
beforeAll(async () => {
  await builtApp();
  engine = await engineFor(fleet());
  await engine.close();
});
afterAll(() => engine?.dispose());

/** The built command line as a process of its own: what a script of a user's sees. */
const resalt = (words: string) => startCli(engine.dataDir, words.split(' ')).ended;

it('lists, shows what would end, ends exactly that, and prints no token', async () => {
  const [site, other] = fleet().sites;
  if (!site || !other) throw new Error('no site');
  const mine = await logIn(site, 'ed1', { userAgent: '=1+1 <b>' });
  const there = await logIn(other, 'ed1');
  const writer = await logIn(site, 'writer');

  const csv = await resalt('sessions list --user ed1 --csv');
  expect(csv.code).toBe(0);
  expect(csv.out).toContain(verifierOf(mine.cookies));
  expect(csv.out).toContain("'=1+1 <b>");
  const json = JSON.parse((await resalt('sessions --json --user ed1')).out);
  expect(json.sessions.length).toBe(csv.out.trim().split('\n').length - 1);

  const except = `--except ${verifierOf(mine.cookies)}`;
  const dry = JSON.parse((await resalt(`sessions end --all --user ed1 ${except} --dry-run --json`)).out);
  expect(dry.totals).toEqual({ sessions: json.sessions.length - 1, people: 1, sites: 2 });
  expect((await visit(other, there.cookie)).status).toBe(200);

  const ended = await resalt(`sessions end --all --user ed1 ${except} --yes --json`);
  expect(ended.code).toBe(0);
  expect(ended.err).toContain(`${dry.totals.sessions} sessions of 1 person on 2 sites`);
  const frame = JSON.parse(ended.out);
  expect(frame).toMatchObject({ operation: 'EndChosenSessions', totals: { changed: 2 } });
  const before = frame.sites.map((row: { sessions: { before: number } }) => row.sessions.before);
  expect(before[0] + before[1]).toBe(dry.totals.sessions);
  expect((await visit(other, there.cookie)).status).toBe(302);
  expect((await visit(site, mine.cookie)).status).toBe(200);
  expect((await visit(site, writer.cookie)).status).toBe(200);

  const token = decodeURIComponent([...mine.cookies.values()][0] ?? '').split('|')[2] ?? '';
  expect(token.length).toBeGreaterThan(20);
  for (const { out, err } of [csv, ended]) expect(out + err).not.toContain(token);
}, 120_000);
