import { z } from 'zod';
import { credentialId } from '../../contract/sites.ts';

/** A file that a run took away: where it stood, how, and in which pieces the vault has it. */
export const quarantined = z.object({
  path: z.string(),
  sha256: z.string(),
  size: z.number(),
  ...{ mode: z.number(), uid: z.number(), gid: z.number(), mtime: z.number().nullable() },
  pieces: z.array(credentialId),
});
export type Quarantined = z.infer<typeof quarantined>;
