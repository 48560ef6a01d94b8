import { z } from 'zod';
import { failure } from './failures.ts';
import { sessionChoice, sessionPlan } from './sessions.ts';
import { label, siteId } from './sites.ts';

const days = z.number().int().min(1).max(3650);

/** What sessions may be, for the whole fleet, a client or a tag. Nothing is ended by it unless it is swept. */
export const sessionPolicy = z
  .object({
    id: z.string().regex(/^p_[A-Za-z0-9_-]{6,60}$/),
    name: z.string().trim().min(1).max(100),
    of: z.union([z.object({ all: z.literal(true) }), z.object({ client: label }), z.object({ tag: label })]),
    /** Live sessions of one user on one site; the oldest end first. */
    mostPerUser: z.number().int().min(1).max(1000).nullable(),
    oldestDays: days.nullable(),
    noExpired: z.boolean(),
    /**
     * When it is swept by itself while the app or `resalt serve` runs with its vault unlocked, as cron has it (five parts, local
     * time); null: only by hand.
     */
    sweeps: z.string().trim().max(100).nullable(),
    /** Each sweep ends a canary with the others and sees it refused, as `sessions.end` does where asked; left out: none is. */
    proof: z.boolean().optional(),
  })
  .refine((one) => one.mostPerUser !== null || one.oldestDays !== null || one.noExpired, 'rules nothing');
export type SessionPolicy = z.infer<typeof sessionPolicy>;

/** A policy with its sweeps; times are ISO 8601 UTC. */
export const policyRow = sessionPolicy.safeExtend({
  nextSweep: z.string().nullable(),
  /** The last one that changed something or could have: dry runs don't count. */
  lastSweep: z.object({ run: z.string(), at: z.string() }).nullable(),
  /** When a sweep should have begun that never did. It is not caught up by itself. */
  dueSince: z.string().nullable(),
  /** Why it did not begin (VAULT_LOCKED, a site in work); null where nobody was there to see it: Resalt was closed, or the computer asleep. */
  dueFor: failure.nullable(),
});
export type PolicyRow = z.infer<typeof policyRow>;

const policyRef = z.object({ policy: sessionPolicy.shape.id });

export const policyProcedures = {
  list: {
    kind: 'query',
    input: z.object({}),
    output: z.array(policyRow),
  },
  /** Adds it, or puts it in the place of the one with the same id. */
  save: { kind: 'mutation', input: sessionPolicy, output: sessionPolicy },
  remove: { kind: 'mutation', input: policyRef, output: z.object({}) },
  /** What it, or one that is not stored yet, would end today; looks at the sites, changes nothing. */
  plan: { kind: 'query', input: z.union([policyRef, z.object({ draft: sessionPolicy })]), output: sessionPlan },
  /** What a schedule means, while it is being written: why it is none, or the next moments of it, ISO 8601 UTC. */
  schedule: {
    kind: 'query',
    input: z.object({ sweeps: z.string().max(100) }),
    output: z.object({ wrong: z.string().nullable(), next: z.array(z.string()) }),
  },
  /**
   * A run of EndChosenSessions; `before` as in `sessions.end`. `planned`: the plan's choice, and those of its sites that are to be
   * swept, so that nothing ends that it did not show. NOT_ALLOWED_HERE where the policy was changed since, and while a sweep of it is in work.
   */
  sweep: {
    kind: 'mutation',
    input: policyRef.extend({
      before: z.iso.datetime().optional(),
      planned: z.object({ choice: sessionChoice, sites: z.array(siteId).max(5000) }).optional(),
      dryRun: z.boolean().default(false),
      /** Left out: as the policy has it. */
      proof: z.boolean().optional(),
    }),
    output: z.object({ run: z.string() }),
  },
} as const;

/** What the agency knows of its people and their addresses: flags are raised, or not raised, by it. */
export const sessionKnowledge = z.object({
  /** Sessions that are gone leave the history after so many days. */
  keepDays: days,
  /** Addresses and ranges ("203.0.113.0/24"); an office raises no flags about places and networks. */
  offices: z.array(z.object({ name: z.string().trim().min(1).max(100), range: z.string().max(60) })).max(500),
  /** E-mail addresses of people whose whereabouts raise no flags. */
  people: z.array(z.string().trim().min(3).max(250)).max(2000),
  blocked: z.array(z.string().max(60)).max(5000),
  /** Roles nobody should have, on every site or on those of a client or tag. */
  rolesNotHere: z
    .array(z.object({ role: z.string().trim().min(1).max(100), client: label.optional(), tag: label.optional() }))
    .max(500),
});
export type SessionKnowledge = z.infer<typeof sessionKnowledge>;
