import PQueue from 'p-queue';
import { type Failure, toFailure } from '../contract/failures.ts';
import { procedures as declared } from '../contract/procedures.ts';
import type { RunOptions } from '../contract/runs.ts';
import type { SessionChoice, SessionPlan } from '../contract/sessions.ts';
import type { Site } from '../contract/sites.ts';
import { listSessions } from '../operations/list-sessions.ts';
import { chooseSessions, tellChosen } from '../operations/steps/choose-sessions.ts';
import { openSite } from '../operations/steps/look.ts';
import { type DatedChoice, ready, sealChoice } from '../operations/steps/sealed-choice.ts';
import { type EarlierSession, judgeRows, meantRows, namedChoice } from './judged-rows.ts';
import { knownFleet } from './known-fleet.ts';
import { knownSessions } from './known-sessions.ts';
import type { Parts } from './parts.ts';
import { silent } from './reach-sites.ts';
import { router, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';

const { sessions: d } = declared;

export function sessionProcedures(parts: Parts) {
  const unlocked = unlockedProcedure(parts);
  return router({
    known: knownSessions(parts),
    list: unlocked
      .input(d.list.input)
      .output(d.list.output)
      .query(async ({ input }) => {
        const at = parts.tools.clock();
        const { sites, rows, notes } = await lookAndJudge(parts, await sitesOf(parts, input.select));
        const sessions = meantRows(rows, input.choice, at);
        return { at: at.toISOString(), sites, sessions, notes };
      }),
    plan: unlocked
      .input(d.plan.input)
      .output(d.plan.output)
      .query(async ({ input }) => {
        const sites = await sitesOf(parts, input.select);
        const { choice, notes } = await named(parts, sites, input.choice);
        return { ...(await planOf(parts, sites, choice)), notes };
      }),
    end: unlocked
      .input(d.end.input)
      .output(d.end.output)
      .mutation(async ({ input: { select, choice, before, options } }) => {
        const sites = await sitesOf(parts, select);
        const until = before ?? parts.tools.clock().toISOString();
        const dated = { choice: (await named(parts, sites, choice)).choice, before: until };
        return { run: await startEnding(parts, sites, dated, { ...options, dryRun: false }) };
      }),
  });
}

/** Reads all sessions of the sites and judges them together: what is odd shows beside the others. */
async function lookAndJudge(parts: Parts, sites: Site[]) {
  const found = await eachSite(parts, sites, (site) => listSessions(site, {}, parts.tools, silent));
  const read = found.flatMap(({ result }) => result?.rows ?? []);
  await noteFailed(parts, found);
  const { rows, notes } = await judgeRows(parts, read, await everKnown(parts));
  return {
    rows,
    notes: await parts.judging.notes(),
    /** Sites of which every session was read. */
    whole: found.flatMap(({ reached, result }) => (result && !result.cut ? reached.siteId : [])),
    sites: found.map(({ reached, result }) => ({
      ...reached,
      problems: result?.problems ?? [],
      notes: [...(result?.notes ?? []), ...(notes.get(reached.siteId) ?? [])],
    })),
  };
}

/** What the history has of the whole fleet. Where it can't be read, flags that need it stay silent; `sessions.known` says why. */
async function everKnown({ history, store, tools }: Parts): Promise<EarlierSession[]> {
  const known = await knownFleet(history, store.sites.list(), tools.clock()).catch(() => null);
  return known?.sessions ?? [];
}

/** A choice by country or flag with the sessions that it means now; one that was judged already, and any other, as it is. */
async function named(parts: Parts, sites: Site[], choice: SessionChoice) {
  if (choice.judged || !(choice.country || choice.flagged)) return { choice, notes: [] };
  const found = await lookAndJudge(parts, sites);
  const notes = found.sites.flatMap((one) => one.notes.map((note) => `${one.site}: ${note}`));
  const meant = meantRows(found.rows, choice, parts.tools.clock());
  return { choice: namedChoice(choice, meant, found.whole), notes: [...found.notes, ...notes] };
}

/** Starts a run that ends exactly what was chosen; the choice goes into the vault, the journal names only its place. */
export async function startEnding(
  { runs, store, who, vault }: Parts,
  sites: Site[],
  dated: DatedChoice,
  options: Omit<RunOptions, 'chosen'>,
): Promise<string> {
  const chosen = await sealChoice(vault, dated);
  const all = { ...options, chosen: chosen.id };
  const run = await runs.start({ operation: 'EndChosenSessions', options: all }, sites).catch(async (error) => {
    await chosen.forget();
    throw error;
  });
  const { policy, dryRun } = options;
  const details = {
    ...{ operation: 'EndChosenSessions', sites: sites.length, dryRun, by: Object.keys(dated.choice) },
    ...(policy ? { policy } : {}),
  };
  await store.auditTrail.append({ who, what: 'run.started', runId: run, details });
  return run;
}

/** Looks at each site and tells what an ending would do there; changes nothing. */
export async function planOf(parts: Parts, sites: Site[], choice: SessionChoice): Promise<SessionPlan> {
  const at = parts.tools.clock().toISOString();
  const people = new Set<string>();
  const wanted = ready({ choice, before: at });
  const found = await eachSite(parts, sites, async (site) => {
    const asked = parts.tools.clock().getTime() / 1000;
    const open = await openSite(site, parts.tools, silent);
    try {
      const chosen = await chooseSessions(open, wanted, asked);
      const warnings: string[] = [];
      const warn = (kind: string, text: string) => void (kind === 'editing' || warnings.push(text));
      tellChosen(open, chosen, { will: () => undefined, warn });
      for (const person of chosen.people) people.add(person);
      return { sessions: chosen.sessions, people: chosen.people.size, editing: chosen.editing, warnings };
    } finally {
      await open.close();
    }
  });
  await noteFailed(parts, found);
  const none = { sessions: 0, people: 0, editing: [], warnings: [] };
  const rows = found.map(({ reached, result }) => ({ ...reached, ...(result ?? none) }));
  const sessions = rows.reduce((sum, row) => sum + row.sessions, 0);
  return {
    at,
    choice,
    notes: [],
    sessions,
    people: people.size,
    sites: rows.filter((row) => row.sessions > 0).length,
    rows,
  };
}

/** What is known of these sites is older than now. Where that can't be noted, the list is right all the same. */
async function noteFailed({ history, tools }: Parts, found: { reached: Reached }[]): Promise<void> {
  const at = tools.clock().toISOString();
  for (const { reached } of found)
    if (reached.failure) await history.failed(reached.siteId, reached.failure, at).catch(() => undefined);
}

interface Reached {
  siteId: string;
  site: string;
  outcome: 'ok' | 'unreachable' | 'failed';
  failure?: Failure;
}

const unreachable = new Set(['HOST_UNREACHABLE', 'HOST_KEY_UNKNOWN', 'HOST_KEY_CHANGED', 'AUTH_REFUSED']);

/** Does the same on every site; one that fails is told as such and keeps no other from its answer. */
export async function eachSite<T>(
  { store }: Parts,
  sites: Site[],
  work: (site: Site) => Promise<T>,
): Promise<{ reached: Reached; result: T | null }[]> {
  const queue = new PQueue({ concurrency: store.settings.get().concurrency });
  const one = async (site: Site) => {
    const base = { siteId: site.id, site: site.name };
    try {
      const result = await work(site);
      return { reached: { ...base, outcome: 'ok' as const }, result };
    } catch (error) {
      const failure = toFailure(error, { siteId: site.id });
      const outcome = unreachable.has(failure.code) ? ('unreachable' as const) : ('failed' as const);
      return { reached: { ...base, outcome, failure }, result: null };
    }
  };
  return Promise.all(sites.map((site) => queue.add(() => one(site))));
}
