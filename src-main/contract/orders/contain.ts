import { z } from 'zod';
import { evidenceKind, evidenceKinds } from './take-snapshot.ts';

/** Stops a breach on a site in one go (docs/decisions/0022-incidents.md): evidence, closing to visitors, passwords, salts, sessions, application passwords. */
export const contain = z.object({
  operation: z.literal('Contain'),
  /** The incident that the evidence belongs to. */
  incident: z.string().regex(/^i_[A-Za-z0-9_-]{16}$/),
  /** Whose passwords are reset. */
  whose: z.enum(['administrators', 'publishers', 'everyone']).default('administrators'),
  /** Addresses that may see the site while it is closed. */
  allow: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(50)
    .default([]),
  /** What is kept. */
  kinds: z
    .array(evidenceKind)
    .min(1)
    .max(evidenceKinds.length)
    .default([...evidenceKinds]),
  /** Goes on where evidence can't be kept: what is changed then can't be shown as it was. */
  withoutEvidence: z.boolean().default(false),
});
export type Contain = z.infer<typeof contain>;
