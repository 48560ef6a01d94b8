import { z } from 'zod';
import { failure } from './failures.ts';
import { administrator, finding, looked } from './findings.ts';
import { select, siteId } from './sites.ts';

/** What the last audits found on one site, and from when. Times are ISO 8601 UTC. */
export const knownAuditSite = z.object({
  siteId,
  site: z.string(),
  client: z.string().nullable(),
  tags: z.array(z.string()),
  /** The last look that read it; null: none did yet. */
  lookedAt: z.string().nullable(),
  /** Why the latest look did not, and when that was: what is shown is older. */
  failure: failure.nullable(),
  failedAt: z.string().nullable(),
  /** A run that changed something on the site after that look; look again to see what is left. */
  changedAt: z.string().nullable(),
  /** The last time that each check looked: not every look is one of all of them. */
  checks: z.array(looked.extend({ at: z.string() })),
});
export type KnownAuditSite = z.infer<typeof knownAuditSite>;

/** `at`: the look that saw it. Where the latest one could not look there, or only in part, it is an earlier one. */
export const knownFinding = finding.extend({ at: z.string() });
export type KnownFinding = z.infer<typeof knownFinding>;

/** Sites in their order; of each all that is known. */
export const knownAudits = z.object({
  at: z.string(),
  sites: z.array(knownAuditSite),
  administrators: z.array(administrator),
  /** The worst of these sites first. */
  findings: z.array(knownFinding),
  /** Give it as `after` for the sites that follow; null where there are none. */
  next: siteId.nullable(),
});
export type KnownAudits = z.infer<typeof knownAudits>;

export const knownAuditProcedures = {
  /** From what is kept on this machine, no site is asked. */
  known: {
    kind: 'query',
    input: z.object({ select, after: siteId.optional() }),
    output: knownAudits,
  },
} as const;

/** What the fleet screen needs of a site's last audit. */
export const auditSummary = z.object({
  lookedAt: z.string().nullable(),
  /** The latest look failed. */
  failed: z.boolean(),
  /** Findings that are not accepted. */
  findings: z.object({ critical: z.number(), high: z.number(), medium: z.number(), low: z.number() }),
  /** How many are accepted, and how many of these are critical. */
  accepted: z.object({ all: z.number(), critical: z.number() }),
  administrators: z.number(),
  /** Of these, whom the agency has not approved. */
  unapproved: z.number(),
  /** What changed and nobody has said was seen. */
  drift: z.object({ newAdministrators: z.number(), all: z.number() }),
});
export type AuditSummary = z.infer<typeof auditSummary>;
