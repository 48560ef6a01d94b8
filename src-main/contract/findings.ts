import { z } from 'zod';
import { failure } from './failures.ts';
import { select, siteId } from './sites.ts';

/** What an audit looks for, by the files of audit/checks, in the order in which a person should read them. */
export const checkNames = [
  'hidden-administrator',
  'false-valued-role',
  'tampered-role',
  'custom-role',
  'super-admin',
  'unjudged-capabilities',
  'orphaned-capabilities',
  'known-bad-user',
  'administrator-email',
  'administrator-registered-lately',
  'administrator-never-seen',
  'open-registration',
  'default-role',
  'application-password',
  'woocommerce-key',
  'gravity-forms-key',
  'plugin-token',
  'user-token',
  'cloud-token',
  'jwt-secret',
  'password-reset',
  'weak-hash',
  'shared-hash',
  'site-address',
  'database-trigger',
  'database-event',
  'database-user',
  'cron-hook',
  'wp-config-statement',
  'htaccess',
  'user-ini',
  'mu-plugin',
  'drop-in',
  'theme-functions',
  'authorized-keys',
  'backup-readable',
  'git-readable',
  'debug-log-readable',
  'uploads-listed',
  'wordpress-version',
  'php-version',
  'inactive-plugin',
  'core-file-changed',
  'core-file-missing',
  'unknown-core-file',
  'unknown-root-file',
  'plugin-file-changed',
  'unknown-plugin-file',
  'plugin-code',
  'php-in-uploads',
  'php-in-cache-or-languages',
  'changed-later',
  'world-writable',
  'symlink-out-of-site',
] as const;
export const checkName = z.enum(checkNames);
export type CheckName = z.infer<typeof checkName>;

export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];
/** How sure Resalt is that this is an attacker's or a mistake. `unlikely`: there on purpose on most sites, and a way in all the same. */
export const confidences = ['certain', 'likely', 'possible', 'unlikely'] as const;
export type Confidence = (typeof confidences)[number];

const plain = z.union([z.string().max(2000), z.number(), z.boolean(), z.null(), z.array(z.string().max(500)).max(200)]);
export const evidence = z.record(z.string(), plain);
export type Evidence = z.infer<typeof evidence>;

/** Text in it is the site's own and may hold anything: escape it for where it is shown. Never a password, hash, token or key. */
export const finding = z.object({
  siteId,
  site: z.string(),
  check: checkName,
  /** By what an attacker can do with it and how sure it is (docs/decisions/0015). */
  severity: z.enum(severities),
  confidence: z.enum(confidences),
  title: z.string().max(500),
  where: z.string().max(500),
  /** Since when, ISO 8601 UTC, as the site itself says. */
  since: z.string().nullable(),
  /** Why it matters. */
  why: z.string().max(1000),
  evidence,
  /** What closes it. */
  fix: z.object({ operation: z.string().max(100), arguments: evidence }).nullable(),
  /** The same by hand, in words. */
  byHand: z.string().max(1000),
  /** SHA-256 of what was found, the site's name left out: another one means that it is not the same thing any more. */
  contentHash: z.string(),
  accepted: z.boolean(),
  /** There where it is accepted. */
  acceptance: z.object({ reason: z.string(), by: z.string(), at: z.string(), everywhere: z.boolean() }).exactOptional(),
});
export type Finding = z.infer<typeof finding>;

/** Whoever WordPress grants what makes an administrator (DESIGN: Command line), on any blog. */
export const administrator = z.object({
  siteId,
  site: z.string(),
  userId: z.number(),
  user: z.string(),
  email: z.string(),
  /** As "role: administrator", "direct grant: install_plugins", "super admin"; in a network with the blog. */
  how: z.array(z.string().max(500)).max(200),
  approved: z.boolean(),
});
export type Administrator = z.infer<typeof administrator>;

/** Whether a check saw what it looks at. Without findings only `whole` means that there is nothing. */
export const looked = z.object({
  check: checkName,
  looked: z.enum(['whole', 'partly', 'not']),
  why: z.string().max(1000).nullable(),
});
export type Looked = z.infer<typeof looked>;

export const auditReport = z.object({
  at: z.string(),
  sites: z.array(
    z.object({
      siteId,
      site: z.string(),
      outcome: z.enum(['ok', 'unreachable', 'failed']),
      failure: failure.optional(),
      /** Empty where the site was not read. */
      checks: z.array(looked),
      /** Why what was found could not be kept on this machine; it stands here all the same. */
      notKept: z.string().max(2000).exactOptional(),
    }),
  ),
  administrators: z.array(administrator),
  /** The worst first. */
  findings: z.array(finding),
});
export type AuditReport = z.infer<typeof auditReport>;

/** Why no file was looked at where that was asked for. */
export const filesLeftOut = 'Its files were left out, as asked.';

export const auditProcedures = {
  /** Reads each site's database and files and judges them; changes nothing. `checks`: only these. */
  look: {
    kind: 'query',
    input: z.object({
      select,
      checks: z.array(checkName).min(1).max(100).optional(),
      /** False: the database alone is looked at. */
      files: z.boolean().default(true),
      /** Official checksums only as they are kept here: nothing is fetched from WordPress.org. */
      offline: z.boolean().default(false),
    }),
    output: auditReport,
  },
  /** Official checksums given as files, for machines without internet: all of them or, where one is none, none. */
  addChecksums: {
    kind: 'mutation',
    input: z.object({
      files: z
        .array(z.object({ name: z.string().max(500), text: z.string().max(16_000_000) }))
        .min(1)
        .max(500),
    }),
    output: z.object({ added: z.array(z.object({ name: z.string(), of: z.string(), files: z.number() })) }),
  },
} as const;
