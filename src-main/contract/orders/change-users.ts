import { z } from 'zod';
import { siteId } from '../sites.ts';

/** Who: by number, by login, or by both; then the number must have that login, or nothing is done to whoever has it now. */
export const userTarget = z
  .object({
    /** Left out: on every site of the run that has such a user. */
    siteId: siteId.optional(),
    userId: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    login: z.string().min(1).max(200).optional(),
    /** `demote` only: on this blog of a network; left out, on all. */
    blog: z.number().int().min(1).max(9_999_999).optional(),
  })
  .refine(({ userId, login }) => userId !== undefined || login !== undefined, 'names no user');
export type UserTarget = z.infer<typeof userTarget>;

/**
 * demote: one role in place of all rights. block: no rights, no password. delete: posts and links go to another. All three end the
 * user's sessions, and revoke application passwords; block and delete also API keys. A super admin of a network is taken off its list.
 */
export const userActions = ['demote', 'block', 'delete', 'remove-super-admin', 'clear-reset'] as const;
export const userAction = z.enum(userActions);
export type UserAction = z.infer<typeof userAction>;

export const changeUsers = z.object({
  operation: z.literal('ChangeUsers'),
  action: userAction,
  users: z.array(userTarget).min(1).max(5000),
  /** `demote`: the role; null: none. */
  role: z
    .string()
    .regex(/^[A-Za-z0-9_ .-]{1,60}$/, 'is the name of a role, such as subscriber')
    .nullable()
    .default('subscriber'),
  /** `delete`: the login that gets posts and links; null: the administrator with the lowest number who stays. */
  reassignTo: z.string().min(1).max(200).nullable().default(null),
});
export type ChangeUsers = z.infer<typeof changeUsers>;
