import { procedures as declared } from '../contract/procedures.ts';
import { importSites } from './import-sites.ts';
import type { Parts } from './parts.ts';
import { testSites, trustSites } from './reach-sites.ts';
import { removeSites } from './remove-sites.ts';
import { router, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';
import { siteRowsOf } from './site-rows.ts';

const { sites: d } = declared;

export function siteProcedures(parts: Parts) {
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
      .mutation(async ({ input }) => ({
        removed: await removeSites(parts, await sitesOf(parts, input.select), input.closedToo),
      })),
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
