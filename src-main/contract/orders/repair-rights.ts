import { z } from 'zod';
import { siteId } from '../sites.ts';

const where = {
  /** Left out: on every site of the run. */
  siteId: siteId.optional(),
  /** In a network the blog by its number; elsewhere there is only the first. */
  blog: z.number().int().min(1).max(9_999_999_999).default(1),
};

export const repair = z.discriminatedUnion('kind', [
  /** Takes capabilities out of a role, for everybody who has it. */
  z.object({
    kind: z.literal('role'),
    ...where,
    role: z.string().min(1).max(200),
    remove: z.array(z.string().min(1).max(500)).min(1).max(500),
  }),
  /** Deletes rights of a user, or on a blog, that does not exist. */
  z.object({ kind: z.literal('orphan'), ...where, userId: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
]);
export type Repair = z.infer<typeof repair>;

export const repairRights = z.object({
  operation: z.literal('RepairRights'),
  repairs: z.array(repair).min(1).max(5000),
});
export type RepairRights = z.infer<typeof repairRights>;
