import { z } from 'zod';

/** Links to set a new password and the keys of WordPress's recovery mode open nothing any more, of all users of a site. */
export const clearResetKeys = z.object({ operation: z.literal('ClearResetKeys') });
export type ClearResetKeys = z.infer<typeof clearResetKeys>;
