import { z } from 'zod';

/**
 * Puts values of the database back as a run of ChangeUsers, RepairRights or SetOptions found them, and files and rights as HardenSite did, where they still are what that run wrote.
 * Deleted users, revoked keys and ended logins do not come back.
 */
export const undo = z.object({
  operation: z.literal('Undo'),
  run: z.string().regex(/^r_[A-Za-z0-9_-]{6,60}$/, 'is no run'),
});
export type Undo = z.infer<typeof undo>;
