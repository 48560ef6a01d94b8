import PQueue from 'p-queue';
import { type Failure, toFailure } from '../contract/failures.ts';
import { procedures as declared } from '../contract/procedures.ts';
import type { SessionChoice, SessionPlan } from '../contract/sessions.ts';
import type { Site } from '../contract/sites.ts';
import { listSessions } from '../operations/list-sessions.ts';
import { chooseSessions, tellChosen } from '../operations/steps/choose-sessions.ts';
import { openSite } from '../operations/steps/look.ts';
import type { Parts } from './parts.ts';
import { silent } from './reach-sites.ts';
import { needUnlocked, procedure, router } from './rpc.ts';
import { sitesOf } from './select.ts';

const { sessions: d } = declared;

export function sessionProcedures(parts: Parts) {
  const unlocked = procedure.use(({ next }) => {
    needUnlocked(parts);
    return next();
  });
  return router({
    list: unlocked
      .input(d.list.input)
      .output(d.list.output)
      .query(async ({ input }) => {
        const at = parts.tools.clock().toISOString();
        const found = await eachSite(parts, await sitesOf(parts, input.select), (site) =>
          listSessions(site, input.choice, parts.tools, silent),
        );
        const sites = found.map(({ reached, result }) => ({ ...reached, problems: result?.problems ?? [] }));
        return { at, sites, sessions: found.flatMap(({ result }) => result?.rows ?? []) };
      }),
    /** Nothing is kept yet: every site stands as never looked at. */
    known: unlocked
      .input(d.known.input)
      .output(d.known.output)
      .query(async ({ input }) => {
        const at = parts.tools.clock().toISOString();
        const sites = (await sitesOf(parts, input.select)).map(({ id, name, client, tags }) => ({
          ...{ siteId: id, site: name, client, tags },
          ...{ lookedAt: null, failure: null, notes: [] },
        }));
        return { snapshot: at, at, total: 0, sites, users: [], addresses: [], agents: [], sessions: [], next: null };
      }),
    plan: unlocked
      .input(d.plan.input)
      .output(d.plan.output)
      .query(async ({ input }) => planOf(parts, await sitesOf(parts, input.select), input.choice)),
    end: unlocked
      .input(d.end.input)
      .output(d.end.output)
      .mutation(async ({ input: { select, choice, before, options } }) => {
        const { runs, store, tools, who, vault } = parts;
        const sites = await sitesOf(parts, select);
        const sealed = { choice, before: before ?? tools.clock().toISOString() };
        const chosen = await vault.seal('session-choice', Buffer.from(JSON.stringify(sealed)));
        const all = { ...options, proof: false, dryRun: false, chosen };
        const run = await runs.start({ operation: 'EndChosenSessions', options: all }, sites).catch(async (error) => {
          await vault.forget(chosen);
          throw error;
        });
        const details = { operation: 'EndChosenSessions', sites: sites.length, by: Object.keys(choice) };
        await store.auditTrail.append({ who, what: 'run.started', runId: run, details });
        return { run };
      }),
  });
}

/** Looks at each site and tells what an ending would do there; changes nothing. */
async function planOf(parts: Parts, sites: Site[], choice: SessionChoice): Promise<SessionPlan> {
  const at = parts.tools.clock().toISOString();
  const people = new Set<string>();
  const found = await eachSite(parts, sites, async (site) => {
    const asked = parts.tools.clock().getTime() / 1000;
    const open = await openSite(site, parts.tools, silent);
    try {
      const chosen = await chooseSessions(open, { choice, before: at }, asked);
      const warnings: string[] = [];
      const warn = (kind: string, text: string) => void (kind === 'editing' || warnings.push(text));
      tellChosen(open, chosen, { will: () => undefined, warn });
      for (const person of chosen.people) people.add(person);
      return { sessions: chosen.sessions, people: chosen.people.size, editing: chosen.editing, warnings };
    } finally {
      await open.close();
    }
  });
  const none = { sessions: 0, people: 0, editing: [], warnings: [] };
  const rows = found.map(({ reached, result }) => ({ ...reached, ...(result ?? none) }));
  const sessions = rows.reduce((sum, row) => sum + row.sessions, 0);
  return { at, sessions, people: people.size, sites: rows.filter((row) => row.sessions > 0).length, rows };
}

interface Reached {
  siteId: string;
  site: string;
  outcome: 'ok' | 'unreachable' | 'failed';
  failure?: Failure;
}

const unreachable = new Set(['HOST_UNREACHABLE', 'HOST_KEY_UNKNOWN', 'HOST_KEY_CHANGED', 'AUTH_REFUSED']);

/** Does the same on every site; one that fails is told as such and keeps no other from its answer. */
async function eachSite<T>(
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
