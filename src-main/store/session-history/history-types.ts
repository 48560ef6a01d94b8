import type { Failure } from '../../contract/failures.ts';
import type { ActivityLog } from '../../contract/known-sessions.ts';

/** Text in it is the site's own. */
export interface SeenUser {
  userId: number;
  /** These are null where the user was deleted. */
  user: string | null;
  email: string | null;
  displayName: string | null;
  roles: string[];
}

/** A session as a look found it. Times are ISO 8601 UTC. */
export interface SeenSession {
  userId: number;
  verifier: string;
  loginAt: string | null;
  expiresAt: string | null;
  ip: string | null;
  userAgent: string | null;
  /** As a plugin's own table tells. */
  lastSeenAt: string | null;
  lastSeenBy: ActivityLog | null;
  /** It is in a row that WordPress does not see, or of a user that is not there. */
  ghost: boolean;
}

/** What one look at a site found. */
export interface SessionLook {
  siteId: string;
  /** Before the first row was read, on the operator's clock. */
  at: string;
  users: SeenUser[];
  sessions: SeenSession[];
  /** Users whose row could not be read: nothing is known of their sessions. */
  unread: ReadonlySet<number>;
  /** There were more than were read: of those that are missing nothing is known. */
  cut: boolean;
  /** What holds for the whole site, in words. */
  notes: string[];
}

export interface KeptSession extends SeenSession {
  /** The first look that found it. */
  firstKnownAt: string;
  /** The look that found it gone, or the ending that ended it; null while it is there. */
  goneAt: string | null;
}

/** All that is known of a site's sessions. `lookedAt` is null where no look has read them yet. */
export interface KeptSite {
  siteId: string;
  lookedAt: string | null;
  /** Why the latest look read nothing; what is kept is older. */
  failure: Failure | null;
  notes: string[];
  /** When all sessions were last ended, if no look has begun since. */
  allEndedAt: string | null;
  users: SeenUser[];
  sessions: KeptSession[];
}

/** By user the names of sessions. */
export type EndedSessions = ReadonlyMap<number, ReadonlySet<string>>;

/**
 * What was seen of the sessions of all sites, sealed on disk (docs/decisions/0010-session-history.md).
 * Failures: VAULT_LOCKED; VAULT_DAMAGED where the file or a site's part of it is not what Resalt wrote, nothing is then
 * written over it; NOT_WRITABLE.
 */
export interface SessionHistory {
  /** Loads what the first use would wait for, at a moment when nothing else is to be done. Opens no file and never fails. */
  getReady(): Promise<void>;
  /** In one transaction: what is there, what is new, what is gone since. A look older than the last one changes nothing. */
  looked(look: SessionLook): Promise<void>;
  /** A look that read nothing: what was known stays. */
  failed(siteId: string, failure: Failure, at: string): Promise<void>;
  /** These, or all that are known, were ended at that moment and seen to be gone. */
  ended(siteId: string, at: string, which?: EndedSessions): Promise<void>;
  /** What is kept of a site; null where there is nothing. Sessions that are gone for too long have left. */
  of(siteId: string): Promise<KeptSite | null>;
  /** Works locked. */
  remove(siteIds: readonly string[]): Promise<void>;
  /** Grows with every change, so that who made something of the history knows when to make it anew. */
  version(): number;
  /** Closes the file until it is asked for again. */
  close(): Promise<void>;
}
