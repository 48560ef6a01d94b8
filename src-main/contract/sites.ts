import { z } from 'zod';
import { failure } from './failures.ts';

/** Printable, one line, bounded: what may stand in a name, a tag or a client. Keeps terminals, CSV and screens safe. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control and bidi characters are what this refuses
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
export const label = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !unprintable.test(text), 'holds control characters');

export const siteId = z.string().regex(/^s_[A-Za-z0-9_-]{10,40}$/);
export const credentialId = z.string().regex(/^c_[A-Za-z0-9_-]{22}$/);
const port = z.number().int().min(1).max(65535);
const hostName = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9.:_-]+$/, 'is not a host name or address');
const userName = label.max(100);

export const sshAccess = z.object({
  host: hostName,
  port,
  user: userName,
  key: credentialId.nullable(),
  keyPassphrase: credentialId.nullable(),
  password: credentialId.nullable(),
  /** Where neither key nor password is given, the SSH agent of the operator's machine is asked. */
  agent: z.boolean(),
  jumps: z.array(z.object({ host: hostName, port, user: userName })).max(5),
});
export type SshAccess = z.infer<typeof sshAccess>;

export const mysqlAccess = z.object({
  host: hostName,
  port,
  user: userName,
  password: credentialId.nullable(),
  database: label.max(64),
  tls: z.enum(['when-offered', 'required']),
});
export type MysqlAccess = z.infer<typeof mysqlAccess>;

/** One WordPress install. Credentials are ids into the vault; their values never pass through the contract. */
export const site = z.object({
  id: siteId,
  name: label,
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  client: label.nullable(),
  tags: z.array(label.max(50)).max(50),
  /** Absolute folder of the install on its server; null where only the database is reached. */
  path: z.string().max(1000).startsWith('/').nullable(),
  tablePrefix: z
    .string()
    .regex(/^[A-Za-z0-9_$]{1,64}$/)
    .nullable(),
  ssh: sshAccess.nullable(),
  mysql: mysqlAccess.nullable(),
  /** The site's files are on this machine. */
  local: z.boolean(),
});
export type Site = z.infer<typeof site>;

/** Which sites: exactly one way of choosing. */
export const select = z.union([
  z.object({ all: z.literal(true) }),
  z.object({ sites: z.array(label).min(1).max(5000) }),
  z.object({ client: label }),
  z.object({ tag: label }),
  z.object({ failedIn: z.string().max(100) }),
]);
export type Select = z.infer<typeof select>;

export const importReport = z.object({
  added: z.array(z.string()),
  updated: z.array(z.string()),
  rejected: z.array(z.object({ row: z.number(), name: z.string().nullable(), reason: z.string() })),
  /** How many secrets went from the file into the vault; more than 0 means: ask to delete the file. */
  secretsMoved: z.number(),
});
export type ImportReport = z.infer<typeof importReport>;

export const hostKeyView = z.object({
  host: z.string(),
  port: z.number(),
  keyType: z.string(),
  fingerprint: z.string(),
  state: z.enum(['trusted', 'unknown', 'changed']),
});
export type HostKeyView = z.infer<typeof hostKeyView>;

/** The result of reaching one site, or of pinning its host keys. */
export const siteTest = z.object({
  siteId,
  site: z.string(),
  outcome: z.enum(['ok', 'unreachable', 'failed']),
  /** What was reached, in words: "SSH as deploy, database by tunnel". */
  reached: z.string().nullable(),
  hostKeys: z.array(hostKeyView),
  failure: failure.optional(),
  ms: z.number(),
});
export type SiteTest = z.infer<typeof siteTest>;
