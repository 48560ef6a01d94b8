import { z } from 'zod';
import { failure } from './failures.ts';
import { select, siteId } from './sites.ts';

/** Plugins whose own tables tell when somebody was last seen. */
export const activityLogs = ['WP Activity Log', 'Simple History', 'Wordfence', 'Guard Dog'] as const;
export const activityLog = z.enum(activityLogs);
export type ActivityLog = z.infer<typeof activityLog>;

/** Why a person should look at a session. One file each in audit/session-flags. */
export const sessionFlags = [
  'several-countries',
  'new-address',
  'new-network',
  'impossible-travel',
  'shared-address',
  'too-many',
  'too-old',
  'role-not-here',
  'hosting-network',
  'blocked-address',
  'expired',
  'ghost',
] as const;
export const sessionFlag = z.object({ flag: z.enum(sessionFlags), reason: z.string().max(500) });
export type SessionFlag = z.infer<typeof sessionFlag>;

/** Text in it is the site's own and may hold anything: escape it for where it is shown. */
export const knownUser = z.object({
  siteId,
  userId: z.number(),
  user: z.string().nullable(),
  email: z.string().nullable(),
  displayName: z.string().nullable(),
  roles: z.array(z.string()),
});
export type KnownUser = z.infer<typeof knownUser>;

export const knownAddress = z.object({
  ip: z.string(),
  /** ISO 3166 alpha-2; null where the shipped database does not know it. */
  country: z.string().nullable(),
  /** As "AS24940 Hetzner Online GmbH". */
  network: z.string().nullable(),
  /** What the agency calls it, where it is one of its known offices. */
  office: z.string().nullable(),
});
export type KnownAddress = z.infer<typeof knownAddress>;

export const knownAgent = z.object({
  userAgent: z.string(),
  /** As "Windows", "iPhone", "Android tablet"; null where it can't be told. */
  device: z.string().nullable(),
  browser: z.string().nullable(),
});
export type KnownAgent = z.infer<typeof knownAgent>;

/** Times are ISO 8601 UTC. `user`, `address` and `agent` are indices into the lists of all pages so far, put together. */
export const knownSession = z.object({
  user: z.number(),
  address: z.number().nullable(),
  agent: z.number().nullable(),
  verifier: z.string(),
  loginAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  expired: z.boolean(),
  /** What a plugin's own table says. */
  lastSeenAt: z.string().nullable(),
  /** Which plugin; null where none tells, and of what was kept before Resalt noted it. */
  lastSeenBy: activityLog.nullable(),
  /** The first look that found it. */
  firstKnownAt: z.string(),
  /** The look that found it gone; null while it is there. */
  goneAt: z.string().nullable(),
  flags: z.array(sessionFlag),
});
export type KnownSession = z.infer<typeof knownSession>;

/** What is known of one site's sessions, and from when. */
export const knownSite = z.object({
  siteId,
  site: z.string(),
  client: z.string().nullable(),
  tags: z.array(z.string()),
  /** The last look that read its sessions; null: none did yet. */
  lookedAt: z.string().nullable(),
  /** Why the latest look did not: what is shown is older than that. */
  failure: failure.nullable(),
  /** What holds for the whole site, said once: that it records its proxy's address and how to mend it, a session manager of its own, rows that can't be read. */
  notes: z.array(z.string().max(1000)),
});
export type KnownSite = z.infer<typeof knownSite>;

/** A page of one snapshot of the history. Lists hold what the pages before did not. */
export const knownPage = z.object({
  snapshot: z.string(),
  /** When the snapshot was taken. */
  at: z.string(),
  /** Sessions in all pages together. */
  total: z.number(),
  sites: z.array(knownSite),
  users: z.array(knownUser),
  addresses: z.array(knownAddress),
  agents: z.array(knownAgent),
  sessions: z.array(knownSession),
  /** Ask for it next; null on the last page. */
  next: z.number().nullable(),
});
export type KnownPage = z.infer<typeof knownPage>;

/**
 * `sessions.known`: what the last looks found, from the history on this machine, no site is asked. A new snapshot without
 * `snapshot`; with it and `page` its pages in order. NOT_ALLOWED_HERE where that snapshot is gone: begin again.
 */
export const known = {
  kind: 'query',
  input: z.object({ select, snapshot: z.string().max(60).optional(), page: z.number().int().min(0).default(0) }),
  output: knownPage,
} as const;
