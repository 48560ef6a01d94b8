import { z } from 'zod';
import { filePath } from './quarantine-files.ts';

/** Puts files back that a run of QuarantineFiles took away, where nothing else stands in their places. */
export const putBackFiles = z.object({
  operation: z.literal('PutBackFiles'),
  run: z.string().regex(/^r_[A-Za-z0-9_-]{6,60}$/, 'is no run'),
  /** As they stood in the order; left out: all. */
  paths: z.array(filePath).min(1).max(2000).optional(),
});
export type PutBackFiles = z.infer<typeof putBackFiles>;
