import { z } from 'zod';
import { checkName } from './findings.ts';
import { label, siteId } from './sites.ts';

const moment = z.string();
const said = z.string().trim().min(3, 'needs a reason of at least 3 characters').max(500);
const id = z.string().regex(/^g_[A-Za-z0-9_-]{16}$/);

/** What was found and is to be left so: exactly that content, on one site or everywhere. Another content is another finding. */
export const acceptance = z.object({
  id,
  check: checkName,
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** null: on every site. */
  siteId: siteId.nullable(),
  reason: z.string(),
  by: z.string(),
  at: moment,
  /** As it stood when it was accepted, so that the list can be read where the finding is gone. The site's own text may be in it. */
  title: z.string(),
});
export type Acceptance = z.infer<typeof acceptance>;

const accepting = {
  findings: z
    .array(z.object({ contentHash: acceptance.shape.contentHash, check: checkName }))
    .min(1)
    .max(1000),
  reason: said,
};

export const acceptanceProcedures = {
  /** INPUT_INVALID where none of the last audits has such a finding (there). Says which were accepted; one that was already keeps its reason. */
  accept: {
    kind: 'mutation',
    input: z.discriminatedUnion('scope', [
      z.object({ ...accepting, scope: z.literal('site'), siteId }),
      z.object({ ...accepting, scope: z.literal('everywhere') }),
    ]),
    output: z.array(acceptance),
  },
  unaccept: {
    kind: 'mutation',
    input: z.object({ ids: z.array(id).min(1).max(1000) }),
    output: z.array(acceptance),
  },
  /** All, the newest first; `matches`: on how many sites the last audit has such a finding. */
  acceptances: {
    kind: 'query',
    input: z.object({}),
    output: z.array(acceptance.extend({ matches: z.number() })),
  },
} as const;

/** Whom the agency expects as an administrator, and where. */
export const approvalScope = z.union([
  z.object({ all: z.literal(true) }),
  z.object({ client: label }),
  z.object({ siteId }),
]);
export type ApprovalScope = z.infer<typeof approvalScope>;

/**
 * By e-mail address where `who` holds an @, else by login; the whole of it, without regard to case. Whoever can write to a site's database
 * can give a user any name: so a new administrator is drift, approved or not.
 */
export const approval = z.object({
  id,
  who: z.string(),
  scope: approvalScope,
  reason: z.string().nullable(),
  by: z.string(),
  at: moment,
});
export type Approval = z.infer<typeof approval>;

export const administratorProcedures = {
  approve: {
    kind: 'mutation',
    input: z.object({ who: label, scope: approvalScope, reason: said.nullable().default(null) }),
    output: approval,
  },
  unapprove: { kind: 'mutation', input: z.object({ ids: z.array(id).min(1).max(1000) }), output: z.array(approval) },
  /** All, the newest first; `matches`: how many administrators of the last audits it approves. */
  approved: { kind: 'query', input: z.object({}), output: z.array(approval.extend({ matches: z.number() })) },
} as const;
