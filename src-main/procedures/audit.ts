import { withAcceptance } from '../audit/agreed.ts';
import { type Audited, findIn, looksAtFiles, partsReadBy, worstFirst } from '../audit/find.ts';
import { readGivenChecksums } from '../audit/read-given-checksums.ts';
import { procedures as declared } from '../contract/procedures.ts';
import { auditSite } from '../operations/audit-site.ts';
import { acceptanceProcedures, readyOf } from './agreements.ts';
import { driftProcedures } from './drift.ts';
import { keepAudit, keepFailures } from './keep-audit.ts';
import { knownAudits } from './known-audits.ts';
import type { Parts } from './parts.ts';
import { silent } from './reach-sites.ts';
import { needUnlocked, procedure, router } from './rpc.ts';
import { sitesOf } from './select.ts';
import { eachSite } from './sessions.ts';

const { look, addChecksums } = declared.audit;

export function auditProcedures(parts: Parts) {
  return router({
    addChecksums: procedure
      .input(addChecksums.input)
      .output(addChecksums.output)
      .mutation(async ({ input: { files } }) => {
        const lists = files.map(({ name, text }) => ({ name, ...readGivenChecksums(name, text) }));
        for (const { key, json } of lists) await parts.store.checksums.give(key, json);
        return { added: lists.map(({ name, of, files: size }) => ({ name, of, files: size })) };
      }),
    look: procedure
      .use(({ next }) => {
        needUnlocked(parts);
        return next();
      })
      .input(look.input)
      .output(look.output)
      .query(async ({ input: { select, checks, files, offline } }) => {
        const at = parts.tools.clock().toISOString();
        const only = checks && new Set(checks);
        const agreed = readyOf(parts);
        const found = await eachSite(parts, await sitesOf(parts, select), async (site) => {
          const began = parts.tools.clock().toISOString();
          const reading = await auditSite(site, parts.tools, silent, {
            ...{ files: files && looksAtFiles(only), offline, parts: partsReadBy(only) },
          });
          const audited = findIn(site, reading, only);
          return { site, audited, notKept: await keepAudit(parts, site, reading, audited, began) };
        });
        await keepFailures(parts, found);
        const looks = found.flatMap(({ result }) => result ?? []);
        const of = <T>(take: (audited: Audited) => T[]) => looks.flatMap(({ audited }) => take(audited));
        return {
          at,
          sites: found.map(({ reached, result }) => ({
            ...{ ...reached, checks: result?.audited.checks ?? [] },
            ...(result?.notKept ? { notKept: result.notKept } : {}),
          })),
          administrators: looks.flatMap(({ site, audited }) =>
            audited.administrators.map((one) => ({ ...one, approved: agreed.approvalOf(site, one) !== null })),
          ),
          findings: of(({ findings }) => findings)
            .map((one) => withAcceptance(agreed, one))
            .sort(worstFirst),
        };
      }),
    known: knownAudits(parts),
    ...acceptanceProcedures(parts),
    ...driftProcedures(parts),
  });
}
