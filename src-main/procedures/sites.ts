import { procedures as declared } from '../contract/procedures.ts';
import { forgetAgreed } from './agreements.ts';
import { forgetUnused, importSites } from './import-sites.ts';
import { refuseInIncident } from './incidents-of-sites.ts';
import type { Parts } from './parts.ts';
import { testSites, trustSites } from './reach-sites.ts';
import { router, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';
import { siteRowsOf } from './site-rows.ts';

const { sites: d } = declared;

export function siteProcedures(parts: Parts) {
  const { store, who } = parts;
  const unlocked = unlockedProcedure(parts);
  return router({
    list: unlocked
      .input(d.list.input)
      .output(d.list.output)
      .query(async ({ input }) => siteRowsOf(parts, await sitesOf(parts, input.select))),
    import: unlocked
      .input(d.import.input)
      .output(d.import.output)
      .mutation(({ input }) => importSites(parts, input.format, input.text)),
    remove: unlocked
      .input(d.remove.input)
      .output(d.remove.output)
      .mutation(async ({ input }) => {
        const sites = await sitesOf(parts, input.select);
        const ids = sites.map((site) => site.id);
        await refuseInIncident(parts, ids);
        const removed = store.sites.remove(ids);
        await forgetUnused(parts, removed);
        await store.inspections.remove(ids);
        await store.auditTrail.append({
          who,
          what: 'sites.removed',
          details: { sites: removed.map((site) => site.name) },
        });
        parts.sitesChanged(ids, true);
        await parts.history.remove(ids);
        await parts.audits.remove(ids);
        await forgetAgreed(parts, ids);
        return { removed: removed.map((site) => site.name) };
      }),
    test: unlocked
      .input(d.test.input)
      .output(d.test.output)
      .mutation(async ({ input }) => testSites(parts, await sitesOf(parts, input.select))),
    trust: unlocked
      .input(d.trust.input)
      .output(d.trust.output)
      .mutation(async ({ input }) => trustSites(parts, await sitesOf(parts, input.select), input)),
  });
}
