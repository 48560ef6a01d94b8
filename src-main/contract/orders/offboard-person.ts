import { z } from 'zod';
import { siteId } from '../sites.ts';

const email = z
  .string()
  .trim()
  .min(3)
  .max(200)
  .regex(/^[^\s@]+@[^\s@]+$/, 'is an e-mail address');
const reassignTo = z.string().min(1).max(200).nullable().default(null);

/** What becomes of the accounts; whatever it is, nothing opens in their names any more. */
export const leaving = z.enum(['demote', 'block', 'delete']);
export type Leaving = z.infer<typeof leaving>;

/** Somebody leaves: found on each site by the e-mail address. */
export const offboardPerson = z.object({
  operation: z.literal('OffboardPerson'),
  email,
  /** Other addresses of the same person. */
  aliases: z.array(email).max(50).default([]),
  action: leaving.default('block'),
  /** `delete`: the login that gets posts and links; null: the administrator with the lowest number who stays. */
  reassignTo,
  /** What is otherwise on single sites. */
  sites: z.record(siteId, z.object({ action: leaving, reassignTo })).optional(),
});
export type OffboardPerson = z.infer<typeof offboardPerson>;
