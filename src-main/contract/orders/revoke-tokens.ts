import { z } from 'zod';
import { siteId } from '../sites.ts';

export const tokenKinds = ['application-password', 'woocommerce', 'gravity-forms', 'plugin'] as const;
export const tokenKind = z.enum(tokenKinds);
export type TokenKind = z.infer<typeof tokenKind>;

const days = z.number().int().min(1).max(10_000);

/** Which keys: those of the kind for which every given part is true; with no part given all of that kind. */
export const tokenChoice = z
  .object({
    /** Left out: on every site of the run. */
    siteId: siteId.optional(),
    kind: tokenKind,
    /** Whose; not of `plugin`. With both, the number must have that login. */
    userId: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    login: z.string().min(1).max(200).optional(),
    /** Not used for so many days, or never used and as old as that. Of API keys, whose age nobody knows, also any that was never used. */
    unusedForDays: days.optional(),
    neverUsed: z.literal(true).optional(),
    /** Of `application-password`. */
    uuid: z.string().min(1).max(200).optional(),
    /** Of `woocommerce` and `gravity-forms`: the number of the key, on `blog`. */
    key: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    /** Of a network; left out: on all. Application passwords belong to no blog. */
    blog: z.number().int().min(1).max(9_999_999).optional(),
    /** Of `plugin`, as "MainWP Child". */
    product: z.string().min(1).max(60).optional(),
  })
  .refine(
    ({ kind, ...parts }) =>
      kind === 'plugin'
        ? [parts.userId, parts.login, parts.unusedForDays, parts.neverUsed].every((part) => part === undefined)
        : parts.product === undefined,
    'asks for what such keys do not have',
  )
  .refine(
    ({ kind, uuid }) => uuid === undefined || kind === 'application-password',
    'only application passwords have a uuid',
  );
export type TokenChoice = z.infer<typeof tokenChoice>;

export const revokeTokens = z.object({
  operation: z.literal('RevokeTokens'),
  tokens: z.array(tokenChoice).min(1).max(5000),
});
export type RevokeTokens = z.infer<typeof revokeTokens>;
