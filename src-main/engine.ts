import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { version } from '../package.json';
import { openAgencyKnowledge } from './audit/agency-knowledge.ts';
import { openJudging } from './audit/judging.ts';
import type { AppRouter } from './contract/router.ts';
import type { OperationName, RunOptions, RunSummary } from './contract/runs.ts';
import { probe } from './hosts/http-probe.ts';
import { openDatabase } from './hosts/open-database.ts';
import { openHosts } from './hosts/pool.ts';
import { endChosenSessions } from './operations/end-chosen-sessions.ts';
import { type Operation, operations } from './operations/operations.ts';
import { rollBackSalts } from './operations/roll-back-salts.ts';
import { openChoice } from './operations/steps/sealed-choice.ts';
import type { Tools } from './operations/tools.ts';
import type { CarrierKind, Parts } from './procedures/parts.ts';
import { sweepPolicy } from './procedures/policies.ts';
import { asDeclared, buildRouter } from './procedures/router.ts';
import { createCallerFactory } from './procedures/rpc.ts';
import type { RunRecord } from './runs/records.ts';
import { type RunState, toSummary } from './runs/run-state.ts';
import { openRuns, type Runs } from './runs/runs.ts';
import { startSchedule } from './runs/schedule.ts';
import type { SessionHistory } from './store/session-history/history-types.ts';
import { openSessionHistory } from './store/session-history/session-history.ts';
import { openStore, type StoreOptions } from './store/store.ts';
import type { Store } from './store/store-types.ts';
import { startLockTimer, type Timers } from './vault/lock-timer.ts';
import { openVault, type VaultOptions } from './vault/vault.ts';
import type { Vault } from './vault/vault-types.ts';

export interface EngineOptions {
  dataDir: string;
  carrier: CarrierKind;
  /** The desktop app gives electron-store's class; without it `conf` holds the documents. */
  openDocument?: StoreOptions['openDocument'];
  /** For tests: the cost of a passphrase, a keychain of their own. */
  vault?: Pick<VaultOptions, 'cost' | 'keychain'>;
  /** How long a proof waits for OPcache, in milliseconds. */
  proofPatienceMs?: number;
  /** How long a login that was under way may take to write old sessions back, in milliseconds. */
  loginsUnderWayMs?: number;
  /** How long WP-CLI may work on a site, in milliseconds. */
  wpCliPatienceMs?: number;
  /** By what policies are swept when they are due; for tests. */
  timers?: Timers;
}

export interface Engine {
  router: AppRouter;
  context: object;
  /** Every procedure as a function, for the command line. */
  call: ReturnType<AppRouter['createCaller']>;
  lockVault(reason: string): void;
  /** A person did something: the idle lock starts to count again. */
  touched(): void;
  onRunFinished(listener: (summary: RunSummary) => void): () => void;
  close(): Promise<void>;
}

/** Days: the most that an agency can ask for. */
const longestKept = 3650;

/** Builds the parts and wires them: the one place that knows all of them. Fails where another Resalt holds the folder. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { dataDir, openDocument } = options;
  const store = await openStore({ dir: dataDir, ...(openDocument ? { openDocument } : {}) });
  try {
    return await wire(options, store);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function wire({ dataDir, carrier, vault: vaultOptions, ...given }: EngineOptions, store: Store) {
  const vault = await openVault({ dir: dataDir, ...vaultOptions });
  const hosts = openHosts({ hostKeys: store.hostKeys });
  const clock = () => new Date();
  const installation = createHash('sha256').update(`${hostname()} ${dataDir}`).digest('hex').slice(0, 12);
  const { proofPatienceMs = 30_000, loginsUnderWayMs = 2000, wpCliPatienceMs = 60_000 } = given;
  const patience = { proofPatienceMs, loginsUnderWayMs, wpCliPatienceMs };
  const knowledge = openAgencyKnowledge(store.knowledge, vault);
  // Where that can't be read nothing leaves the history before its time.
  const keepDays = () => knowledge.keepDays().catch(() => longestKept);
  const history = openSessionHistory({ dir: dataDir, boxes: vault.history, keepDays, now: clock });
  vault.onChange(() => {
    if (vault.state() !== 'unlocked') history.close().catch(() => undefined);
  });
  const tools: Tools = { hosts, vault, history, openDatabase, probe, clock, installation, ...patience };
  const who = userInfo().username;
  const policies = () => store.policies.list().map(({ policy }) => policy);
  const judging = openJudging({ knowledge, policies, sites: () => store.sites.list(), clock });
  const runs: Runs = await openRuns({
    journals: store.journals,
    clock,
    witness: (run, record) => auditSite(store, who, run, record),
    async perform(name, { run }) {
      const operation = await operationOf(name, run.options, runs, vault);
      return (site, story) => operation(site, tools, story, run.options);
    },
  });
  const timer = startLockTimer(store.settings.get().lockAfterMinutes, () => vault.lock());
  const sites = siteEvents();
  const parts: Parts = {
    ...{ version, dataDir, carrier, who, vault, store, history, runs, tools, knowledge, judging },
    sweeping: new Set<string>(),
    sitesChanged: sites.tell,
    onSitesChanged: sites.listen,
    settingsChanged: () => timer.setMinutes(store.settings.get().lockAfterMinutes),
  };
  const router = asDeclared(buildRouter(parts));
  const stopSchedule = carrier === 'command-line' ? () => undefined : sweepWhenDue(parts, given.timers);
  const keeping = keepWhatRunsTell(runs, store, history, timer.hold, () => vault.lock());
  return {
    router,
    context: {},
    call: createCallerFactory(router)({}),
    lockVault: keeping.lockWhenFree,
    touched: timer.touch,
    onRunFinished: (listener: (summary: RunSummary) => void) =>
      runs.onRecord((state, record) => {
        if (record.kind === 'run.ended') listener(toSummary(state, clock()));
      }),
    async close() {
      stopSchedule();
      await runs.close();
      await keeping.noted();
      keeping.stop();
      timer.stop();
      vault.lock();
      await history.close().catch(() => undefined);
      await hosts.close();
      await store.close();
    },
  };
}

/** The operation of one run, with what all of its sites share. */
async function operationOf(name: OperationName, options: RunOptions, runs: Runs, vault: Vault): Promise<Operation> {
  if (name === 'EndChosenSessions') {
    let choice: ReturnType<typeof openChoice> | null = null;
    return endChosenSessions(() => {
      choice ??= openChoice(vault, options.chosen ?? '');
      return choice;
    });
  }
  if (name !== 'RollBackSalts') return operations[name];
  const marks = await runs.marksOf(options.rollBackOf ?? '');
  return rollBackSalts((siteId) => marks.get(siteId));
}

/** Only a Resalt that stays: a command must not begin what its caller did not ask for. */
function sweepWhenDue(parts: Parts, timers: Timers | undefined): () => void {
  return startSchedule({
    policies: () => parts.store.policies.list(),
    unlocked: () => parts.vault.state() === 'unlocked',
    sweep: (id) => sweepPolicy(parts, id, { dryRun: false }),
    ...(timers ? { timers } : {}),
  });
}

/**
 * Inspections and the audit trail follow the runs. While a run is in work the vault stays open: a computer that locks its
 * screen at 22:45 must not leave 90 of 140 sites undone. It locks when the last run has ended.
 */
function keepWhatRunsTell(runs: Runs, store: Store, history: SessionHistory, hold: () => () => void, lock: () => void) {
  const holds = new Map<string, () => void>();
  const notes = new Set<Promise<unknown>>();
  let lockWanted = false;
  const stop = runs.onRecord(({ run }, record) => {
    if (record.kind === 'run.started' || record.kind === 'run.resumed') holds.set(run.id, hold());
    if (run.state === 'finished' || run.state === 'interrupted') {
      holds.get(run.id)?.();
      holds.delete(run.id);
      if (lockWanted) Promise.all(notes).then(() => lockWanted && holds.size === 0 && lockNow());
    }
    if (record.kind !== 'site.ended') return;
    if (record.inspection) store.inspections.put(record.inspection).catch(() => undefined);
    // What can't be kept is told to whoever asks the history; no run fails for it.
    const noting: Promise<unknown> = noteSessions(history, run, record)
      .catch(() => undefined)
      .finally(() => notes.delete(noting));
    notes.add(noting);
  });
  const lockNow = () => {
    lockWanted = false;
    lock();
  };
  return {
    stop,
    /** What the runs told is noted; the vault may be locked. */
    noted: () => Promise.all(notes),
    lockWhenFree() {
      if (holds.size === 0) lockNow();
      else lockWanted = true;
    },
  };
}

/** What a run's outcome says of the sessions that were known: a look failed, or all of them were ended and none was found after it. */
async function noteSessions(
  history: SessionHistory,
  run: RunState['run'],
  { siteId, at, outcome, sessions, failure }: RunRecord & { kind: 'site.ended' },
): Promise<void> {
  if (run.operation === 'InspectSite' && failure) await history.failed(siteId, failure, at);
  const all = run.operation !== 'EndChosenSessions' && !run.dryRun && sessions?.after === 0;
  if (all && (outcome === 'changed' || outcome === 'unchanged')) await history.ended(siteId, at);
}

/**
 * Into the audit trail before the journal: what is known to be done is always in the trail. A crash between the two makes the
 * site uncertain, and going on tells of it a second time.
 */
async function auditSite(
  store: Store,
  who: string,
  run: RunState['run'],
  record: RunRecord & { kind: 'site.ended' },
): Promise<void> {
  if (run.dryRun || run.operation === 'InspectSite') return;
  const { siteId, outcome, salts, sessions, proof, failure } = record;
  const { operation, options } = run;
  const done = { operation, outcome, salts, sessions, proof, failure: failure?.code ?? null };
  const details = { ...done, ...(options.policy ? { policy: options.policy } : {}) };
  const what = run.operation === 'EndChosenSessions' ? 'sessions.ended' : 'site.loggedOut';
  await store.auditTrail.append({ who, what, siteId, runId: run.id, details });
}

function siteEvents() {
  const listeners = new Set<(siteIds: string[], removed: boolean) => void>();
  return {
    tell(siteIds: string[], removed = false) {
      for (const listener of listeners) listener(siteIds, removed);
    },
    listen(listener: (siteIds: string[], removed: boolean) => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
