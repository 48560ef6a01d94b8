import { z } from 'zod';

/** What evidence is kept of, in the order in which it is taken: what changes first comes first. */
export const evidenceKinds = [
  'users',
  'sessions',
  'capabilities',
  'tokens',
  'options',
  'cron',
  'wp-config',
  'access-logs',
  'error-logs',
  'files',
  'database',
] as const;
export const evidenceKind = z.enum(evidenceKinds);
export type EvidenceKind = z.infer<typeof evidenceKind>;

export const takeSnapshot = z.object({
  operation: z.literal('TakeSnapshot'),
  /** The incident it is evidence of. */
  incident: z.string().regex(/^i_[A-Za-z0-9_-]{16}$/),
  kinds: z
    .array(evidenceKind)
    .min(1)
    .max(evidenceKinds.length)
    .default([...evidenceKinds]),
  /** Log files that nobody wrote to for so long are left out. */
  logDays: z.number().int().min(1).max(400).default(30),
});
export type TakeSnapshot = z.infer<typeof takeSnapshot>;
