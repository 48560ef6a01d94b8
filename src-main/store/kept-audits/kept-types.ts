import type { Drift } from '../../contract/drift.ts';
import type { Failure } from '../../contract/failures.ts';
import type { Looked, Severity } from '../../contract/findings.ts';
import type { KnownFinding } from '../../contract/known-audits.ts';

/** What the site is called and what the agency agreed to are no part of it: these change without a look. */
export type KeptFinding = Omit<KnownFinding, 'siteId' | 'site' | 'accepted' | 'acceptance'>;
export type KeptDrift = Omit<Drift, 'siteId' | 'site' | 'approved'> & { email: string | null };

export interface KeptAdministrator {
  userId: number;
  user: string;
  email: string;
  how: string[];
}

/** An administrator or an owner of keys. */
export interface KeptPerson {
  userId: number;
  user: string;
  email: string;
  roles: string[];
  administrator: boolean;
  /** null where the look could not read them all. */
  applicationPasswords: number | null;
  keys: number | null;
}

/** All that is known of a site's audits. Times are ISO 8601 UTC. Text in it is the site's own. */
export interface KeptAudit {
  siteId: string;
  /** The last look that read it. */
  lookedAt: string | null;
  /** Why the latest look did not. */
  failure: Failure | null;
  failedAt: string | null;
  checks: (Looked & { at: string })[];
  findings: KeptFinding[];
  administrators: KeptAdministrator[];
  /** The last look that saw all administrators; null: none did. */
  administratorsAt: string | null;
  people: KeptPerson[];
  /** What changed from look to look and nobody has said was seen; `moreDrift`: how much beyond that was let go. */
  drift: KeptDrift[];
  moreDrift: number;
}

/** Of a site's audit what has to be at hand for the whole fleet at once. */
export interface AuditHead {
  lookedAt: string | null;
  failed: boolean;
  findings: [check: string, contentHash: string, severity: Severity][];
  administrators: [user: string, email: string][];
  drift: { newAdministrators: number; all: number };
}

/**
 * The last audit of each site, sealed on disk (docs/decisions/0017-kept-audits.md).
 * Failures: VAULT_LOCKED; VAULT_DAMAGED where a site's file is not what Resalt wrote; NOT_WRITABLE.
 */
export interface KeptAudits {
  /** Reads the heads of all sites, once after each unlocking. Never fails: a site whose file can't be read has none. */
  ready(): Promise<void>;
  /** null where nothing is kept, before `ready` and while the vault is locked. */
  head(siteId: string): AuditHead | null;
  of(siteId: string): Promise<KeptAudit | null>;
  /**
   * One change after the other on each site; on the disk when it resolves. `before` is 'damaged' where it can't be read; null from `work`
   * changes nothing. Nothing is written of a site that was removed.
   */
  change(siteId: string, work: (before: KeptAudit | 'damaged' | null) => KeptAudit | null): Promise<void>;
  /** Works locked. */
  remove(siteIds: readonly string[]): Promise<void>;
  /** Lets go of what is in memory: the vault was locked. */
  forget(): void;
}
