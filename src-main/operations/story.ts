import { z } from 'zod';
import type { Failure } from '../contract/failures.ts';
import type { Inspection } from '../contract/inspection.ts';
import {
  type Deed,
  deed,
  type Outcome,
  outcome,
  type ProofResult,
  proofResult,
  type RunSite,
  saltsResult,
  sessionsResult,
  type Warning,
} from '../contract/runs.ts';
import { credentialId, siteId } from '../contract/sites.ts';
import { quarantined } from './steps/quarantined.ts';

/**
 * What an operation made durable before each write, so that a later attempt knows what may already have happened.
 * Ids and hashes only: the secrets they speak of are sealed in the vault.
 */
export const marks = z.object({
  salts: z
    .object({
      edits: z.array(z.object({ path: z.string(), shaBefore: z.string(), shaAfter: z.string(), backup: credentialId })),
      place: z.string(),
      rotated: z.number(),
      fingerprintBefore: z.string().nullable(),
      fingerprintAfter: z.string(),
      also: z.array(z.string()).optional(),
    })
    .optional(),
  /** WP-CLI was let at this file and Resalt has not yet judged what it made of it; null once it has. */
  wpCli: z
    .object({ path: z.string(), shaBefore: z.string(), backup: credentialId, fingerprintBefore: z.string().nullable() })
    .nullable()
    .optional(),
  /** `cached`: who had a session, where a cache must be made to forget them: their rows are gone when a later attempt looks. */
  sessions: z.object({ before: z.number(), cached: z.array(z.number()).optional() }).optional(),
  /** SetOptions: as table.option, what stood there before it was changed; null: no row. */
  options: z.record(z.string(), z.string().nullable()).optional(),
  /** Values of the database as they were before, sealed: what a run can be undone from. */
  before: z.array(credentialId).optional(),
  /** New passwords: by user where the vault has it, and whether it was read back. `once`: it is to be shown one time and then forgotten. */
  passwords: z
    .object({
      of: z.array(z.object({ userId: z.number(), sealed: credentialId, set: z.boolean() })),
      once: z.boolean(),
    })
    .optional(),
  /** ChangeUsers: whom an attempt began to change, by their place in the order; of those who are gone it was this run that deleted them. */
  users: z.record(z.string(), z.number()).optional(),
  /** QuarantineFiles: what is in the vault, sealed before it was removed. */
  quarantine: z.array(quarantined).optional(),
  /** QuarantineFiles: addresses of the site that answered before anything was taken. */
  pages: z.array(z.string()).optional(),
  /** RepairRights: what an attempt set out to repair. */
  repaired: z.array(z.string()).optional(),
  /** RevokeTokens: application passwords of Resalt's own, to be revoked whatever comes. */
  canaryPasswords: z.array(z.object({ userId: z.number(), uuid: z.string() })).optional(),
  /** RevokeTokens: what an attempt set out to revoke. */
  tokens: z
    .array(
      z.object({
        ...{ kind: z.string(), what: z.string(), userId: z.number().nullable() },
        option: z.object({ name: z.string(), blog: z.number() }).optional(),
      }),
    )
    .optional(),
  /** OffboardPerson: the person's accounts as they were found first, by number. */
  people: z.array(z.number()).optional(),
  /** ChangeDatabasePassword: where both passwords are, and the files that get the new one; null once an attempt has gone back. */
  databasePassword: z
    .object({
      sealed: credentialId,
      edits: z.array(
        z.object({ siteId, path: z.string(), shaBefore: z.string(), shaAfter: z.string(), backup: credentialId }),
      ),
      /** What each site opened before; in between it may open nothing. */
      pages: z.array(z.object({ siteId, path: z.string() })),
      /** Of the new password. */
      fingerprint: z.string().optional(),
    })
    .nullable()
    .optional(),
  /** CloseToVisitors, OpenToVisitors: the `.maintenance` that was about to be written or taken away. `pass`, `kept`: of an opened site, of no use any more. */
  visitors: z
    .object({ path: z.string(), sha256: z.string(), pass: credentialId.optional(), kept: credentialId.optional() })
    .optional(),
  /** HardenSite: what it was about to change, as it was before; `tests` are files of Resalt's own that must not stay. */
  hardened: z
    .object({
      modes: z.array(z.object({ path: z.string(), from: z.number(), to: z.number() })),
      files: z.array(
        z.object({
          path: z.string(),
          /** Null: there was none, and undoing it takes the new one away. */
          shaBefore: z.string().nullable(),
          shaAfter: z.string(),
          backup: credentialId.nullable(),
        }),
      ),
      tests: z.array(z.string()),
      pages: z.array(z.string()).optional(),
    })
    .optional(),
  /** ClearResetKeys: whose links an attempt was about to clear, for the object cache. */
  resetKeys: z
    .object({
      ...{ users: z.array(z.number()), options: z.number() },
      ...{ invitations: z.array(z.string()).default([]), signups: z.number().default(0) },
    })
    .optional(),
  /** Contain: what is done of it, with what came of it. */
  contained: z
    .array(
      z.object({
        part: z.enum(['first-evidence', 'closed', 'evidence', 'logins', 'application-passwords']),
        result: z.object({
          ...{ outcome, salts: saltsResult.nullable(), sessions: sessionsResult.nullable() },
          ...{ proof: proofResult.nullable(), deeds: z.array(deed) },
        }),
      }),
    )
    .optional(),
  canary: z.object({ userId: z.number(), verifier: z.string(), sealed: credentialId, before: z.number() }).optional(),
});
export type Marks = z.infer<typeof marks>;

export interface SiteResult {
  outcome: Outcome;
  salts: RunSite['salts'];
  sessions: RunSite['sessions'];
  proof: ProofResult | null;
  deeds?: Deed[];
  failure: Failure | null;
  inspection: Inspection | null;
}

/** How an operation tells what it does on one site. The run listens, the journal remembers. */
export interface Story {
  readonly runId: string;
  readonly dryRun: boolean;
  /** Aborts when the run is cancelled: what only reads, for long, may end then. What changes a site comes to its end. */
  readonly stopped?: AbortSignal;
  /** What earlier attempts of this run on this site left behind. */
  readonly marks: Marks;
  /** Runs one named step; its time and outcome are recorded, its error passes on. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Where a long step is, for whoever watches: every few seconds at most, since the journal keeps it. */
  now?(words: string): void;
  /** Adds to the marks; resolves when that is on disk. Call it before the write it speaks of. */
  mark(more: Marks): Promise<void>;
  warn(kind: Warning['kind'], text: string): void;
  /** A sentence of what will happen, for the plan. */
  will(sentence: string): void;
}
