import { covers, readyAgreed } from '../audit/agreed.ts';
import type { Approval, ApprovalScope } from '../contract/agreements.ts';
import { procedures as declared } from '../contract/procedures.ts';
import { headsOf, invalid, newAgreementId } from './agreements.ts';
import type { Parts } from './parts.ts';
import { router, unlockedProcedure } from './rpc.ts';

const { administrators: d } = declared;
const most = 20_000;

/** Whom the agency expects as an administrator, and where. */
export function administratorProcedures(parts: Parts) {
  const unlocked = unlockedProcedure(parts);
  return router({
    approve: unlocked
      .input(d.approve.input)
      .output(d.approve.output)
      .mutation(async ({ input: { who, scope, reason } }) => {
        checkScope(parts, scope);
        const fresh: Approval = {
          ...{ id: newAgreementId(), who, scope, reason, by: parts.who, at: parts.tools.clock().toISOString() },
        };
        const { approval, known } = await parts.agreements.change(({ approvals }) => {
          const known = approvals.find((one) => isSame(one, fresh));
          if (known) return { changes: {}, answer: { approval: known, known: true } };
          if (approvals.length >= most) throw invalid(`There are ${most} approvals already.`);
          return { changes: { approvals: [...approvals, fresh] }, answer: { approval: fresh, known: false } };
        });
        if (!known) await tell(parts, 'administrator.approved', [approval]);
        return approval;
      }),
    unapprove: unlocked
      .input(d.unapprove.input)
      .output(d.unapprove.output)
      .mutation(async ({ input }) => {
        const ids = new Set(input.ids);
        const gone = await parts.agreements.change(({ approvals }) => ({
          changes: { approvals: approvals.filter(({ id }) => !ids.has(id)) },
          answer: approvals.filter(({ id }) => ids.has(id)),
        }));
        await tell(parts, 'administrator.unapproved', gone);
        return gone;
      }),
    approved: unlocked
      .input(d.approved.input)
      .output(d.approved.output)
      .query(async () => {
        await parts.audits.ready();
        const heads = headsOf(parts);
        return [...parts.agreements.get().approvals].reverse().map((approval) => {
          const { approvalOf } = readyAgreed({ acceptances: [], approvals: [approval] });
          const matches = heads
            .filter(({ site }) => covers(approval.scope, site))
            .flatMap(({ site, head }) =>
              head.administrators.filter(([user, email]) => approvalOf(site, { user, email })),
            );
          return { ...approval, matches: matches.length };
        });
      }),
  });
}

function checkScope({ store }: Parts, scope: ApprovalScope): void {
  if ('siteId' in scope && !store.sites.get(scope.siteId)) throw invalid('There is no such site (any more).');
  if ('client' in scope && !store.sites.list().some(({ client }) => client === scope.client))
    throw invalid(`No site has the client “${scope.client}”.`);
}

const isSame = (one: Approval, other: Approval) =>
  one.who.toLowerCase() === other.who.toLowerCase() && JSON.stringify(one.scope) === JSON.stringify(other.scope);

/** The trail is not sealed: it names the approval, not the person. Rows of the fleet count by it. */
async function tell({ store, who, sitesChanged }: Parts, what: string, all: readonly Approval[]): Promise<void> {
  for (const { id, scope } of all) await store.auditTrail.append({ who, what, details: { id, scope } });
  sitesChanged(store.sites.list().map(({ id }) => id));
}
