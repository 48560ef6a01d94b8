import { z } from 'zod';
import { failureCode } from './failures.ts';
import { inspection } from './inspection.ts';
import { auditSummary } from './known-audits.ts';
import { outcome, runSite, runSummary } from './runs.ts';
import { site } from './sites.ts';

export const vaultStatus = z.object({
  state: z.enum(['absent', 'locked', 'unlocked', 'damaged']),
  hasPassphrase: z.boolean(),
  hasKeychain: z.boolean(),
  /** Whether this machine has a keychain Resalt can use, and why not, in a whole sentence for a person. */
  keychain: z.object({ available: z.boolean(), why: z.string().nullable() }),
  damage: z.string().nullable(),
});
export type VaultStatus = z.infer<typeof vaultStatus>;

/** One row of the fleet screen. */
export const siteRow = z.object({
  site,
  inspection: inspection.nullable(),
  /** The last time all eight salts were proven changed by Resalt, ISO 8601. */
  saltsChangedAt: z.string().nullable(),
  /** The last run that acted on the site, or a later look that found its host key changed. */
  lastRun: z
    .object({
      runId: z.string(),
      operation: z.string(),
      outcome,
      at: z.string(),
      message: z.string().nullable(),
      code: failureCode.nullable(),
    })
    .nullable(),
  /** Of the last audit; not there where none is known. */
  audit: auditSummary.exactOptional(),
  /** How many open incidents it is in; not there where none. */
  incidents: z.number().exactOptional(),
});
export type SiteRow = z.infer<typeof siteRow>;

export const fleet = z.object({
  vault: vaultStatus,
  sites: z.array(siteRow),
  runs: z.array(runSummary),
});
export type Fleet = z.infer<typeof fleet>;

/** A snapshot first, then numbered events; a gap in `seq` means: take a new snapshot (subscribe again). */
export const fleetEvent = z.discriminatedUnion('kind', [
  z.object({ seq: z.number(), kind: z.literal('snapshot'), fleet }),
  z.object({ seq: z.number(), kind: z.literal('vault.changed'), vault: vaultStatus }),
  z.object({ seq: z.number(), kind: z.literal('sites.changed'), sites: z.array(siteRow) }),
  z.object({ seq: z.number(), kind: z.literal('sites.removed'), siteIds: z.array(z.string()) }),
  z.object({ seq: z.number(), kind: z.literal('run.changed'), run: runSummary }),
]);
export type FleetEvent = z.infer<typeof fleetEvent>;

export const runEvent = z.discriminatedUnion('kind', [
  z.object({ seq: z.number(), kind: z.literal('snapshot'), run: runSummary, sites: z.array(runSite) }),
  /** Only the rows that changed since the last event; gathered for at most 100 ms. */
  z.object({ seq: z.number(), kind: z.literal('changed'), run: runSummary, sites: z.array(runSite) }),
]);
export type RunEvent = z.infer<typeof runEvent>;
