import { afterInspection } from '../audit/after-audit.ts';
import { toFailure } from '../contract/failures.ts';
import type { Inspection } from '../contract/inspection.ts';
import type { KeptAudits } from '../store/kept-audits/kept-types.ts';
import type { SessionHistory } from '../store/session-history/history-types.ts';
import type { Store } from '../store/store-types.ts';
import type { Vault } from '../vault/vault-types.ts';
import { forgetOverdue } from './left-behind.ts';
import type { RunRecord } from './records.ts';
import type { RunState } from './run-state.ts';
import type { Runs } from './runs.ts';

type SiteEnded = RunRecord & { kind: 'site.ended' };

interface Keepers {
  runs: Runs;
  store: Store;
  vault: Vault;
  history: SessionHistory;
  audits: KeptAudits;
  who: string;
  clock(): Date;
  /** What is shown of this site is another thing now. */
  changed(siteId: string): void;
  /** Puts the idle lock off; returns how to end that. */
  hold(): () => void;
}

/**
 * Inspections and the history follow the runs, and what they no longer need leaves the vault. While a run is in work the vault
 * stays open: a computer that locks its screen at 22:45 must not leave 90 of 140 sites undone. It locks when the last run has ended.
 */
export function keepWhatRunsTell(keepers: Keepers) {
  const { runs, store, vault, history, hold } = keepers;
  const holds = new Map<string, () => void>();
  const notes = new Set<Promise<unknown>>();
  const forget = forgetting(keepers);
  let lockWanted = false;
  /** What can't be kept is told to whoever asks for it; no run fails for it. */
  const note = (work: Promise<unknown>) => {
    const noting: Promise<unknown> = work.catch(toFailure).finally(() => notes.delete(noting));
    notes.add(noting);
  };
  const letGo = (of: string) => {
    holds.get(of)?.();
    holds.delete(of);
    if (lockWanted) Promise.all(notes).then(() => lockWanted && holds.size === 0 && lockNow());
  };
  let others = 0;
  const stopListening = runs.onRecord(({ run }, record) => {
    if (record.kind === 'run.started' || record.kind === 'run.resumed') holds.set(run.id, hold());
    if (record.kind === 'run.ended') note(forget());
    if (run.state === 'finished' || run.state === 'interrupted') letGo(run.id);
    if (record.kind !== 'site.ended') return;
    if (record.inspection && store.sites.get(record.siteId)) {
      note(store.inspections.put(record.inspection));
      note(noteAdministrators(keepers, record.inspection));
    }
    note(noteSessions(history, run, record));
  });
  let was = vault.state();
  const stopWatching = vault.onChange(() => {
    const opened = was !== 'unlocked' && vault.state() === 'unlocked';
    was = vault.state();
    if (opened) note(forget());
  });
  const lockNow = () => {
    lockWanted = false;
    vault.lock();
  };
  return {
    stop() {
      stopListening();
      stopWatching();
    },
    /** Something else than a run is in work that needs the vault; returns how to say that it is over. */
    hold(): () => void {
      others += 1;
      const of = `other ${others}`;
      holds.set(of, hold());
      return () => letGo(of);
    },
    /** What the runs told is noted; the vault may be locked. */
    noted: () => Promise.all(notes),
    lockWhenFree() {
      if (holds.size === 0) lockNow();
      else lockWanted = true;
    },
  };
}

/** What runs have left in the vault and no one needs any more leaves it. One after the other: two at once would tell of the same. */
function forgetting({ runs, store, vault, who, clock }: Keepers): () => Promise<void> {
  const tell = (runId: string, files: number, passwords: number) => {
    const details = { files, ...(passwords > 0 ? { passwords } : {}) };
    return store.auditTrail.append({ who, what: 'run.oldFilesForgotten', runId, details });
  };
  const forget = async () => {
    if (vault.state() !== 'unlocked') return;
    await forgetOverdue(runs.leftBehind(), vault, store.settings.get().keepOldFilesDays, clock(), tell);
  };
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(forget, forget);
    return last;
  };
}

/**
 * What a run's outcome says of the sessions that were known: a look failed or the site did not answer at all, or all of them were ended and
 * none was found after it.
 */
async function noteSessions(
  history: SessionHistory,
  run: RunState['run'],
  { siteId, at, outcome, sessions, failure }: SiteEnded,
): Promise<void> {
  if (failure && (run.operation === 'InspectSite' || outcome === 'unreachable'))
    await history.failed(siteId, failure, at);
  const all = run.operation !== 'EndChosenSessions' && !run.dryRun && sessions?.after === 0;
  if (all && (outcome === 'changed' || outcome === 'unchanged')) await history.ended(siteId, at);
}

/** Only where the last audit knew of fewer is its file read. */
async function noteAdministrators({ audits, changed }: Keepers, inspection: Inspection): Promise<void> {
  if (inspection.administrators === null) return;
  await audits.ready();
  const known = audits.head(inspection.siteId);
  if (!known || inspection.administrators <= known.administrators.length) return;
  await audits.change(inspection.siteId, (before) => afterInspection(before, inspection));
  changed(inspection.siteId);
}

/**
 * Into the audit trail before the journal: what is known to be done is always in the trail. A crash between the two makes the
 * site uncertain, and going on tells of it a second time.
 */
export async function auditSite(store: Store, who: string, run: RunState['run'], record: SiteEnded): Promise<void> {
  if (run.dryRun || run.operation === 'InspectSite') return;
  const { siteId, outcome, salts, sessions, proof, deeds, failure } = record;
  const { operation, options } = run;
  const done = { operation, outcome, salts, sessions, proof, failure: failure?.code ?? null };
  const details = { ...done, ...(deeds ? { deeds } : {}), ...(options.policy ? { policy: options.policy } : {}) };
  const what = options.order ? 'site.closed' : operation === 'EndChosenSessions' ? 'sessions.ended' : 'site.loggedOut';
  await store.auditTrail.append({ who, what, siteId, runId: run.id, details });
}
