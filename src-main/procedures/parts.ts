import type { AgencyKnowledge } from '../audit/agency-knowledge.ts';
import type { Judging } from '../audit/judging.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { Tools } from '../operations/tools.ts';
import type { Runs } from '../runs/runs.ts';
import type { Agreements } from '../store/agreements.ts';
import type { Evidence } from '../store/evidence/evidence.ts';
import type { KeptAudits } from '../store/kept-audits/kept-types.ts';
import type { SessionHistory } from '../store/session-history/history-types.ts';
import type { Store } from '../store/store-types.ts';
import type { TimelineFinds } from '../store/timeline-finds.ts';
import type { Timelines } from '../store/timelines.ts';
import type { Vault } from '../vault/vault-types.ts';
import type { IncidentWork } from './incident-work.ts';

export type CarrierKind = 'desktop' | 'browser' | 'command-line';

/** What procedures work with; the engine builds it once. */
export interface Parts {
  version: string;
  dataDir: string;
  carrier: CarrierKind;
  who: string;
  vault: Vault;
  store: Store;
  history: SessionHistory;
  evidence: Evidence;
  audits: KeptAudits;
  agreements: Agreements;
  incidents: Incidents;
  incidentWork: IncidentWork;
  timelines: Timelines;
  timelineFinds: TimelineFinds;
  runs: Runs;
  tools: Tools;
  knowledge: AgencyKnowledge;
  judging: Judging;
  /** Policies whose sweep is being started and is no run yet. */
  sweeping: Set<string>;
  /** Tells every open window that sites were added, changed or removed. */
  sitesChanged(siteIds: string[], removed?: boolean): void;
  onSitesChanged(listener: (siteIds: string[], removed: boolean) => void): () => void;
  settingsChanged(): void;
}
