import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { version } from '../package.json';
import { type AgencyKnowledge, openAgencyKnowledge } from './audit/agency-knowledge.ts';
import { openJudging } from './audit/judging.ts';
import { toFailure } from './contract/failures.ts';
import type { AppRouter } from './contract/router.ts';
import type { OperationName, PlainOperation, RunOptions, RunSummary } from './contract/runs.ts';
import { onUnexpected, tellUnexpected } from './contract/unexpected.ts';
import { probe } from './hosts/http-probe.ts';
import { openOfficialChecksums } from './hosts/official-checksums.ts';
import { openDatabase } from './hosts/open-database.ts';
import { openHosts } from './hosts/pool.ts';
import { openIncidents } from './incidents/incidents.ts';
import type { Notice } from './incidents/notice.ts';
import { endChosenSessions } from './operations/end-chosen-sessions.ts';
import { type Operation, operations } from './operations/operations.ts';
import { operationOf as orderedOperation } from './operations/orders.ts';
import { rollBackSalts } from './operations/roll-back-salts.ts';
import type { Fellows } from './operations/steps/database-password-look.ts';
import { openChoice } from './operations/steps/sealed-choice.ts';
import { openOrder } from './operations/steps/sealed-order.ts';
import type { Tools } from './operations/tools.ts';
import { showPass } from './operations/visitors-pass.ts';
import { callFailure } from './procedures/call-failure.ts';
import { openNotices } from './procedures/incident-notices.ts';
import { followSites } from './procedures/incident-reopen.ts';
import { incidentRuns } from './procedures/incident-runs.ts';
import { recheckWhenDue } from './procedures/incident-schedule.ts';
import { openIncidentWork } from './procedures/incident-work.ts';
import type { CarrierKind, Parts } from './procedures/parts.ts';
import { sweepPolicy } from './procedures/policies.ts';
import { asDeclared, buildRouter } from './procedures/router.ts';
import { createCallerFactory } from './procedures/rpc.ts';
import { tellEvidence } from './procedures/tell-evidence.ts';
import { auditSite, keepWhatRunsTell } from './runs/keep-what-runs-tell.ts';
import { toSummary } from './runs/run-state.ts';
import { openRuns, type Runs } from './runs/runs.ts';
import { startSchedule } from './runs/schedule.ts';
import { openAgreements } from './store/agreements.ts';
import { type Evidence, openEvidence } from './store/evidence/evidence.ts';
import { openIncidentRecords } from './store/incident-records.ts';
import { openKeptAudits } from './store/kept-audits/kept-audits.ts';
import type { KeptAudits } from './store/kept-audits/kept-types.ts';
import { openSessionHistory } from './store/session-history/session-history.ts';
import { openStore, type StoreOptions } from './store/store.ts';
import type { Store } from './store/store-types.ts';
import { openTimelines } from './store/timelines.ts';
import { unexpectedLog } from './store/unexpected-log.ts';
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
  /** How long PHP may go on with a file as it was before, in milliseconds. */
  opcacheMs?: number;
  /** By what policies are swept when they are due; for tests. */
  timers?: Timers;
  /** The time, for tests. */
  clock?: () => Date;
  /** For tests: a server in the place of WordPress.org's, which has the official checksums. */
  officialChecksums?: string;
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
  /** Something that somebody should know at once of an incident: an alert, a look that is due. */
  onNotice(listener: (notice: Notice) => void): () => void;
  close(): Promise<void>;
}

/** opcache.revalidate_freq is 2 s unless told otherwise, and both ends are counted in whole seconds. */
const usualOpcacheMs = 3200;
/** Days: the most that an agency can ask for. */
const longestKept = 3650;

/** Builds the parts and wires them: the one place that knows all of them. Fails where another Resalt holds the folder. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { dataDir, openDocument } = options;
  const store = await openStore({ dir: dataDir, ...(openDocument ? { openDocument } : {}) });
  const stopNoting = noteUnexpected(dataDir);
  try {
    const engine = await wire(options, store);
    return { ...engine, close: () => engine.close().finally(stopNoting) };
  } catch (error) {
    toFailure(error);
    stopNoting();
    await store.close();
    throw error;
  }
}

/** From what is answered as a BUG, and from what ends the process. */
function noteUnexpected(dataDir: string): () => void {
  const stop = onUnexpected(unexpectedLog(dataDir, version, () => new Date()));
  const dying = (error: unknown) => tellUnexpected(error);
  process.on('uncaughtExceptionMonitor', dying);
  return () => {
    process.off('uncaughtExceptionMonitor', dying);
    stop();
  };
}

async function wire({ dataDir, carrier, vault: vaultOptions, ...given }: EngineOptions, store: Store) {
  const vault = await openVault({ dir: dataDir, ...vaultOptions });
  const hosts = openHosts({ hostKeys: store.hostKeys });
  const clock = given.clock ?? (() => new Date());
  const installation = createHash('sha256').update(`${hostname()} ${dataDir}`).digest('hex').slice(0, 12);
  const { proofPatienceMs = 30_000, loginsUnderWayMs = 2000, wpCliPatienceMs = 60_000 } = given;
  const { opcacheMs = usualOpcacheMs } = given;
  const patience = { proofPatienceMs, loginsUnderWayMs, wpCliPatienceMs, opcacheMs };
  const checksums = openOfficialChecksums({ cache: store.checksums, clock, base: given.officialChecksums });
  const knowledge = openAgencyKnowledge(store.knowledge, vault);
  const history = historyIn(dataDir, store, vault, knowledge, clock);
  const { audits, agreements, onAuditKept } = await keptIn(dataDir, store, vault);
  const { closings } = store;
  const passing = { closings, probe: showPass(probe, closings, vault) };
  const evidence = evidenceIn(dataDir, vault, clock);
  const tools: Tools = {
    hosts,
    vault,
    history,
    evidence,
    checksums,
    openDatabase,
    ...passing,
    clock,
    installation,
    ...patience,
  };
  const who = userInfo().username;
  const policies = () => store.policies.list().map(({ policy }) => policy);
  const judging = openJudging({ knowledge, policies, sites: () => store.sites.list(), clock });
  const runs: Runs = await openRuns({
    journals: store.journals,
    clock,
    witness: (run, record) => auditSite(store, who, run, record),
    async perform(name, { run, sites }) {
      const fellows = { known: () => store.sites.list(), selected: new Set(sites.keys()) };
      const operation = await operationOf(name, run.options, runs, vault, fellows);
      return (site, story) => operation(site, tools, story, run.options);
    },
  });
  const incidents = await incidentsIn(dataDir, vault, runs, clock);
  const notices = openNotices(incidents);
  const tellingEvidence = tellEvidence(runs, evidence, incidents, who);
  const timer = startLockTimer(store.settings.get().lockAfterMinutes, () => vault.lock());
  const sites = siteEvents();
  const changed = (siteId: string) => sites.tell([siteId]);
  const keeping = keepWhatRunsTell({ runs, store, vault, history, audits, who, clock, changed, hold: timer.hold });
  const incidentWork = openIncidentWork(incidents, keeping.hold);
  const parts: Parts = {
    ...{
      version,
      dataDir,
      carrier,
      who,
      vault,
      store,
      history,
      evidence,
      audits,
      agreements,
      incidents,
      incidentWork,
      timelines: openTimelines(dataDir, vault.history),
      runs,
      tools,
      knowledge,
      judging,
    },
    sweeping: new Set<string>(),
    sitesChanged: sites.tell,
    onSitesChanged: sites.listen,
    settingsChanged: () => timer.setMinutes(store.settings.get().lockAfterMinutes),
  };
  tellFleet(parts);
  const router = asDeclared(buildRouter(parts));
  const stopSchedule = carrier === 'command-line' ? () => undefined : doWhatIsDue(parts, given.timers, notices.due);
  const stopFollowing = followSites(parts, onAuditKept);
  return {
    router,
    context: {},
    // Answered here: where a command prints it, the engine is closed.
    call: createCallerFactory(router)({}, { onError: ({ error }) => void callFailure(error) }),
    lockVault: keeping.lockWhenFree,
    touched: timer.touch,
    onRunFinished: (listener: (summary: RunSummary) => void) =>
      runs.onRecord((state, record) => {
        if (record.kind === 'run.ended') listener(toSummary(state, clock()));
      }),
    onNotice: notices.onNotice,
    async close() {
      stopSchedule();
      notices.stop();
      incidentWork.close();
      await runs.close();
      await incidentWork.idle();
      stopFollowing();
      await keeping.noted();
      await tellingEvidence.told();
      tellingEvidence.stop();
      keeping.stop();
      timer.stop();
      vault.lock();
      await history.close().catch(() => undefined);
      await incidents.close();
      await evidence.forget();
      await hosts.close();
      await store.close();
    },
  };
}

/** The history of sessions: closed while the vault is, and without sites that were removed. */
function historyIn(dir: string, store: Store, vault: Vault, knowledge: AgencyKnowledge, now: () => Date) {
  const history = openSessionHistory({
    ...{ dir, boxes: vault.history, now },
    isSite: (siteId) => store.sites.get(siteId) !== undefined,
    // Where that can't be read nothing leaves the history before its time.
    keepDays: () => knowledge.keepDays().catch(() => longestKept),
  });
  vault.onChange(() => {
    if (vault.state() !== 'unlocked') history.close().catch(() => undefined);
  });
  return history;
}

/** What audits found and what was agreed on it: let go of when the vault locks. */
async function keptIn(dir: string, store: Store, vault: Vault) {
  const isSite = (siteId: string) => store.sites.get(siteId) !== undefined;
  const { audits, onAuditKept } = toldOf(await openKeptAudits({ dir, boxes: vault.history, isSite }));
  const agreements = openAgreements(dir, vault.history);
  vault.onChange(() => {
    if (vault.state() === 'unlocked') return;
    audits.forget();
    agreements.forget();
  });
  return { audits, agreements, onAuditKept };
}

/** The same, with who wants to hear of each change. */
function toldOf(kept: KeptAudits) {
  const listeners = new Set<(siteId: string) => void>();
  const audits: KeptAudits = {
    ...kept,
    async change(siteId, work) {
      await kept.change(siteId, work);
      for (const listener of listeners) listener(siteId);
    },
  };
  const onAuditKept = (listener: (siteId: string) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return { audits, onAuditKept };
}

/** What was done in incidents: let go of when the vault locks. */
async function incidentsIn(dir: string, vault: Vault, runs: Runs, clock: () => Date) {
  const records = await openIncidentRecords(dir, vault.history);
  const incidents = openIncidents({ records, runsOf: incidentRuns(runs), clock });
  vault.onChange(() => {
    if (vault.state() !== 'unlocked') incidents.forget();
  });
  return incidents;
}

/** In how many open incidents a site is stands in the fleet. */
function tellFleet({ incidents, sitesChanged }: Parts): void {
  const openOf = new Map<string, string>();
  incidents.onChange((id) => {
    const tell = async () => {
      const { sites, closedAt } = await incidents.folded(id);
      const now = `${closedAt === null} ${[...sites.keys()].join(' ')}`;
      if (openOf.get(id) === now) return;
      openOf.set(id, now);
      sitesChanged([...sites.keys()]);
    };
    // A vault that was locked meanwhile shows no fleet.
    tell().catch(() => undefined);
  });
}

/** Evidence of incidents: its catalogues are let go of when the vault locks. */
function evidenceIn(dir: string, vault: Vault, now: () => Date): Evidence {
  const evidence = openEvidence({ dir, boxes: vault.history, who: userInfo().username, now });
  vault.onChange(() => {
    if (vault.state() !== 'unlocked') evidence.forget().catch(() => undefined);
  });
  return evidence;
}

/** The operation of one run, with what all of its sites share. */
async function operationOf(
  name: OperationName,
  options: RunOptions,
  runs: Runs,
  vault: Vault,
  fellows: Fellows,
): Promise<Operation> {
  if (name === 'EndChosenSessions') {
    let choice: ReturnType<typeof openChoice> | null = null;
    return endChosenSessions(() => {
      choice ??= openChoice(vault, options.chosen ?? '');
      return choice;
    });
  }
  if (name in operations) return operations[name as PlainOperation];
  if (name !== 'RollBackSalts')
    return orderedOperation(await openOrder(vault, options.order), { fellows, earlier: runs.marksOf });
  const marks = await runs.marksOf(options.rollBackOf ?? '');
  return rollBackSalts((siteId) => marks.get(siteId));
}

/** Sweeps of policies and looks of incidents. */
function doWhatIsDue(parts: Parts, timers: Timers | undefined, tellDue: (incident: string) => void): () => void {
  const stops = [sweepWhenDue(parts, timers), recheckWhenDue(parts, timers, tellDue)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Only a Resalt that stays: a command must not begin what its caller did not ask for. */
function sweepWhenDue(parts: Parts, timers: Timers | undefined): () => void {
  return startSchedule({
    policies: () => parts.store.policies.list(),
    unlocked: () => parts.vault.state() === 'unlocked',
    sweep: (id) => sweepPolicy(parts, id, { dryRun: false }),
    missed: parts.store.policies.missed,
    ...(timers ? { timers } : {}),
  });
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
