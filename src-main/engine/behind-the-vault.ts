import { userInfo } from 'node:os';
import type { AgencyKnowledge } from '../audit/agency-knowledge.ts';
import { openIncidents } from '../incidents/incidents.ts';
import { incidentRuns } from '../procedures/incident-runs.ts';
import type { Runs } from '../runs/runs.ts';
import { openAgreements } from '../store/agreements.ts';
import { type Evidence, openEvidence } from '../store/evidence/evidence.ts';
import { openIncidentRecords } from '../store/incident-records.ts';
import { openKeptAudits } from '../store/kept-audits/kept-audits.ts';
import type { KeptAudits } from '../store/kept-audits/kept-types.ts';
import { openSessionHistory } from '../store/session-history/session-history.ts';
import type { Store } from '../store/store-types.ts';
import type { Vault } from '../vault/vault-types.ts';

/** Days: the most that an agency can ask for. */
const longestKept = 3650;

/** The history of sessions: closed while the vault is, and without sites that were removed. */
export function historyIn(dir: string, store: Store, vault: Vault, knowledge: AgencyKnowledge, now: () => Date) {
  const history = openSessionHistory({
    ...{ dir, boxes: vault.history, now },
    isSite: (siteId) => store.sites.get(siteId) !== undefined,
    // Where that can't be read nothing leaves the history before its time.
    keepDays: () => knowledge.keepDays().catch(() => longestKept),
  });
  onLocked(vault, () => history.close().catch(() => undefined));
  return history;
}

/** What audits found and what was agreed on it: let go of when the vault locks. */
export async function keptIn(dir: string, store: Store, vault: Vault) {
  const isSite = (siteId: string) => store.sites.get(siteId) !== undefined;
  const { audits, onAuditKept } = toldOf(await openKeptAudits({ dir, boxes: vault.history, isSite }));
  const agreements = openAgreements(dir, vault.history);
  onLocked(vault, () => {
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
export async function incidentsIn(dir: string, vault: Vault, runs: Runs, clock: () => Date) {
  const records = await openIncidentRecords(dir, vault.history);
  const incidents = openIncidents({ records, runsOf: incidentRuns(runs), clock });
  onLocked(vault, () => incidents.forget());
  return incidents;
}

/** Evidence of incidents: its catalogues are let go of when the vault locks. */
export function evidenceIn(dir: string, vault: Vault, now: () => Date): Evidence {
  const evidence = openEvidence({ dir, boxes: vault.history, who: userInfo().username, now });
  onLocked(vault, () => evidence.forget().catch(() => undefined));
  return evidence;
}

function onLocked(vault: Vault, letGo: () => unknown): void {
  vault.onChange(() => {
    if (vault.state() !== 'unlocked') letGo();
  });
}
