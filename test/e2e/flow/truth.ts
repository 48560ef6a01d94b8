import { expect, vi } from 'vitest';
import { z } from 'zod';
import { connect, sql } from '../../fleet/database.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { logIn, visit } from '../../fleet/visit.ts';
import { startCli } from '../../integration/built-cli.ts';

/** Somebody who logged in to a site in the ordinary way and still holds the cookie. */
export interface Visitor {
  site: FleetSite;
  cookie: string;
}

export const logInEverywhere = (sites: readonly FleetSite[]): Promise<Visitor[]> =>
  Promise.all(sites.map(async (site) => ({ site, cookie: (await logIn(site, 'ed1')).cookie })));

/** What each site answers to its visitor now: 200 lets in, 302 is the way to the login. */
export async function answersTo(visitors: readonly Visitor[]): Promise<Record<string, number>> {
  const answers = await Promise.all(visitors.map(({ site, cookie }) => visit(site, cookie)));
  return Object.fromEntries(visitors.map(({ site }, i) => [site.name, answers[i]?.status ?? 0]));
}

export const everywhere = (sites: readonly FleetSite[], status: number): Record<string, number> =>
  Object.fromEntries(sites.map(({ name }) => [name, status]));

/** Rows of logins that stand in the databases. */
export async function loginRows(sites: readonly FleetSite[]): Promise<number> {
  const statement = "SELECT COUNT(*) AS n FROM {p}usermeta WHERE meta_key = 'session_tokens'";
  const counts = await Promise.all(sites.map((site) => sql(site, statement)));
  return counts.reduce((sum, [row]) => sum + Number(row?.n), 0);
}

/** Logins that stood in the databases at the start, expired ones too: WordPress keeps those until the next login. */
export const seededLogins = (sites: readonly FleetSite[]): number => sites.flatMap(({ sessions }) => sessions).length;

/** Those of them that are expired. */
export const expiredLogins = (sites: readonly FleetSite[]): number =>
  sites.flatMap(({ sessions }) => sessions).filter(({ expiresAt }) => expiresAt < Date.now() / 1000).length;

/** Nobody can write to the site's logins until the returned function is called, so that a run stays at it. */
export async function holdLogins(site: FleetSite): Promise<() => Promise<void>> {
  const connection = await connect(site);
  await connection.query(`LOCK TABLES ${site.db.prefix}usermeta READ`);
  return () => connection.end();
}

/** A writer stands before the lock of `holdLogins`: what it did before is in the run's journal by now. */
export async function writerWaits(site: FleetSite): Promise<void> {
  const waiting = "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE state LIKE 'Waiting for table%'";
  await vi.waitFor(async () => expect(Number((await sql(site, waiting))[0]?.n)).toBe(1), { timeout: 30_000 });
}

/** Somebody has this site's first post open in the editor. */
export async function openEditor(site: FleetSite): Promise<void> {
  const value = `${Math.floor(Date.now() / 1000)}:3`;
  await sql(site, "INSERT INTO {p}postmeta (post_id, meta_key, meta_value) VALUES (1, '_edit_lock', ?)", [value]);
}

const frame = z.object({
  run: z.string(),
  state: z.string().optional(),
  totals: z.record(z.string(), z.number()),
  sites: z.array(
    z.object({
      site: z.string(),
      outcome: z.string().nullable(),
      proof: z.object({ verdict: z.string() }).optional(),
    }),
  ),
});

/** The run as the command line tells it from the same folder, when no window has that open. */
export async function runOnDisk(dataDir: string, run: string): Promise<z.infer<typeof frame>> {
  const { out, err } = await startCli(dataDir, ['runs', 'show', run, '--json']).ended;
  expect(out, err).not.toBe('');
  return frame.parse(JSON.parse(out));
}
