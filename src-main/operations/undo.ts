import type { Undo } from '../contract/orders/undo.ts';
import type { Deed } from '../contract/runs.ts';
import type { Operation } from './operations.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { forgetIn, problemOf } from './steps/forget-in-cache.ts';
import type { KeptValue } from './steps/keep-before.ts';
import { openSite } from './steps/look.ts';
import { openKept, putValueBack, stateOf } from './steps/put-value-back.ts';
import { asNetwork } from './steps/read-for-audit.ts';
import { undoHardening } from './steps/undo-hardening.ts';
import type { Marks } from './story.ts';

/**
 * Undo: what a run changed in the database stands as before, each value only if it still is what that run wrote. The newest change of a value
 * goes back first.
 */
export function undo(_order: Undo, marksOf: (siteId: string) => Marks | undefined): Operation {
  return async (site, tools, story) => {
    const reached = await openSite(site, tools, story);
    try {
      const open = reached.configuration ? reached : await asNetwork(reached);
      const kept = await story.step('Open what was kept', () => openKept(marksOf(site.id)?.before ?? [], tools));
      const values = [...kept.values].reverse();
      const deeds: Deed[] = kept.missing.map((why) => ({
        kind: 'value',
        what: 'a value of before',
        result: 'failed',
        why,
      }));
      const hardened = marksOf(site.id)?.hardened;
      for (const { path } of [...(hardened?.files ?? []), ...(hardened?.modes ?? [])])
        story.will(`Put ${path} back as it was.`);
      if (values.length > 0) story.warn('other', 'Deleted users, revoked keys and ended logins do not come back.');
      if (story.dryRun) {
        for (const value of values)
          if ((await stateOf(open, value)) === 'ours') story.will(`Put ${value.what} back as it was.`);
        return { ...nothing, outcome: 'unchanged' };
      }
      await story.step('Put the values back', async () => {
        for (const value of values) deeds.push(await putValueBack(open, value));
      });
      const { host } = open;
      if (hardened && host)
        deeds.push(...(await story.step('Put files and rights back', () => undoHardening(host, hardened, tools))));
      if (values.length === 0) return closed(open, deeds, null);
      // Also where an earlier attempt put it back: the cache may not have forgotten then.
      const isBack = deeds.some(({ result }) => result === 'done' || result === 'unchanged');
      const problem = isBack ? ((await forgetIn(open, story, namesOf(values))) ?? problemOf(open)) : null;
      return closed(open, deeds, problem);
    } finally {
      await reached.close();
    }
  };
}

function namesOf(values: readonly KeptValue[]) {
  const of = (table: KeptValue['table']) => values.filter((value) => value.table === table);
  return {
    users: [...new Set(values.flatMap(({ user }) => user ?? []))],
    options: of('options').map(({ row }) => row),
    networkOptions: of('sitemeta').map(({ row }) => row),
    blogs: [...new Set(values.map(({ blog }) => blog))],
  };
}
