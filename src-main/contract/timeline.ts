import { z } from 'zod';
import { incidentId } from './incidents.ts';
import { label, siteId } from './sites.ts';

/** Where an entry comes from. */
export const timelineSources = [
  'access-log',
  'error-log',
  'wp-activity-log',
  'simple-history',
  'stream',
  'wordfence',
  'file',
  'user-registered',
  'session',
  'application-password',
  'post',
  'resalt',
] as const;
export const timelineSource = z.enum(timelineSources);
export type TimelineSource = z.infer<typeof timelineSource>;

/** Text in it is the site's own and may hold anything: escape it for where it is shown. */
export const timelineEntry = z.object({
  siteId,
  site: z.string(),
  /** ISO 8601 UTC, by Resalt's clock: the server's offset is taken off. */
  at: z.string(),
  /** As it stands there, with the zone that is written or was assumed. */
  asWritten: z.string().max(100),
  source: timelineSource,
  /** As "login", "file changed", "request", in Resalt's words. */
  kind: z.string().max(60),
  who: z.string().max(200).nullable(),
  ip: z.string().max(60).nullable(),
  what: z.string().max(1000),
  /** Why it belongs to what is suspected; null where nothing says so. */
  marked: z.string().max(300).nullable(),
  /** The file, table or place that tells it; not there in what was gathered before Resalt noted it. */
  from: z.string().max(500).exactOptional(),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

/** What one source of a site gave, and how its clock was read. */
export const timelineReading = z.object({
  siteId,
  site: z.string(),
  source: timelineSource,
  /** The file, table or place, in words. */
  from: z.string().max(500),
  entries: z.number(),
  /** In words: its zone, how far the clock was off, what was assumed. */
  clock: z.string().max(500),
  /** Why it is not all; null where it is. */
  lacks: z.string().max(1000).nullable(),
});
export type TimelineReading = z.infer<typeof timelineReading>;

const ref = z.object({ incident: incidentId });

/** Whose actions are looked for: addresses, logins, sessions' verifiers, paths. What Resalt finds suspicious itself comes on top. */
const suspects = z.object({
  ips: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(200)
    .default([]),
  logins: z.array(label).max(200).default([]),
  paths: z.array(z.string().min(1).max(1000)).max(200).default([]),
});

export const timelineProcedures = {
  /** Reads what servers and sites keep and keeps it, sealed, with the incident; a second time it reads anew. */
  gather: {
    kind: 'mutation',
    input: ref.extend({
      sites: z.array(label).min(1).max(5000).optional(),
      from: z.iso.datetime().nullable().default(null),
      suspects: suspects.default({ ips: [], logins: [], paths: [] }),
    }),
    output: z.object({ readings: z.array(timelineReading), entries: z.number() }),
  },
  /** By time, at most `limit`; `next` goes into `after`. */
  show: {
    kind: 'query',
    input: ref.extend({
      sites: z.array(label).min(1).max(5000).optional(),
      sources: z.array(timelineSource).optional(),
      from: z.iso.datetime().nullable().default(null),
      to: z.iso.datetime().nullable().default(null),
      /** Somewhere in it, whatever the case. */
      text: z.string().max(200).default(''),
      /** An account, an address, a kind: the whole, whatever the case. */
      who: z.string().max(200).default(''),
      ip: z.string().max(60).default(''),
      kind: z.string().max(60).default(''),
      marked: z.boolean().default(false),
      after: z.string().max(100).nullable().default(null),
      limit: z.number().int().min(1).max(5000).default(500),
    }),
    output: z.object({
      gatheredAt: z.string().nullable(),
      readings: z.array(timelineReading),
      entries: z.array(timelineEntry),
      /** Of all that pass the filter. */
      count: z.number(),
      next: z.string().nullable(),
      /** The earliest marked entry of each site: where it may have begun. */
      entryPoints: z.array(timelineEntry),
      /** Of each site in words: how sure that is, how far back its logs go, what was not read. */
      beginnings: z.array(z.object({ siteId, site: z.string(), told: z.string().max(1000) })).exactOptional(),
    }),
  },
} as const;
