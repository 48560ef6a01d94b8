import { z } from 'zod';
import { failure } from './failures.ts';
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
  expired: z.boolean(),
});
export type SessionRow = z.infer<typeof sessionRow>;

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
    }),
  ),
  sessions: z.array(sessionRow),
});
export type SessionList = z.infer<typeof sessionList>;

export const sessionPlan = z.object({
  /** Give it to `sessions.end` as `before`: later logins were not shown and are left alone. */
  at: z.string(),
  sessions: z.number(),
  /** By e-mail address across sites, where there is one. */
  people: z.number(),
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
  list: { kind: 'query', input: z.object({ select, choice: sessionChoice.default({}) }), output: sessionList },
  plan: { kind: 'query', input: z.object({ select, choice: someChoice }), output: sessionPlan },
  /** A run of EndChosenSessions. Sessions that began after `before` (default: now) are left alone. */
  end: {
    kind: 'mutation',
    input: z.object({
      select,
      choice: someChoice,
      before: z.iso.datetime().optional(),
      options: runOptions.pick({ waves: true, maxFailures: true, concurrency: true }),
    }),
    output: z.object({ run: z.string() }),
  },
} as const;
