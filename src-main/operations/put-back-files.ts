import type { PutBackFiles } from '../contract/orders/put-back-files.ts';
import type { Deed } from '../contract/runs.ts';
import type { Operation } from './operations.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { openSite } from './steps/look.ts';
import { putBackOne } from './steps/put-back.ts';
import type { Marks } from './story.ts';

/** PutBackFiles: what a run of QuarantineFiles took away stands where it was, byte for byte, where nothing else stands there now. */
export function putBackFiles({ paths }: PutBackFiles, marksOf: (siteId: string) => Marks | undefined): Operation {
  return async (site, tools, story) => {
    const open = await openSite(site, tools, story);
    try {
      const files = (marksOf(site.id)?.quarantine ?? []).filter(({ path }) => paths?.includes(path) ?? true);
      for (const { path } of files) story.will(`Put ${path} back where it stood.`);
      if (story.dryRun || files.length === 0) return { ...nothing, outcome: 'unchanged' };
      const deeds = await story.step('Put the files back', async () => {
        const all: Deed[] = [];
        for (const file of files) all.push(await putBackOne(open, file, tools));
        return all;
      });
      return closed(open, deeds, null);
    } finally {
      await open.close();
    }
  };
}
