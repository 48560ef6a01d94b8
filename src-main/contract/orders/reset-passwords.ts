import { z } from 'zod';
import { label, siteId } from '../sites.ts';

const login = label.max(100);
const logins = z.array(login).max(2000);
const role = label.max(200);

/** Whose passwords are reset. */
export const whose = z
  .object({
    /** Everybody on the site. */
    all: z.boolean().default(false),
    /** By what WordPress itself grants, on any blog; `administrator` are all who may what makes an administrator, hidden ones too. */
    roles: z.array(role).max(100).default([]),
    /** Whoever may publish anything on any blog, by whichever role or right. */
    publishers: z.literal(true).optional(),
    users: logins.default([]),
    /** On single sites these as well. */
    sites: z.record(siteId, logins).optional(),
  })
  .refine(
    ({ all, roles, users, sites, publishers }) =>
      all || publishers || roles.length + users.length + Object.keys(sites ?? {}).length > 0,
    {
      message: 'say whose passwords: by role, by name, or all of them',
    },
  );

export const resetPasswords = z.object({
  operation: z.literal('ResetPasswords'),
  whose,
  except: logins.default([]),
  /** The salts as well, right after the passwords, and with them every login of the site. */
  salts: z.boolean().default(true),
  /** New passwords stay in the vault until they are exported and forgotten, or are shown one time and then forgotten. */
  keep: z.enum(['vault', 'once']).default('vault'),
  /** Logs in with the new passwords, and with a throw-away old one before and after. */
  prove: z.boolean().default(false),
});
export type ResetPasswords = z.infer<typeof resetPasswords>;
