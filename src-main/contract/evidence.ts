import { z } from 'zod';
import { incidentId } from './incidents.ts';
import { evidenceKind } from './orders/take-snapshot.ts';
import { label, siteId } from './sites.ts';

/** One piece of evidence: bytes sealed on this machine. The hash is of the bytes as they were read, before they were sealed. */
export const evidenceItem = z.object({
  id: z.string().regex(/^e_[A-Za-z0-9_-]{16}$/),
  siteId,
  site: z.string(),
  kind: evidenceKind,
  /** Its name in an exported archive, as "acme-shop/database/wp_users.sql". */
  name: z.string().max(400),
  /** Where on the site it was read, in words. Text of the site's own may be in it. */
  from: z.string().max(1000),
  /** When reading began and ended, ISO 8601 UTC. */
  begunAt: z.string(),
  endedAt: z.string(),
  bytes: z.number(),
  /** Rows, files or lines; null where that means nothing. */
  count: z.number().nullable(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Why it is not all of it; null where it is. */
  lacks: z.string().max(2000).nullable(),
  run: z.string().nullable(),
});
export type EvidenceItem = z.infer<typeof evidenceItem>;

const ref = z.object({ incident: incidentId });

export const evidenceProcedures = {
  list: { kind: 'query', input: ref, output: z.array(evidenceItem) },
  /** Opens and hashes all that is kept of an incident, or of some of its sites. */
  verify: {
    kind: 'mutation',
    input: ref.extend({ sites: z.array(label).min(1).max(5000).optional() }),
    output: z.object({ whole: z.number(), damaged: z.array(z.object({ id: z.string(), why: z.string() })) }),
  },
  /** Writes a signed archive, a tar with a manifest, to a file of this machine that is not there yet. Not from a browser. */
  export: {
    kind: 'mutation',
    input: ref.extend({ sites: z.array(label).min(1).max(5000).optional(), file: z.string().min(1).max(1000) }),
    output: z.object({
      ...{ file: z.string(), bytes: z.number(), sha256: z.string(), signedBy: z.string() },
      /** How many things could not be kept, or not to their end: the archive names them. */
      missing: z.number(),
    }),
  },
} as const;
