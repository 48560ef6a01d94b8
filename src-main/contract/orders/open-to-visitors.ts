import { z } from 'zod';

/** What CloseToVisitors put there goes; what stood there before comes back. */
export const openToVisitors = z.object({
  operation: z.literal('OpenToVisitors'),
  /** Takes a `.maintenance` away also where somebody changed Resalt's; its bytes stay in the vault, as those of quarantined files. */
  changedToo: z.boolean().default(false),
});
export type OpenToVisitors = z.infer<typeof openToVisitors>;
