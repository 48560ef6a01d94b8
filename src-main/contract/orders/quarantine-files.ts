import { z } from 'zod';
import { siteId } from '../sites.ts';

/** Relative to the site's folder, or absolute; never with "..". */
export const filePath = z
  .string()
  .min(1)
  .max(4000)
  .refine((path) => !path.includes('\0') && !path.split('/').includes('..'), 'is no path that may be asked for');

export const fileTarget = z.object({
  /** Left out: on every site of the run that has such a file. */
  siteId: siteId.optional(),
  path: filePath,
  /** Of its content, as it was found; another content stays where it is. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256'),
});
export type FileTarget = z.infer<typeof fileTarget>;

/** Takes files away from the site into the vault, with their rights, owners and times. */
export const quarantineFiles = z.object({
  operation: z.literal('QuarantineFiles'),
  files: z.array(fileTarget).min(1).max(2000),
});
export type QuarantineFiles = z.infer<typeof quarantineFiles>;
