import { randomBytes } from 'node:crypto';
import { readyAgreed } from '../audit/agreed.ts';
import { type Acceptance, acceptanceProcedures as d } from '../contract/agreements.ts';
import { ResaltError } from '../contract/failures.ts';
import type { Site } from '../contract/sites.ts';
import type { AuditHead } from '../store/kept-audits/kept-types.ts';
import type { Parts } from './parts.ts';
import { unlockedProcedure } from './rpc.ts';

export const newAgreementId = (): string => `g_${randomBytes(12).toString('base64url')}`;
const most = 20_000;

/** `audit.accept`, `audit.unaccept` and `audit.acceptances`. */
export function acceptanceProcedures(parts: Parts) {
  const unlocked = unlockedProcedure(parts);
  return {
    accept: unlocked
      .input(d.accept.input)
      .output(d.accept.output)
      .mutation(async ({ input }) => {
        await parts.audits.ready();
        const siteId = input.scope === 'site' ? input.siteId : null;
        const wanted = await Promise.all(input.findings.map((content) => describe(parts, content, siteId)));
        const said = { siteId, reason: input.reason, by: parts.who, at: parts.tools.clock().toISOString() };
        const accepted = await parts.agreements.change(({ acceptances }) => {
          const fresh = wanted
            .map((one): Acceptance => ({ id: newAgreementId(), ...one, ...said }))
            .filter((one) => !acceptances.some((other) => isSame(one, other)));
          if (acceptances.length + fresh.length > most) throw invalid(`There are ${most} accepted findings already.`);
          return { changes: { acceptances: [...acceptances, ...fresh] }, answer: fresh };
        });
        await tell(parts, 'finding.accepted', accepted);
        return accepted;
      }),
    unaccept: unlocked
      .input(d.unaccept.input)
      .output(d.unaccept.output)
      .mutation(async ({ input }) => {
        const ids = new Set(input.ids);
        const gone = await parts.agreements.change(({ acceptances }) => ({
          changes: { acceptances: acceptances.filter(({ id }) => !ids.has(id)) },
          answer: acceptances.filter(({ id }) => ids.has(id)),
        }));
        await tell(parts, 'finding.unaccepted', gone);
        return gone;
      }),
    acceptances: unlocked
      .input(d.acceptances.input)
      .output(d.acceptances.output)
      .query(async () => {
        await parts.audits.ready();
        const { acceptances } = parts.agreements.get();
        const sites = headsOf(parts);
        return [...acceptances]
          .reverse()
          .map((one) => ({ ...one, matches: sites.filter(({ site, head }) => matches(one, site, head)).length }));
      }),
  };
}

/** What a removed site was the only place of. */
export async function forgetAgreed({ agreements }: Parts, siteIds: readonly string[]): Promise<void> {
  const gone = new Set(siteIds);
  const { acceptances, approvals } = agreements.get();
  const left = {
    acceptances: acceptances.filter(({ siteId }) => siteId === null || !gone.has(siteId)),
    approvals: approvals.filter(({ scope }) => !('siteId' in scope && gone.has(scope.siteId))),
  };
  if (left.acceptances.length === acceptances.length && left.approvals.length === approvals.length) return;
  await agreements.change(() => ({ changes: left, answer: undefined }));
}

/** Sites of which an audit is known, with what is at hand of it. */
export const headsOf = ({ store, audits }: Parts): { site: Site; head: AuditHead }[] =>
  store.sites.list().flatMap((site) => {
    const head = audits.head(site.id);
    return head ? [{ site, head }] : [];
  });

type Content = Pick<Acceptance, 'check' | 'contentHash'>;

const matches = ({ siteId, ...content }: Content & Pick<Acceptance, 'siteId'>, site: Site, { findings }: AuditHead) =>
  (siteId === null || siteId === site.id) &&
  findings.some(([check, hash]) => check === content.check && hash === content.contentHash);

/** The finding with its title, from a site that has it. */
async function describe(parts: Parts, { check, contentHash }: Content, siteId: string | null) {
  const there = headsOf(parts).find(({ site, head }) => matches({ check, contentHash, siteId }, site, head));
  const audit = there && (await parts.audits.of(there.site.id));
  const found = audit?.findings.find((one) => one.check === check && one.contentHash === contentHash);
  if (found) return { check, contentHash, title: found.title };
  throw invalid(
    `No such finding of ${check} is known${siteId === null ? '' : ' on this site'} (any more). Audit again.`,
  );
}

const isSame = (one: Acceptance, other: Acceptance) =>
  one.check === other.check && one.contentHash === other.contentHash && one.siteId === other.siteId;

/** The trail is not sealed: reasons and titles, which may name people, stay in the vault's file. Rows of the fleet count by it. */
async function tell({ store, who, sitesChanged }: Parts, what: string, all: readonly Acceptance[]): Promise<void> {
  for (const { id, check, contentHash, siteId } of all)
    await store.auditTrail.append({
      ...{ who, what, ...(siteId === null ? {} : { siteId }) },
      details: { id, check, contentHash, everywhere: siteId === null },
    });
  sitesChanged(store.sites.list().map(({ id }) => id));
}

export const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');

export const readyOf = ({ agreements }: Pick<Parts, 'agreements'>) => readyAgreed(agreements.get());
