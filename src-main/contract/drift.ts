import { z } from 'zod';
import { checkName, severities } from './findings.ts';
import { select, siteId } from './sites.ts';

/** What became different on a site from one look to the next, the gravest first. */
export const driftKinds = [
  'new-administrator',
  /** An inspection, or a run, counted more of them than the last audit found. An audit tells who. */
  'more-administrators',
  'changed-administrator',
  'new-token',
  'changed-files',
  'new-finding',
  'changed-finding',
  'gone-administrator',
  'gone-finding',
  /** What was kept of the last look could not be read: what changed before this look is not known. */
  'begun-anew',
] as const;
export type DriftKind = (typeof driftKinds)[number];

/** Text in it is the site's own and may hold anything: escape it for where it is shown. */
export const drift = z.object({
  siteId,
  site: z.string(),
  kind: z.enum(driftKinds),
  /** In a sentence of Resalt's. */
  what: z.string(),
  /** The look that saw it, and the one before it: it happened in between. ISO 8601 UTC. */
  at: z.string(),
  since: z.string(),
  /** Of an administrator. */
  userId: z.number().nullable(),
  user: z.string().nullable(),
  /** Whether the agency expects this administrator; null where it is none. */
  approved: z.boolean().nullable(),
  /** Of a finding; of one that changed what it is now. */
  check: checkName.nullable(),
  severity: z.enum(severities).nullable(),
  contentHash: z.string().nullable(),
});
export type Drift = z.infer<typeof drift>;

export const driftProcedures = {
  /** What nobody has said was seen, the gravest first and of these the newest; at most 5,000, `more` tells how many beyond. */
  drift: {
    kind: 'query',
    input: z.object({ select }),
    output: z.object({ drift: z.array(drift), more: z.number() }),
  },
  /**
   * It was seen by a person. `until`: only what a look up to that moment saw (`Drift.at`), so that nothing goes that was not there to be
   * shown. With the last of a site goes what `more` counted of it.
   */
  seen: {
    kind: 'mutation',
    input: z.object({ siteIds: z.array(siteId).min(1).max(5000), until: z.iso.datetime() }),
    output: z.object({ seen: z.number() }),
  },
} as const;
