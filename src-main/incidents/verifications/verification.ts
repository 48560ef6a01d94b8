import type { ReadyAgreed } from '../../audit/agreed.ts';
import type { EvidenceItem } from '../../contract/evidence.ts';
import type { CheckName } from '../../contract/findings.ts';
import type { EvidenceRef } from '../../contract/incidents.ts';
import type { OperationName, RunSite } from '../../contract/runs.ts';
import type { Site } from '../../contract/sites.ts';
import type { OpenSite } from '../../operations/steps/look.ts';
import type { Marks } from '../../operations/story.ts';
import type { Tools } from '../../operations/tools.ts';
import type { KeptAudit } from '../../store/kept-audits/kept-types.ts';

/** What one look at one fact of one site says. */
export interface Verdict {
  /** null: it could not be looked at, and `told` says why. Never true where anything was left unseen. */
  holds: boolean | null;
  /** A sentence or two for a person, at most 2,000 characters. Text of the site's own may be in it; no secret ever. */
  told: string;
  evidence: EvidenceRef[];
}

/**
 * Sees whether a fact is true of a site now. It reads (`hardened` also tries, and leaves nothing). What it throws, as a site out of reach, is told as "could
 * not be looked at": a fact need not catch it.
 */
export type Verify = (look: Look) => Promise<Verdict>;

/** What a fact may look at. What is asked for twice is read once for all facts and steps of a site that are verified together. */
export interface Look {
  site: Site;
  incident: { id: string; openedAt: string };
  /** The step that is verified. */
  step: string;
  /** What the step looks for by audit: in its verifications, or in what it does. */
  checks: readonly CheckName[];
  tools: Tools;
  /** When this look began. */
  at: Date;
  /** Reaches the site, its files and its database. It is closed when all facts have looked: don't. */
  open(): Promise<OpenSite>;
  /** When `open` came to be, by this machine's clock: what to compare the site's own with. null before. */
  reachedAt(): Date | null;
  /** The last audit that is kept; made within this look where a verification needs one. null where there is none. */
  audit(): Promise<KeptAudit | null>;
  agreed: ReadyAgreed;
  /** How runs of this step (no dry runs) ended on this site, the newest first. */
  runs(): Promise<PastRun[]>;
  /** As `runs`, of any step, of no step and of no incident: whatever Resalt did to this site since the incident was opened. */
  allRuns(): Promise<PastRun[]>;
  evidence: KeptEvidence;
  /** All sites that Resalt knows, and the audits kept of them. */
  fellows(): readonly Site[];
  auditOf(siteId: string): Promise<KeptAudit | null>;
}

export interface PastRun {
  run: string;
  operation: OperationName;
  /** What it was begun for; null of runs that belong to no incident, or to another. */
  step: string | null;
  /** Which automation of the step, from 0; null of a containment. */
  part: number | null;
  /** When the work on this site began and ended, ISO 8601 UTC. */
  startedAt: string;
  endedAt: string;
  /** How it ended on this site. */
  row: RunSite;
  /** What it made durable before its writes on this site: ids and hashes. */
  marks: Marks;
}

/** The evidence of this site in this incident. */
export interface KeptEvidence {
  items(): Promise<EvidenceItem[]>;
  /** The bytes as they were read from the site. Fails with VAULT_DAMAGED where they are not what was kept. */
  bytes(id: string): AsyncIterable<Buffer>;
}

export const holds = (told: string, evidence: EvidenceRef[] = []): Verdict => ({ holds: true, told, evidence });
export const fails = (told: string, evidence: EvidenceRef[] = []): Verdict => ({ holds: false, told, evidence });
export const unseen = (told: string, evidence: EvidenceRef[] = []): Verdict => ({ holds: null, told, evidence });
