import { z } from 'zod';
import { checkName } from './findings.ts';
import { operationName } from './runs.ts';

/** The name of a step: stays the same for good, since records of incidents hold it. */
export const stepId = z.string().regex(/^[a-z][a-z0-9-]{1,59}$/, 'is small letters, digits and hyphens');

/** `resalt-after-approval`: Resalt does it once a person has seen what it will do to what. */
export const doers = ['person', 'resalt', 'resalt-after-approval'] as const;
export const doer = z.enum(doers);

/** What Resalt does in a step. */
export const automation = z.union([
  /** An operation: an order's without its `operation` and its sites, or a plain run's options. */
  z.strictObject({ operation: operationName, arguments: z.record(z.string(), z.unknown()).default({}) }),
  /** Looks at the sites by these checks and keeps what was found. */
  z.strictObject({ audit: z.array(checkName).min(1).max(100) }),
  /** Closes what these checks found and nobody accepted, each finding by the operation that its `fix` names. */
  z.strictObject({ fix: z.array(checkName).min(1).max(100) }),
]);
export type Automation = z.infer<typeof automation>;

/** What must be true of a site for a step to hold; each kind is one file of incidents/verifications. */
export const facts = [
  /** From outside the site answers 503, and Resalt's own pass 200. */
  'closed-to-visitors',
  /** From outside the site answers as it should, without warnings of PHP. */
  'open-to-visitors',
  /** The evidence of the site is kept whole and its hashes agree. */
  'evidence-whole',
  /** What the site was when the incident was opened is kept. */
  'baseline-kept',
  /** The salts are those that the step's last rotation made, or newer ones of Resalt's. */
  'salts-as-rotated',
  /** No login is older than the step's last ending. */
  'no-older-logins',
  /** Nobody has the password hash that they had in the baseline: of administrators, or of all who can publish. */
  'administrators-have-new-passwords',
  'publishers-have-new-passwords',
  /** No keys for new passwords and none of the recovery mode. */
  'no-reset-keys',
  'no-application-passwords',
  'no-api-keys',
  /** The account's password is the one that the step's last change made. */
  'database-password-as-changed',
  /** Every administrator is approved. */
  'only-approved-administrators',
  /** Modes, the file editor, and a test file in the uploads that is not run. */
  'hardened',
  /** The other sites of the same account or server were looked at by the same checks. */
  'neighbours-looked-at',
] as const;
export const fact = z.enum(facts);
export type Fact = z.infer<typeof fact>;

/** A step holds when all of these do; with none of them a named person ticks it. */
export const verification = z.union([
  /** Each looked at whole, and nothing found that nobody accepted. */
  z.strictObject({ checks: z.array(checkName).min(1).max(100) }),
  z.strictObject({ fact }),
]);
export type Verification = z.infer<typeof verification>;

export const checklistStep = z.strictObject({
  id: stepId,
  title: z.string().min(3).max(120),
  /** Why it is done, for who has never done it. */
  why: z.string().min(3).max(1000),
  who: doer,
  /** Of every site on its own, or once. */
  per: z.enum(['site', 'incident']),
  /** What a person does, a sentence each; also where Resalt can't. */
  byHand: z.array(z.string().min(3).max(500)).max(20).default([]),
  automations: z.array(automation).max(10).default([]),
  verifications: z.array(verification).max(10).default([]),
  /** What it leaves for the record, in words. */
  evidence: z.string().min(3).max(300),
  /** Steps that come before it; it can be done earlier, and the screen says what it then lacks. */
  after: z.array(stepId).max(20).default([]),
  /** Steps that mean it to be otherwise: once one of them is done, this one stays done though it no longer holds. */
  until: z.array(stepId).max(20).exactOptional(),
  /** Shut with the others of the set, in one action with one plan. */
  containment: z.boolean().default(false),
});
export type ChecklistStep = z.infer<typeof checklistStep>;

/** What an agency changes of the checklist: nothing of it is dropped, only hidden, with a reason that stands in each report. */
export const ownChecklist = z.strictObject({
  version: z.literal(1),
  hide: z
    .array(z.strictObject({ step: stepId, reason: z.string().trim().min(3).max(500) }))
    .max(100)
    .default([]),
  /** Each stands right behind the step that it names, at the end where it names none. */
  add: z
    .array(z.strictObject({ step: checklistStep, behind: stepId.nullable().default(null) }))
    .max(100)
    .default([]),
});
export type OwnChecklist = z.infer<typeof ownChecklist>;

/** The checklist of one incident, as it was when it was opened. */
export const checklist = z.object({
  /** Of Resalt's own steps: grows when they change. */
  edition: z.number().int(),
  /** Of the agency's file, 0 without one: grows by one with each change. */
  revision: z.number().int(),
  steps: z.array(checklistStep).max(200),
  hidden: z.array(z.object({ step: checklistStep, reason: z.string() })).max(200),
});
export type Checklist = z.infer<typeof checklist>;

export const checklistProcedures = {
  get: {
    kind: 'query',
    input: z.object({}),
    output: z.object({
      checklist,
      own: ownChecklist,
      /** Why the agency's file no longer fits this Resalt: `checklist` is then Resalt's alone, and no incident is opened before the file is mended. */
      misfit: z.string().exactOptional(),
    }),
  },
  /** Takes an agency's file whole. INPUT_INVALID names the place that is wrong: unknown steps, circles, two of one name, unknown checks. */
  set: {
    kind: 'mutation',
    input: z.object({ own: ownChecklist }),
    output: z.object({ checklist, own: ownChecklist }),
  },
} as const;
