import { ResaltError } from '../contract/failures.ts';
import type { TakeSnapshot } from '../contract/orders/take-snapshot.ts';
import type { Operation } from './operations.ts';
import { closed } from './steps/closing-result.ts';
import { configurationKeeper } from './steps/evidence/configuration.ts';
import { databaseKeeper } from './steps/evidence/database.ts';
import { filesKeeper } from './steps/evidence/files.ts';
import { logKeepers } from './steps/evidence/logs.ts';
import { rowKeepers } from './steps/evidence/rows.ts';
import { type Keeper, type Snapshot, sizeInWords } from './steps/evidence/snapshot.ts';
import { surveyServer } from './steps/evidence/survey.ts';
import { openSite } from './steps/look.ts';

/** In the order in which they are taken: what changes first comes first. */
const keepers: readonly Keeper[] = [...rowKeepers, configurationKeeper, ...logKeepers, filesKeeper, databaseKeeper];

/**
 * TakeSnapshot: keeps evidence of a site, sealed on this machine, and changes nothing there. Gone on with, what this run has kept already is not read
 * again. Refuses to begin where the disk here has no room for it. The outcome is `unchanged` where all that can be had is kept, else `failed`.
 */
export function takeSnapshot({ incident, kinds, logDays }: TakeSnapshot): Operation {
  return async (site, tools, story) => {
    const open = await openSite(site, tools, story);
    try {
      const { host, configuration } = open;
      const survey =
        host && configuration
          ? await story.step('See what the server has', () => surveyServer(host, configuration, tools.clock))
          : null;
      const earlier = await tools.evidence.list(incident);
      const mine = earlier.filter(({ run, siteId }) => run === story.runId && siteId === site.id);
      const there = new Map(mine.map((item) => [item.name, item]));
      const snapshot: Snapshot = { open, tools, story, survey, incident, logDays, there, deeds: [] };
      const wanted = keepers.filter(({ kind }) => kinds.includes(kind));
      await story.step('See what there is to keep', () => planAll(snapshot, wanted));
      if (story.dryRun) return { ...closed(open, [], null), outcome: 'unchanged' };
      for (const keeper of wanted) await story.step(keeper.words, () => keeper.keep(snapshot));
      const result = closed(open, snapshot.deeds, null);
      return result.outcome === 'failed' ? result : { ...result, outcome: 'unchanged' };
    } finally {
      await open.close();
    }
  };
}

/** Says what will be kept and how much. NOT_WRITABLE where the disk here has no room for it. */
async function planAll(snapshot: Snapshot, wanted: readonly Keeper[]): Promise<void> {
  const { tools, story, there } = snapshot;
  const plans = [];
  for (const keeper of wanted) plans.push(await keeper.plan(snapshot));
  const had = [...there.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const needed = plans.reduce((sum, { bytes }) => sum + bytes, 0) - had;
  const free = await tools.evidence.free();
  const words = plans.flatMap((plan) => (plan.words === null ? [] : [plan.words]));
  story.will(`Keeps, sealed on this machine: ${words.join('; ')}. Here ${sizeInWords(free)} are free.`);
  if (needed > free)
    throw new ResaltError(
      'NOT_WRITABLE',
      `The evidence may take ${sizeInWords(needed)}, and this machine has ${sizeInWords(free)} free. Make room, or leave kinds of evidence out.`,
      'safe',
    );
}
