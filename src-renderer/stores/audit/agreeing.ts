import type { ApprovalScope } from '../../../src-main/contract/agreements.ts';
import type { Finding } from '../../../src-main/contract/findings.ts';
import { api } from '../../api.ts';
import { ask } from '../calls.ts';
import { chooseNoFinding } from './chosen.ts';
import { readAudits } from './load.ts';

const pick = ({ check, contentHash }: Finding) => ({ check, contentHash });

/** Leaves these findings as they are, for a reason: on their own sites, or wherever that very content is found. */
export async function accept(findings: Finding[], scope: 'site' | 'everywhere', reason: string): Promise<boolean> {
  const done = await ask('accept it', async () => {
    if (scope === 'everywhere') return api.audit.accept.mutate({ findings: findings.map(pick), scope, reason });
    for (const siteId of new Set(findings.map((one) => one.siteId))) {
      const some = findings.filter((one) => one.siteId === siteId);
      await api.audit.accept.mutate({ findings: some.map(pick), scope, siteId, reason });
    }
    return true;
  });
  // Also where one of several failed: those before it are accepted.
  await readAudits();
  if (done) chooseNoFinding();
  return done !== undefined;
}

/** The finding counts again. Of an acceptance that holds everywhere: everywhere. */
export async function unaccept({ siteId, check, contentHash }: Finding): Promise<void> {
  const done = await ask('take the acceptance back', async () => {
    const all = await api.audit.acceptances.query({});
    const ids = all
      .filter((one) => one.check === check && one.contentHash === contentHash)
      .filter((one) => one.siteId === null || one.siteId === siteId)
      .map(({ id }) => id);
    return ids.length > 0 ? api.audit.unaccept.mutate({ ids }) : [];
  });
  if (done) await readAudits();
}

/** These findings count again, wherever these acceptances held. */
export async function unacceptThese(ids: string[]): Promise<void> {
  if (await ask('take the acceptance back', () => api.audit.unaccept.mutate({ ids }))) await readAudits();
}

/** From now on this administrator is expected there. */
export async function approve(who: string, scope: ApprovalScope, reason: string | null): Promise<boolean> {
  const done = await ask('approve the administrator', () => api.administrators.approve.mutate({ who, scope, reason }));
  if (done) await readAudits();
  return done !== undefined;
}

/** Nobody is expected by this name any more, where one of these approvals said so. */
export async function unapprove(ids: string[]): Promise<void> {
  if (await ask('take the approval back', () => api.administrators.unapprove.mutate({ ids }))) await readAudits();
}
