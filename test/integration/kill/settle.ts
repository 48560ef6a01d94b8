import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Run } from '../../../src-main/contract/runs.ts';
import { type Engine, openEngine } from '../../../src-main/engine.ts';
import { type RunRecord, runRecord } from '../../../src-main/runs/records.ts';
import { openAuditTrail } from '../../../src-main/store/audit-trail.ts';
import { readLog } from '../../../src-main/store/read-log.ts';
import { sql } from '../../fleet/database.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { logIn, visit } from '../../fleet/visit.ts';
import { ended, passphrase } from '../open-engine.ts';

/** The engine of the next start. */
export async function startAgain(dataDir: string): Promise<Engine> {
  const engine = await openEngine({ dataDir, carrier: 'command-line', proofPatienceMs: 10_000 });
  await engine.call.vault.unlock({ passphrase });
  return engine;
}

/** A site before a run: a person's cookie that opens it, and the digest of its configuration. */
export interface Before {
  site: FleetSite;
  cookie: string;
  sha: string;
}

export async function beforeOf(site: FleetSite): Promise<Before> {
  const { cookie } = await logIn(site, 'ed1');
  expect((await visit(site, cookie)).status).toBe(200);
  return { site, cookie, sha: await shaOf(site) };
}

export const shaOf = async (site: FleetSite) =>
  createHash('sha256')
    .update(await readFile(site.configPath))
    .digest('hex');

/** Nothing is claimed that isn't known: after a kill every site has an outcome that is certain, or is in doubt or waiting. */
export function expectHonest(run: Run): void {
  for (const row of run.sites) {
    expect(row.state, row.site).not.toBe('working');
    if (row.outcome === 'changed') expect(row).toMatchObject({ failure: null, sessions: { after: 0 } });
    if (row.outcome === 'uncertain') expect(row.failure?.retry).toBe('check-first');
    // What died with its connection is in doubt or was not reached; nobody may have called it failed.
    expect(row.outcome, `${row.site}: ${JSON.stringify(row.failure)}`).not.toBe('failed');
  }
}

/** Goes on with a run as a person would, until every site came out as asked. Fails when that takes more than two rounds. */
export async function settle(engine: Engine, runId: string): Promise<Run> {
  let run = await engine.call.runs.show({ run: runId });
  for (let round = 0; round < 2 && run.totals.changed < run.sites.length; round += 1) {
    const doubtful = run.sites.some(({ state, outcome }) => state === 'waiting' || outcome === 'uncertain');
    await engine.call.runs[doubtful ? 'resume' : 'retry']({ run: runId });
    run = await ended(engine, runId);
  }
  return run;
}

/** What must be true of every site when the run is settled, seen from outside and from the journal. */
export async function expectSettled(run: Run, before: readonly Before[], dataDir: string): Promise<void> {
  expect(run.sites.map(({ site, outcome, failure }) => ({ site, outcome, failure }))).toEqual(
    run.sites.map(({ site }) => ({ site, outcome: 'changed', failure: null })),
  );
  const records = await journalOf(dataDir, run.id);
  for (const { site, cookie, sha } of before) {
    const row = run.sites.find((one) => one.site === site.name);
    expect(row).toMatchObject({ sessions: { after: 0 }, proof: { verdict: 'refused', before: 200 } });
    expect((await visit(site, cookie)).status, 'the old cookie').toBe(302);
    expect((await visit(site, '', '/')).status, 'the front page').toBe(200);
    expect((await readdir(dirname(site.configPath))).filter((name) => name.startsWith('.resalt'))).toEqual([]);
    const left = await sql(site, "SELECT user_id FROM {p}usermeta WHERE meta_key = 'session_tokens'");
    expect(left, 'session rows, a canary’s among them').toEqual([]);
    const marked = records.flatMap((record) =>
      record.kind === 'site.marked' && record.siteId === row?.siteId && record.marks.salts ? [record.marks.salts] : [],
    );
    // Every rotation of this run began from the file that was there before it: none came on top of another.
    expect(marked.map(({ edits }) => edits[0]?.shaBefore)).toEqual(marked.map(() => sha));
    expect(marked.at(-1)?.edits[0]?.shaAfter).toBe(await shaOf(site));
    expect(row?.salts?.fingerprintAfter).toBe(marked.at(-1)?.fingerprintAfter);
  }
}

/** Every record of a run's journal, which must be whole. */
export async function journalOf(dataDir: string, runId: string): Promise<RunRecord[]> {
  const { records, damaged, torn } = await readLog(join(dataDir, 'runs', `${runId}.jsonl`), `journal ${runId}`);
  expect({ damaged, torn }).toEqual({ damaged: null, torn: false });
  return records.map(({ record }) => runRecord.parse(record));
}

/**
 * The audit trail is a whole chain and tells of every ending that the journal knows. It hears first, so a kill between the
 * two leaves one ending in it that the journal never heard of: at most one for each site in work, each of this run.
 */
export async function expectAudited(dataDir: string, runId: string): Promise<void> {
  const trail = openAuditTrail(dataDir, () => new Date());
  expect(await trail.verify()).toMatchObject({ broken: null });
  const { records } = await trail.read();
  const told = records.filter((line) => line.runId === runId && line.what === 'site.loggedOut');
  const journal = await journalOf(dataDir, runId);
  const done = journal.flatMap((record) =>
    record.kind === 'site.ended' ? [`${record.siteId} ${record.outcome}`] : [],
  );
  const more = told.map(({ siteId, details }) => `${siteId} ${details.outcome}`);
  const missing = done.filter((ending) => {
    const at = more.indexOf(ending);
    if (at >= 0) more.splice(at, 1);
    return at < 0;
  });
  expect(missing).toEqual([]);
  // Each time the run went on, a kill may have left one such ending of a site; never more, never of another site.
  const interrupted = journal.filter(({ kind }) => kind === 'run.resumed').length;
  const sites = new Set(done.map((ending) => ending.split(' ')[0]));
  const extra = more.map((ending) => ending.split(' ')[0]);
  expect(extra.filter((siteId) => !sites.has(siteId))).toEqual([]);
  for (const siteId of sites) expect(extra.filter((one) => one === siteId).length).toBeLessThanOrEqual(interrupted);
}
