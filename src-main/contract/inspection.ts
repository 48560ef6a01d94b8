import { z } from 'zod';
import { siteId } from './sites.ts';

export const saltName = z.enum([
  'AUTH_KEY',
  'SECURE_AUTH_KEY',
  'LOGGED_IN_KEY',
  'NONCE_KEY',
  'AUTH_SALT',
  'SECURE_AUTH_SALT',
  'LOGGED_IN_SALT',
  'NONCE_SALT',
]);

/** Where one of the eight comes from, for a person; never its value. */
export const saltPlace = z.object({
  name: saltName,
  place: z.string().max(1000),
  line: z.number().nullable(),
  how: z.string().max(500),
});
export type SaltPlace = z.infer<typeof saltPlace>;

/** Everything read from a site at one moment that may be kept: no names, no addresses, no secrets. */
export const inspection = z.object({
  siteId,
  at: z.string(),
  wordpress: z.object({ version: z.string().nullable(), multisite: z.boolean() }),
  config: z.object({ path: z.string().nullable(), tablePrefix: z.string().nullable() }),
  salts: z.object({
    places: z.array(saltPlace),
    /** 16 hex digits of a SHA-256 over the effective values; null where they can't be read. */
    fingerprint: z.string().nullable(),
    rotatable: z.boolean(),
    /** Why they can't be rotated, or what will be repaired on the way. */
    why: z.string().nullable(),
  }),
  objectCache: z.object({ kind: z.string().nullable(), canFlush: z.boolean(), how: z.string() }),
  /** As many as are stored. `live`: those that can be used, neither expired nor of nobody; null where a look did not tell them apart. */
  sessions: z.object({
    count: z.number(),
    people: z.number(),
    unreadable: z.number(),
    live: z.object({ count: z.number(), people: z.number() }).nullable().default(null),
  }),
  users: z.number().nullable(),
  administrators: z.number().nullable(),
  editingNow: z.number(),
  /** Plugins that keep secrets under the salts. */
  encryptors: z.array(z.object({ name: z.string(), breaks: z.string(), advice: z.string() })),
  answers: z.object({ status: z.number().nullable(), ms: z.number().nullable(), why: z.string().nullable() }),
  databaseRoute: z.string().nullable(),
});
export type Inspection = z.infer<typeof inspection>;
