import { TRPCError } from '@trpc/server';
import type { Engine } from '../../../src-main/command-line/invocation.ts';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import type { RunEvent, VaultStatus } from '../../../src-main/contract/fleet.ts';
import { procedures } from '../../../src-main/contract/procedures.ts';
import { type Outcome, outcomes, type Run, type RunSite, type RunSummary } from '../../../src-main/contract/runs.ts';

export const vault = (more: Partial<VaultStatus> = {}): VaultStatus => ({
  state: 'unlocked',
  hasPassphrase: true,
  hasKeychain: false,
  keychain: { available: false, why: null },
  damage: null,
  ...more,
});

export const runSite = (site: string, more: Partial<RunSite> = {}): RunSite => ({
  siteId: `s_${site.padEnd(10, '0')}`,
  site,
  client: null,
  url: null,
  wave: 0,
  state: 'done',
  step: null,
  outcome: 'changed',
  startedAt: null,
  ms: 143,
  attempt: 1,
  steps: [],
  salts: null,
  sessions: null,
  proof: null,
  warnings: [],
  plan: [],
  failure: null,
  inspection: null,
  ...more,
});

export function run(sites: RunSite[], more: Partial<Run> = {}): Run {
  const totals = Object.fromEntries(
    outcomes.map((name) => [name, sites.filter((row) => row.outcome === name).length]),
  ) as Record<Outcome, number>;
  return {
    id: 'r_abcdef',
    operation: 'FleetLogout',
    dryRun: false,
    state: 'finished',
    startedAt: '2026-11-22T22:41:05.000Z',
    endedAt: '2026-11-22T22:41:07.000Z',
    ms: 1834,
    options: { proof: true, waves: [], maxFailures: null, concurrency: 20, dryRun: false },
    waves: [sites.length],
    totals,
    stoppedWhy: null,
    sites,
    ...more,
  };
}

export function summary({ sites, ...rest }: Run): RunSummary {
  const inState = (state: RunSite['state']) => sites.filter((row) => row.state === state).length;
  return { ...rest, count: sites.length, waiting: inState('waiting'), working: inState('working') };
}

export const snapshot = (of: Run): RunEvent => ({ seq: 0, kind: 'snapshot', run: summary(of), sites: of.sites });

type Answer = (input: never) => unknown;
type Called = { path: string; input: unknown };

/**
 * An engine whose answers are given by path ("sites.list"); inputs and outputs pass through the contract's own schemas, so
 * it can't drift from the real one.
 */
export function fakeEngine(answers: Record<string, Answer>): Engine & { called: Called[]; closed: boolean } {
  const called: Called[] = [];
  const all: Record<string, Answer> = { 'vault.status': () => vault(), ...answers };
  const procedure = (noun: string, verb: string) => async (input: unknown) => {
    const path = `${noun}.${verb}`;
    const nouns = procedures as unknown as Record<string, Record<string, (typeof procedures)['sites']['list']>>;
    const declared = nouns[noun]?.[verb] ?? missing(path);
    const parsed = declared.input.safeParse(input);
    if (!parsed.success) throw new TRPCError({ code: 'BAD_REQUEST', cause: parsed.error });
    called.push({ path, input: parsed.data });
    const answer = all[path] ?? missing(path);
    try {
      const output = await answer(parsed.data as never);
      return (declared as { kind: string }).kind === 'subscription' ? output : declared.output.parse(output);
    } catch (error) {
      throw error instanceof ResaltError ? new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error }) : error;
    }
  };
  const noun = (name: string) => new Proxy({}, { get: (_, verb) => procedure(name, String(verb)) });
  const engine = {
    call: new Proxy({}, { get: (_, name) => noun(String(name)) }) as Engine['call'],
    called,
    closed: false,
    getReady: () => undefined,
    async close() {
      engine.closed = true;
    },
  };
  return engine;
}

const missing = (path: string): never => {
  throw new Error(`the test gave no answer for ${path}`);
};

/** Events as a subscription gives them. */
export async function* events(list: RunEvent[]): AsyncGenerator<RunEvent, void, unknown> {
  yield* list;
}
