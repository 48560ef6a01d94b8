import { z } from 'zod';
import { select, siteId } from './sites.ts';

const email = z
  .string()
  .trim()
  .min(3)
  .max(250)
  .regex(/^[^\s@]+@[^\s@]+$/, 'is no e-mail address');

/** A user of one site. Text in it is the site's own and may hold anything: escape it for where it is shown. */
export const personThere = z.object({
  siteId,
  site: z.string(),
  userId: z.number(),
  user: z.string(),
  email: z.string(),
  roles: z.array(z.string()),
  administrator: z.boolean(),
  /** Whether the agency expects this administrator; null where it is none. */
  approved: z.boolean().nullable(),
  /** Live ones, as the last look had them; null where no look has read the sessions. */
  sessions: z.number().nullable(),
  /** null where no audit has read them. */
  applicationPasswords: z.number().nullable(),
  keys: z.number().nullable(),
  /** The newest login that was seen, and when a plugin or a session last saw this user, ISO 8601 UTC. */
  lastLoginAt: z.string().nullable(),
  lastSeenAt: z.string().nullable(),
});
export type PersonThere = z.infer<typeof personThere>;

/** Whoever is an administrator, has a key or a login, over all sites. */
export const personRow = z.object({
  /** The e-mail address in lower case, of joined ones the first; where there is none `login@` and the site's id. */
  key: z.string(),
  /** What the agency calls a person whose addresses it joined. */
  name: z.string().nullable(),
  emails: z.array(z.string()),
  /** The addresses were joined by hand. */
  joined: z.boolean(),
  sites: z.array(personThere),
});
export type PersonRow = z.infer<typeof personRow>;

/** Several addresses that are one person. */
export const joinedPerson = z.object({ name: z.string().nullable(), emails: z.array(z.string()) });
export type JoinedPerson = z.infer<typeof joinedPerson>;

export const peopleProcedures = {
  /** From what is kept on this machine. Whoever is on the most sites as an administrator first; `email`: only this person. */
  list: {
    kind: 'query',
    input: z.object({ select, email: email.optional(), page: z.number().int().min(0).max(100_000).default(0) }),
    output: z.object({
      at: z.string(),
      people: z.array(personRow),
      /** In all pages together. */
      total: z.number(),
      next: z.number().nullable(),
      /** Sites of which no audit is known: their administrators may be missing. */
      unknown: z.array(z.string()),
    }),
  },
  /** They are one person from now on; who was joined with one of them before comes along. The first is the one they go by. */
  join: {
    kind: 'mutation',
    input: z.object({ emails: z.array(email).min(1).max(50), name: z.string().trim().min(1).max(100).nullable() }),
    output: joinedPerson,
  },
  /** Each of these addresses is a person of its own again. */
  split: { kind: 'mutation', input: z.object({ emails: z.array(email).min(1).max(50) }), output: z.object({}) },
} as const;
