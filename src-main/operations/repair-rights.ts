import type { Repair, RepairRights } from '../contract/orders/repair-rights.ts';
import type { Deed } from '../contract/runs.ts';
import type { Operation } from './operations.ts';
import type { Change } from './steps/change-user.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { forgetForGood } from './steps/forget-in-cache.ts';
import { keptMeansFailed } from './steps/kept-means-failed.ts';
import { openSite } from './steps/look.ts';
import { countOrphans, deleteOrphans, heldBy, repairRole } from './steps/repair-role.ts';
import { ofBlog, readSiteRights, rolesOption, type SiteRights } from './steps/site-rights.ts';

/**
 * RepairRights: takes capabilities out of roles, and deletes rights of users or blogs that do not exist. Changes only those bytes, only if
 * the row still is what was read, and never so that nobody can run the site any more.
 */
export function repairRights({ repairs }: RepairRights): Operation {
  return async (site, tools, story) => {
    const open = await openSite(site, tools, story);
    try {
      const rights = await story.step('Read who may do what', () => readSiteRights(open));
      const here = repairs.filter(({ siteId }) => siteId === undefined || siteId === site.id);
      for (const repair of here) for (const sentence of await planOf(rights, repair)) story.will(sentence);
      if (open.cache.way === 'cannot' && here.length > 0) story.warn('object-cache', open.cache.why);
      if (story.dryRun) return { ...nothing, outcome: 'unchanged' };

      const earlier = story.marks.repaired ?? [];
      const deeds: Deed[] = await story.step('Repair the rights', async () => {
        const all: Deed[] = [];
        for (const repair of here) {
          const what = calledRepair(rights, repair);
          await story.mark({ repaired: [...new Set([...(story.marks.repaired ?? []), what])] });
          const change: Change =
            repair.kind === 'role'
              ? await repairRole(rights, repair, tools, story)
              : await deleteOrphans(rights, repair);
          const again = change.result === 'unchanged' && earlier.includes(what);
          all.push({
            kind: repair.kind === 'role' ? 'role' : 'orphaned-rights',
            what,
            ...change,
            ...(again ? { result: 'done' } : {}),
          });
        }
        return all;
      });
      const blogs = here.map(({ blog }) => blog);
      const users = here.flatMap((repair) => (repair.kind === 'orphan' ? [repair.userId] : []));
      const options = [...new Set(blogs)].map((blog) => rolesOption(rights.open, blog));
      const changed = deeds.some(({ result }) => result === 'done');
      const problem = changed ? await forgetForGood(open, tools, story, { users, options, blogs }) : null;
      const read = await story.step('See that it is so', () => readBack(rights, here, deeds));
      return keptMeansFailed(open, closed(open, read, problem));
    } finally {
      await open.close();
    }
  };
}

const calledRepair = ({ open }: SiteRights, repair: Repair): string =>
  `${repair.kind === 'role' ? `role ${repair.role}` : `user ${repair.userId}`}${ofBlog(open, repair.blog)}`;

async function planOf(rights: SiteRights, repair: Repair): Promise<string[]> {
  if (repair.kind === 'orphan') {
    const rows = await countOrphans(rights, repair);
    return rows === 0
      ? []
      : [`Delete the rights that are left for ${calledRepair(rights, repair)}. That is not put back by a rollback.`];
  }
  const held = await heldBy(rights, repair);
  if (held === null)
    return [
      `The roles${rights.open.multisite ? ` of blog ${repair.blog}` : ''} can’t be read whole; nothing is changed there.`,
    ];
  return held.length === 0 ? [] : [`Take ${held.slice(0, 50).join(', ')} out of the ${calledRepair(rights, repair)}.`];
}

async function readBack(rights: SiteRights, repairs: readonly Repair[], deeds: readonly Deed[]): Promise<Deed[]> {
  return Promise.all(
    repairs.map(async (repair, index): Promise<Deed> => {
      const deed = deeds[index] ?? {
        kind: 'role',
        what: calledRepair(rights, repair),
        result: 'failed' as const,
        why: 'Nothing was done.',
      };
      if (deed.why !== null) return deed;
      const left =
        repair.kind === 'role'
          ? (await heldBy(rights, repair))?.length !== 0
          : (await countOrphans(rights, repair)) > 0;
      return left
        ? { ...deed, result: 'failed', why: 'It is there again after it was taken out: somebody gives it back.' }
        : deed;
    }),
  );
}
