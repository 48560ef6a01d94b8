import { z } from 'zod';

/**
 * configuration: nobody but its owner and group reads or writes wp-config.php. world-writable: no file or folder that every account of the
 * server may write. file-editor: DISALLOW_FILE_EDIT. uploads: PHP in the folder of uploads is not run.
 */
export const hardenings = ['configuration', 'world-writable', 'file-editor', 'uploads'] as const;
export const hardening = z.enum(hardenings);
export type Hardening = z.infer<typeof hardening>;

export const hardenSite = z.object({
  operation: z.literal('HardenSite'),
  what: z
    .array(hardening)
    .min(1)
    .max(hardenings.length)
    .default([...hardenings]),
});
export type HardenSite = z.infer<typeof hardenSite>;
