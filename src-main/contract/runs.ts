import { z } from 'zod';
import { failure } from './failures.ts';
import { inspection } from './inspection.ts';
import { credentialId, select, siteId } from './sites.ts';

/** What `runs.start` starts; the others have procedures of their own. */
export const plainOperation = z.enum(['InspectSite', 'RotateSalts', 'EndSessions', 'FleetLogout']);
export type PlainOperation = z.infer<typeof plainOperation>;
/** What an order asks for (contract/orders.ts). */
export const orderOperations = [
  'RevokeTokens',
  'ChangeUsers',
  'RepairRights',
  'SetOptions',
  'QuarantineFiles',
  'PutBackFiles',
  'Undo',
  'OffboardPerson',
  'ResetPasswords',
  'ChangeDatabasePassword',
  'TakeSnapshot',
  'CloseToVisitors',
  'OpenToVisitors',
  'ClearResetKeys',
  'HardenSite',
  'Contain',
] as const;
export const operationName = z.enum([
  ...plainOperation.options,
  'EndChosenSessions',
  'RollBackSalts',
  ...orderOperations,
]);
export type OperationName = z.infer<typeof operationName>;

/** Per site. `uncertain`: the connection died when a write may already have happened; only a check settles it. */
export const outcomes = ['changed', 'unchanged', 'skipped', 'failed', 'unreachable', 'cancelled', 'uncertain'] as const;
export const outcome = z.enum(outcomes);
export type Outcome = z.infer<typeof outcome>;

const share = z.string().regex(/^(100|[1-9]?\d)%$|^\d{1,5}$/, 'is a number or a share such as 10%');

/** WP_CACHE_KEY_SALT; the recovery mode's keys in the database; SECRET_KEY and SECRET_SALT of old versions. */
export const alsoKeys = ['cache-key-salt', 'recovery', 'secret-key'] as const;
export const alsoKey = z.enum(alsoKeys);
export type AlsoKey = z.infer<typeof alsoKey>;

/** Who writes the new salts: left out, Resalt itself; else the WP-CLI that the server has, judged by Resalt. */
export const via = z.enum(['wp-cli']);
export type Via = z.infer<typeof via>;

export const runOptions = z.object({
  proof: z.boolean().default(true),
  /** Sites per wave, numbers or shares: ["1", "5", "20%"]; the last one repeats until all are done. */
  waves: z.array(share).max(20).default([]),
  /** The run stops when more than this failed: "10%" of the sites done so far is never counted before a wave ends. */
  maxFailures: share.nullable().default(null),
  concurrency: z.number().int().min(1).max(200).default(20),
  dryRun: z.boolean().default(false),
  /** Other keys that change together with the salts, where they are defined. */
  also: z.array(alsoKey).max(10).optional(),
  /** A site whose plugins keep secrets under the salts is left out instead of warned of. */
  stopForEncryptors: z.boolean().optional(),
  /** Filled by the engine where the caller did not say `stopForEncryptors`: it comes from Resalt's settings. */
  stopForEncryptorsFrom: z.literal('settings').optional(),
  via: via.optional(),
  /** RollBackSalts only: the run whose files are put back. */
  rollBackOf: z.string().max(100).nullable().optional(),
  /** EndChosenSessions only: where the vault has which sessions; names and addresses don't belong into a journal. */
  chosen: credentialId.optional(),
  /** Closing operations only: where the vault has the order (contract/orders.ts). */
  order: credentialId.optional(),
  /** Begun from an incident, for this step of it: what a run's own journal says can't be lost between two files. */
  incident: z
    .object({
      id: z.string().regex(/^i_[A-Za-z0-9_-]{16}$/),
      step: z.string().max(60),
      /** Which automation of the step, from 0; of the containment null. */
      part: z.number().int().nullable(),
      /** Of a plan of several runs, all but the first: that first one. */
      plan: z.string().max(100).optional(),
    })
    .optional(),
  /** EndChosenSessions only: the policy that was swept, by the name it had. */
  policy: z.object({ id: z.string().max(62), name: z.string().max(100) }).optional(),
});
export type RunOptions = z.infer<typeof runOptions>;

export const startRun = z
  .object({ operation: plainOperation, select, options: runOptions })
  .refine(({ options }) => options.via === undefined || !options.also?.length, {
    path: ['options', 'also'],
    message: 'other keys can’t be changed by way of WP-CLI, which knows only the eight salts; leave out one of the two',
  });
export type StartRun = z.infer<typeof startRun>;

export const stepRecord = z.object({
  name: z.string(),
  ms: z.number(),
  outcome: z.enum(['ok', 'failed', 'skipped', 'uncertain']),
});
export type StepRecord = z.infer<typeof stepRecord>;

/** A person must read this before the run: what is the matter and what to do about it. */
export const warning = z.object({
  kind: z.enum([
    'editing',
    'encryptor',
    'salts-elsewhere',
    'salts-repaired',
    'object-cache',
    'no-proof',
    'site-broken',
    'multisite',
    'other',
  ]),
  text: z.string().max(2000),
});
export type Warning = z.infer<typeof warning>;

export const saltsResult = z.object({
  place: z.string(),
  rotated: z.number(),
  fingerprintBefore: z.string().nullable(),
  fingerprintAfter: z.string().nullable(),
  /** The other keys that were asked for and have new values; left out where none. */
  also: z.array(z.string().max(100)).optional(),
});
export const sessionsResult = z.object({
  before: z.number(),
  after: z.number(),
  /** Of chosen ones: how many were not there any more. */
  gone: z.number().optional(),
});
export const proofResult = z.object({
  verdict: z.enum(['refused', 'still-accepted', 'not-possible', 'not-asked']),
  /** HTTP status with the canary cookie before and after; null where it was not asked. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  why: z.string().nullable(),
  /** When the refusal was seen, ISO 8601 UTC. */
  at: z.string().nullable(),
});
export type ProofResult = z.infer<typeof proofResult>;

/** One thing that a closing operation was asked to do on a site. Names and numbers only: neither e-mail addresses nor secrets. */
export const deed = z.object({
  /** As "user", "application-password", "option", "file". */
  kind: z.string().max(60),
  /** Which one, for a person: "wpsys (user 7)". Text of the site's own: escape it for where it is shown. */
  what: z.string().max(500),
  /** `done`: read back. `unchanged`: it was so already. `kept`: left alone on purpose. */
  result: z.enum(['done', 'unchanged', 'kept', 'failed']),
  why: z.string().max(1000).nullable(),
});
export type Deed = z.infer<typeof deed>;
/** Of one site; what goes beyond it is counted in a last one. */
export const mostDeeds = 2000;

export const runSite = z.object({
  siteId,
  site: z.string(),
  client: z.string().nullable(),
  url: z.string().nullable(),
  wave: z.number(),
  state: z.enum(['waiting', 'working', 'done']),
  /** The step in work, in words; null when waiting or done. */
  step: z.string().nullable(),
  outcome: outcome.nullable(),
  startedAt: z.string().nullable(),
  ms: z.number().nullable(),
  attempt: z.number(),
  steps: z.array(stepRecord),
  salts: saltsResult.nullable(),
  sessions: sessionsResult.nullable(),
  proof: proofResult.nullable(),
  /** Of a closing operation: what became of each thing. */
  deeds: z.array(deed).optional(),
  warnings: z.array(warning),
  /** What will happen, a sentence a line; filled by a dry run. */
  plan: z.array(z.string()),
  failure: failure.nullable(),
  inspection: inspection.nullable(),
});
export type RunSite = z.infer<typeof runSite>;

export const totals = z.record(outcome, z.number());
export type Totals = z.infer<typeof totals>;

export const run = z.object({
  id: z.string(),
  operation: operationName,
  dryRun: z.boolean(),
  /** `interrupted`: Resalt died during it; resume settles what is uncertain and goes on. */
  state: z.enum(['running', 'cancelling', 'interrupted', 'finished']),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  ms: z.number(),
  options: runOptions,
  /** How many sites each wave has, in order. */
  waves: z.array(z.number()),
  totals,
  /** Why the run stopped before its end, in words: cancelled by whom, or too many failures. */
  stoppedWhy: z.string().nullable(),
  sites: z.array(runSite),
});
export type Run = z.infer<typeof run>;

/** A file that a run replaced, as it was before. `path`: on the server, as the site names it; `savedAs`: on this machine. */
export const oldFile = z.object({
  site: z.string(),
  path: z.string(),
  savedAs: z.string().nullable(),
  failure: failure.nullable(),
});
export type OldFile = z.infer<typeof oldFile>;

export const runSummary = run
  .omit({ sites: true })
  .extend({ count: z.number(), waiting: z.number(), working: z.number() });
export type RunSummary = z.infer<typeof runSummary>;
