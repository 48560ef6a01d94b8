import { randomBytes } from 'node:crypto';
import { ResaltError, toFailure } from '../contract/failures.ts';
import type { RunEvent } from '../contract/fleet.ts';
import type { OperationName, Run, RunOptions, RunSite, RunSummary } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import type { Marks } from '../operations/story.ts';
import { type ActiveRun, activate, type RunJournal } from './active-run.ts';
import { execute, type Perform } from './execute.ts';
import type { LeftBehind } from './left-behind.ts';
import { type KeptDigests, noteAll, pastRunOf } from './past-runs.ts';
import { type RunRecord, runRecord } from './records.ts';
import { apply, doubt, interrupt, type RunState, startState, toRun, toSummary } from './run-state.ts';
import { type SiteHistory, startHistories } from './site-history.ts';
import { watchRun } from './watch-run.ts';
import { waveOf, waveSizes } from './waves.ts';

export interface StoredJournals extends RunJournal, KeptDigests {
  list(): Promise<{ runId: string; bytes: number }[]>;
  read(runId: string): Promise<{ records: unknown[]; damaged: { line: number } | null }>;
  /** The run is over: its file may be closed. */
  finish(runId: string): Promise<void>;
}

/** A run in work told something: its state after the record was applied. */
export type RunListener = (state: RunState, record: RunRecord) => void;

export interface RunRequest {
  operation: OperationName;
  options: RunOptions;
}

export interface Runs {
  start(request: RunRequest, sites: Site[]): Promise<string>;
  /** What a run made durable before its writes, by site: for putting things back. */
  marksOf(runId: string): Promise<ReadonlyMap<string, Marks>>;
  /** `resume`: what waits or is uncertain. `retry`: those and what failed, was unreachable or cancelled (`names`: only these). */
  goOn(runId: string, which: 'resume' | 'retry', sites: Site[], names?: string[]): Promise<string>;
  cancel(runId: string): Promise<RunSummary>;
  show(runId: string): Promise<Run>;
  list(): RunSummary[];
  historyOf(siteId: string): SiteHistory;
  /** Of the runs that are over, what they have left in the vault. */
  leftBehind(): { run: RunSummary; left: LeftBehind }[];
  watch(runId: string, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** Resolves when the run is not in work (any more). */
  settled(runId: string): Promise<void>;
  onRecord(listener: RunListener): () => void;
  /** Cancels what is in work and waits for the sites that are being worked on. */
  close(): Promise<void>;
}

export interface RunParts {
  journals: StoredJournals;
  perform(operation: OperationName, state: RunState): Promise<Perform>;
  clock: () => Date;
  /** Hears how a site ended before anybody else and before the journal does; the outcome waits until it resolves. */
  witness?(run: RunState['run'], record: RunRecord & { kind: 'site.ended' }): Promise<void>;
}

/** Reads back every run from its journal; the ones that never ended are interrupted. */
export async function openRuns({ journals, perform, clock, witness }: RunParts): Promise<Runs> {
  const summaries = new Map<string, RunSummary>();
  const working = new Map<string, { active: ActiveRun; ended: Promise<void> }>();
  const listeners = new Set<RunListener>();
  const histories = startHistories();
  const left = new Map<string, LeftBehind>();
  for (const entry of await journals.list()) {
    const past = await pastRunOf(entry, journals, () => readState(journals, entry.runId), clock);
    if (!past) continue;
    summaries.set(entry.runId, past.summary);
    left.set(entry.runId, past.left);
    noteAll(past, histories);
  }

  const stateOf = async (runId: string): Promise<RunState> => {
    const state = working.get(runId)?.active.state ?? (await readState(journals, runId));
    if (!state) throw new ResaltError('INPUT_INVALID', `There is no run ${runId}.`, 'never');
    return state;
  };

  const work = (state: RunState, sites: Site[], first: RunRecord): Promise<void> => {
    const { id, operation } = state.run;
    const witnessed: RunJournal = {
      async append(runId, record, how) {
        if (record.kind === 'site.ended') await witness?.(state.run, record);
        await journals.append(runId, record, how);
      },
    };
    const active = activate(state, witnessed, clock, (record) => tell(state, record));
    const ready = first.kind === 'run.started' ? active.conclude(first) : active.record(first);
    const ended = ready
      .then(() => perform(operation, state))
      .then((deed) => execute(active, new Map(sites.map((site) => [site.id, site])), deed))
      .catch((error: unknown) => {
        if (summaries.has(id)) breakOff(state, toFailure(error).message);
      })
      .finally(async () => {
        working.delete(id);
        await journals.finish(id).catch(() => undefined);
      });
    working.set(id, { active, ended });
    return ready;
  };

  /** The run could not be written to its end: what its journal holds is the truth, and the next resume starts from that. */
  const breakOff = (state: RunState, why: string) => {
    interrupt(state);
    state.run.stoppedWhy = why;
    tell(state, { kind: 'run.cancelling', at: clock().toISOString(), why });
  };

  const tell = (state: RunState, record: RunRecord) => {
    if (!('siteId' in record)) {
      summaries.set(state.run.id, toSummary(state, clock()));
      left.set(state.run.id, state.left);
    }
    const row = record.kind === 'site.ended' ? state.sites.get(record.siteId) : undefined;
    if (row) histories.note(state.run, row);
    for (const listener of listeners) listener(state, record);
  };

  const refuseBusySites = (ids: string[]) => {
    for (const { active } of working.values())
      for (const id of ids) {
        const row = active.state.sites.get(id);
        if (row && row.state !== 'done')
          throw new ResaltError(
            'NOT_ALLOWED_HERE',
            `${row.site} is in work in run ${active.state.run.id}. Wait for it or cancel it first.`,
          );
      }
  };

  return {
    async start(request, sites) {
      if (sites.length === 0) throw new ResaltError('INPUT_INVALID', 'No site fits this selection.', 'never');
      refuseBusySites(sites.map((site) => site.id));
      const waves = waveSizes(request.options.waves, sites.length);
      const record = {
        kind: 'run.started' as const,
        at: clock().toISOString(),
        id: `r_${randomBytes(9).toString('base64url')}`,
        operation: request.operation,
        options: request.options,
        waves,
        sites: sites.map(({ id, name, client, url }, index) => ({
          siteId: id,
          site: name,
          client,
          url,
          wave: waveOf(index, waves),
        })),
      };
      await work(startState(record), sites, record);
      return record.id;
    },
    async goOn(runId, which, sites, names) {
      const last = working.get(runId);
      // Who was told that it ended may go on at once, also while its journal is being closed.
      if (last && isOver(last.active.state)) await last.ended;
      const state = await stateOf(runId);
      if (working.has(runId)) throw new ResaltError('NOT_ALLOWED_HERE', `Run ${runId} is still in work.`);
      if (state.damaged)
        throw new ResaltError(
          'NOT_ALLOWED_HERE',
          `The journal of run ${runId} is damaged, so it can't go on. Start a new run for its sites: each is looked at first.`,
          'never',
        );
      const again = [...state.sites.values()].filter(
        (row) => goesOn(row, which) && (!names || names.includes(row.site)),
      );
      if (again.length === 0 && state.run.state === 'finished')
        throw new ResaltError('INPUT_INVALID', `Nothing in run ${runId} is left to do.`, 'never');
      refuseBusySites(again.map((row) => row.siteId));
      const ids = again.map((row) => row.siteId);
      await work(state, sites, { kind: 'run.resumed', at: clock().toISOString(), sites: ids });
      return runId;
    },
    marksOf: async (runId) => (await stateOf(runId)).marks,
    async cancel(runId) {
      working.get(runId)?.active.cancel('Cancelled by the operator.');
      return toSummary(await stateOf(runId), clock());
    },
    show: async (runId) => toRun(await stateOf(runId), clock()),
    list() {
      for (const [id, { active }] of working) summaries.set(id, toSummary(active.state, clock()));
      return [...summaries.values()].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    },
    historyOf: (siteId) => histories.of(siteId),
    leftBehind: () =>
      [...left].flatMap(([id, of]) => {
        const run = summaries.get(id);
        return run && (run.state === 'finished' || run.state === 'interrupted') ? [{ run, left: of }] : [];
      }),
    watch: (runId, signal) => watchRun(runId, () => stateOf(runId), listeners, clock, signal),
    settled: async (runId) => working.get(runId)?.ended,
    onRecord(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      const all = [...working.values()];
      for (const { active } of all) active.cancel('Resalt was closed.');
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

const isOver = ({ run }: RunState) => run.state === 'finished' || run.state === 'interrupted';

function goesOn({ state, outcome }: RunSite, which: 'resume' | 'retry'): boolean {
  if (state === 'waiting' || outcome === 'uncertain') return true;
  return which === 'retry' && (outcome === 'failed' || outcome === 'unreachable' || outcome === 'cancelled');
}

async function readState(journals: StoredJournals, runId: string): Promise<RunState | null> {
  const { records, damaged: unreadable } = await journals.read(runId);
  let damaged = unreadable;
  let state: RunState | null = null;
  for (const [index, raw] of records.entries()) {
    // Written by another version, or by another hand: what follows can't be relied on either.
    const { data: record } = runRecord.safeParse(raw);
    damaged = record ? damaged : { line: index + 1 };
    if (!record) break;
    if (record.kind === 'run.started') state = startState(record);
    if (state) apply(state, record);
  }
  if (state) interrupt(state);
  if (state && damaged) doubt(state, damaged.line);
  return state;
}
