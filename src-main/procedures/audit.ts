import { findIn, looksAtFiles, partsReadBy, worstFirst } from '../audit/find.ts';
import { readGivenChecksums } from '../audit/read-given-checksums.ts';
import { procedures as declared } from '../contract/procedures.ts';
import { auditSite } from '../operations/audit-site.ts';
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
        const found = await eachSite(parts, await sitesOf(parts, select), async (site) =>
          findIn(
            site,
            await auditSite(site, parts.tools, silent, {
              ...{ files: files && looksAtFiles(only), offline, parts: partsReadBy(only) },
            }),
            only,
          ),
        );
        return {
          at,
          sites: found.map(({ reached, result }) => ({ ...reached, checks: result?.checks ?? [] })),
          administrators: found.flatMap(({ result }) => result?.administrators ?? []),
          findings: found.flatMap(({ result }) => result?.findings ?? []).sort(worstFirst),
        };
      }),
  });
}
