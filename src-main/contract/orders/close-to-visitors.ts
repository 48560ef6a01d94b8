import { z } from 'zod';

/** Visitors get 503 from WordPress's own `.maintenance`; what stood there is kept and put back when the site opens. */
export const closeToVisitors = z.object({
  operation: z.literal('CloseToVisitors'),
  /** Addresses that see the site all the same, as PHP has them in REMOTE_ADDR. */
  allow: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(50)
    .default([]),
  /** The incident that it is closed for. */
  incident: z
    .string()
    .regex(/^i_[A-Za-z0-9_-]{16}$/)
    .optional(),
});
export type CloseToVisitors = z.infer<typeof closeToVisitors>;
