import { z } from 'zod';
import { label } from './sites.ts';

/** One new password. The one secret that the contract lets out, because a person must be told it (docs/decisions/0018). */
export const newPassword = z.object({
  site: z.string(),
  url: z.string().nullable(),
  user: z.string(),
  userId: z.number(),
  password: z.string(),
  /** false: the run was interrupted or failed at it, so that the account may still have its old one. */
  readBack: z.boolean(),
});
export type NewPassword = z.infer<typeof newPassword>;

/** What the passphrase of an exported file opens. */
export const exportedPasswords = z.object({ run: z.string(), at: z.string(), passwords: z.array(newPassword) });
export type ExportedPasswords = z.infer<typeof exportedPasswords>;

const run = z.string().regex(/^r_[A-Za-z0-9_-]{6,60}$/);
const sites = z.array(label).max(5000).optional();

export const newPasswordProcedures = {
  /** How many new passwords of a run the vault still has, and whether they are shown one time. */
  status: {
    kind: 'query',
    input: z.object({ run }),
    output: z.object({ kept: z.number(), once: z.boolean() }),
  },
  /** The text of a file that only this passphrase opens; `resalt passwords open` reads it. The vault keeps them. */
  export: {
    kind: 'mutation',
    input: z.object({ run, sites, passphrase: z.string().min(10, 'needs at least 10 characters').max(1024) }),
    output: z.object({ file: z.string(), count: z.number() }),
  },
  /** Shows those of a run that was asked to show them once, and forgets them. A second time there is nothing. */
  take: { kind: 'mutation', input: z.object({ run }), output: z.array(newPassword) },
  /** Takes those of a run out of the vault. */
  forget: { kind: 'mutation', input: z.object({ run, sites }), output: z.object({ forgotten: z.number() }) },
} as const;
