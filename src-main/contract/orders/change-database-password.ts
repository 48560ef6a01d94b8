import { z } from 'zod';

export const changeDatabasePassword = z.object({
  operation: z.literal('ChangeDatabasePassword'),
  /** Also where others use the same account, which then keep the old password and are locked out; otherwise that is refused. */
  leaveOthers: z.boolean().default(false),
});
export type ChangeDatabasePassword = z.infer<typeof changeDatabasePassword>;
