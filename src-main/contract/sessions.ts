import { z } from 'zod';
import { failure } from './failures.ts';
import { activityLog, known, sessionFlag } from './known-sessions.ts';
import { runOptions } from './runs.ts';
import { select, siteId } from './sites.ts';

/** A session's name, or at least its first 12 characters: the SHA-256 of its token, which opens nothing. `odd:`: of a tampered key. */
const sessionRef = z.string().regex(/^(odd:)?[0-9a-f]{12,64}$/, 'is not the verifier of a session');
const words = z.array(z.string().trim().min(1).max(250)).min(1).max(100);

/**
 * Which sessions: those for which every given part is true. Within a list one match is enough, but for `except` and `notRole`,
 * where none may match. Logins, addresses of people and roles are compared without regard to case.
 */
export const sessionChoice = z.object({
  /** Exactly these. */
  sessions: z
    .array(z.object({ verifier: sessionRef, siteId: siteId.optional(), userId: z.number().int().min(0).optional() }))
    .min(1)
    .max(50_000)
    .optional(),
  except: z.array(sessionRef).min(1).max(1000).optional(),
  user: words.optional(),
  email: words.optional(),
  role: words.optional(),
  /** Users without any role, and sessions whose user is deleted, have none of these. */
  notRole: words.optional(),
  address: words.optional(),
  /** Logged in longer ago than that. A session without a time of login counts as old. */
  olderThanSeconds: z.number().int().min(0).max(1_000_000_000).optional(),
  expired: z.boolean().optional(),
  /**
   * Those that break at least one of these rules: beyond a user's newest live sessions on a site (the oldest end first), older
   * than that, expired.
   */
  breaking: z
    .object({
      mostPerUser: z.number().int().min(1).max(1000).optional(),
      olderThanSeconds: z.number().int().min(0).max(1_000_000_000).optional(),
      expired: z.literal(true).optional(),
    })
    .refine((rules) => Object.values(rules).some((rule) => rule !== undefined), 'rules nothing')
    .optional(),
  /** From an address in one of these countries, ISO 3166 alpha-2. One that is not known, as behind a proxy, is in none. */
  country: z
    .array(
      z
        .string()
        .trim()
        .toUpperCase()
        .regex(/^[A-Z]{2}$/, 'is no country code of two letters'),
    )
    .min(1)
    .max(250)
    .optional(),
  /** That have a flag other than `expired`. */
  flagged: z.literal(true).optional(),
  /**
   * The sites on which a plan judged what `country` and `flagged` mean: that stands in `sessions`, none where there are none, and is
   * not judged again, so that what ends is what was shown. On other sites the ending fails.
   */
  judged: z.array(siteId).max(5000).optional(),
});
export type SessionChoice = z.infer<typeof sessionChoice>;

/** To end every session there is the operation EndSessions; an empty choice could only be a mistake. */
const someChoice = sessionChoice.refine(
  (choice) => Object.values(choice).some((part) => part !== undefined),
  'chooses nothing',
);

/** Text in it is the site's own and may hold anything: escape it for where it is shown. */
export const sessionRow = z.object({
  siteId,
  site: z.string(),
  client: z.string().nullable(),
  userId: z.number(),
  /** These are null where the user was deleted and only the session is left. */
  user: z.string().nullable(),
  email: z.string().nullable(),
  displayName: z.string().nullable(),
  /** In a network: of all its blogs together, and by blog in `blogs`. */
  roles: z.array(z.string()),
  blogs: z.array(z.object({ blog: z.number(), roles: z.array(z.string()) })).nullable(),
  verifier: z.string(),
  /** ISO 8601 UTC; null where the site does not say. */
  loginAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** As the table of a plugin tells, where there is one. */
  lastSeenAt: z.string().nullable(),
  lastSeenBy: activityLog.nullable(),
  expired: z.boolean(),
  /** ISO 3166 alpha-2; null where it is not known, and where the address is a proxy's. */
  country: z.string().nullable(),
  /** As "AS24940 Hetzner Online GmbH", or what kind of address it is, as "private address". */
  network: z.string().nullable(),
  device: z.string().nullable(),
  browser: z.string().nullable(),
  flags: z.array(sessionFlag),
});
export type SessionRow = z.infer<typeof sessionRow>;
/** As a site's database has it, before anything is made of it. */
export type ReadSession = Omit<SessionRow, 'country' | 'network' | 'device' | 'browser' | 'flags'>;

const reached = {
  siteId,
  site: z.string(),
  outcome: z.enum(['ok', 'unreachable', 'failed']),
  failure: failure.optional(),
};

export const sessionList = z.object({
  at: z.string(),
  sites: z.array(
    z.object({
      ...reached,
      /** What could not be read and of which user, in words; never a value. */
      problems: z.array(z.string()),
      /** What holds for all sessions of the site, as that it records its proxy's address. */
      notes: z.array(z.string()),
    }),
  ),
  sessions: z.array(sessionRow),
  /** What holds for all of it, as that the data of countries is old. */
  notes: z.array(z.string()),
});
export type SessionList = z.infer<typeof sessionList>;

export const sessionPlan = z.object({
  /** Give it to `sessions.end` as `before`: later logins were not shown and are left alone. */
  at: z.string(),
  /** What was asked for; where `country` or `flagged` was, with the sessions that they mean. Give this to `sessions.end`. */
  choice: sessionChoice,
  sessions: z.number(),
  /** By e-mail address across sites, where there is one. */
  people: z.number(),
  /** What a choice by country or flag could not tell, as on a site that records its proxy's address. */
  notes: z.array(z.string()),
  /** Sites with a session to end. */
  sites: z.number(),
  rows: z.array(
    z.object({
      ...reached,
      sessions: z.number(),
      people: z.number(),
      /** Of those whose sessions would end: who is editing right now. */
      editing: z.array(z.string()),
      warnings: z.array(z.string()),
    }),
  ),
});
export type SessionPlan = z.infer<typeof sessionPlan>;

export const sessionProcedures = {
  known,
  list: { kind: 'query', input: z.object({ select, choice: sessionChoice.default({}) }), output: sessionList },
  plan: { kind: 'query', input: z.object({ select, choice: someChoice }), output: sessionPlan },
  /**
   * A run of EndChosenSessions. Sessions that began after `before` (default: now) are left alone. `proof`: a canary is ended
   * with them and seen refused (docs/decisions/0009 says what that proves).
   */
  end: {
    kind: 'mutation',
    input: z.object({
      select,
      choice: someChoice,
      before: z.iso.datetime().optional(),
      options: runOptions
        .pick({ waves: true, maxFailures: true, concurrency: true })
        .extend({ proof: z.boolean().default(false) }),
    }),
    output: z.object({ run: z.string() }),
  },
} as const;
