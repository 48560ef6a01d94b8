import { userInfo } from 'node:os';
import { version } from '../package.json';
import { openAgencyKnowledge } from './audit/agency-knowledge.ts';
import { openJudging } from './audit/judging.ts';
import { toFailure } from './contract/failures.ts';
import type { AppRouter } from './contract/router.ts';
import type { RunSummary } from './contract/runs.ts';
import { evidenceIn, historyIn, incidentsIn, keptIn } from './engine/behind-the-vault.ts';
import { operationOf } from './engine/operation-of.ts';
import type { EngineOptions } from './engine/options.ts';
import { siteEvents, tellFleet } from './engine/site-events.ts';
import { toolsOf } from './engine/tools-of.ts';
import { noteUnexpected } from './engine/unexpected.ts';
import { doWhatIsDue } from './engine/what-is-due.ts';
import type { Notice } from './incidents/notice.ts';
import { warmUp } from './operations/warm-up.ts';
import { callFailure } from './procedures/call-failure.ts';
import { openNotices } from './procedures/incident-notices.ts';
import { followSites } from './procedures/incident-reopen.ts';
import { openIncidentWork } from './procedures/incident-work.ts';
import type { Parts } from './procedures/parts.ts';
import { asDeclared, buildRouter } from './procedures/router.ts';
import { createCallerFactory } from './procedures/rpc.ts';
import { tellEvidence } from './procedures/tell-evidence.ts';
import { auditSite, keepWhatRunsTell } from './runs/keep-what-runs-tell.ts';
import { toSummary } from './runs/run-state.ts';
import { openRuns, type Runs } from './runs/runs.ts';
import { openStore } from './store/store.ts';
import type { Store } from './store/store-types.ts';
import { openTimelineFinds } from './store/timeline-finds.ts';
import { openTimelines } from './store/timelines.ts';
import { startLockTimer } from './vault/lock-timer.ts';
import { openVault } from './vault/vault.ts';

export type { EngineOptions } from './engine/options.ts';

export interface Engine {
  router: AppRouter;
  context: object;
  /** Every procedure as a function, for the command line. */
  call: ReturnType<AppRouter['createCaller']>;
  /** Salts will be changed: what does it is loaded and warmed. Best just before the vault is unlocked, which leaves time for it. */
  getReady(): void;
  lockVault(reason: string): void;
  /** A person did something: the idle lock starts to count again. */
  touched(): void;
  onRunFinished(listener: (summary: RunSummary) => void): () => void;
  /** Something that somebody should know at once of an incident: an alert, a look that is due. */
  onNotice(listener: (notice: Notice) => void): () => void;
  close(): Promise<void>;
}

/** Builds the parts and wires them: the one place that knows all of them. Fails where another Resalt holds the folder. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { dataDir, openDocument } = options;
  const store = await openStore({ dir: dataDir, ...(openDocument ? { openDocument } : {}) });
  const stopNoting = noteUnexpected(dataDir, version);
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

async function wire(options: EngineOptions, store: Store): Promise<Engine> {
  const { dataDir, carrier } = options;
  const vault = await openVault({ dir: dataDir, ...options.vault });
  const clock = options.clock ?? (() => new Date());
  const knowledge = openAgencyKnowledge(store.knowledge, vault);
  const history = historyIn(dataDir, store, vault, knowledge, clock);
  const { audits, agreements, onAuditKept } = await keptIn(dataDir, store, vault);
  const evidence = evidenceIn(dataDir, vault, clock);
  const tools = toolsOf({ store, vault, history, evidence, clock }, options);
  const who = userInfo().username;
  const policies = () => store.policies.list().map(({ policy }) => policy);
  const judging = openJudging({ knowledge, policies, sites: () => store.sites.list(), clock });
  const runs: Runs = await openRuns({
    journals: store.journals,
    clock,
    witness: (run, record) => auditSite(store, who, run, record),
    async perform(name, { run, sites }) {
      const fellows = { known: () => store.sites.list(), selected: new Set(sites.keys()) };
      const operation = await operationOf(name, run.options, { runs, vault, fellows });
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
    ...{ version, dataDir, carrier, who, vault, store, history, evidence, audits, agreements, knowledge, judging },
    ...{ tools, runs, incidents, incidentWork, timelines: openTimelines(dataDir, vault.history) },
    timelineFinds: openTimelineFinds(dataDir, vault.history),
    sweeping: new Set<string>(),
    sitesChanged: sites.tell,
    onSitesChanged: sites.listen,
    settingsChanged: () => timer.setMinutes(store.settings.get().lockAfterMinutes),
  };
  tellFleet(parts);
  const router = asDeclared(buildRouter(parts));
  const stays = carrier !== 'command-line';
  const stopSchedule = stays ? doWhatIsDue(parts, options.timers, notices.due) : () => undefined;
  const stopFollowing = followSites(parts, onAuditKept);
  return {
    router,
    context: {},
    // Answered here: where a command prints it, the engine is closed.
    call: createCallerFactory(router)({}, { onError: ({ error }) => void callFailure(error) }),
    getReady: () => void warmUp(),
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
      await tools.hosts.close();
      await store.close();
    },
  };
}
