import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError, toFailure } from '../contract/failures.ts';
import type { FileTarget, QuarantineFiles } from '../contract/orders/quarantine-files.ts';
import type { Deed } from '../contract/runs.ts';
import type { Operation } from './operations.ts';
import { answersOf } from './steps/answers.ts';
import { sha256 } from './steps/change-user.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { whyCore } from './steps/core-file.ts';
import { keptMeansFailed } from './steps/kept-means-failed.ts';
import { type OpenSite, openSite } from './steps/look.ts';
import { isBroken, pagesThatAnswer } from './steps/pages-that-answer.ts';
import { putBackOne } from './steps/put-back.ts';
import { type Quarantined, readFile, removeFile, sealFile } from './steps/quarantine.ts';
import { amongCore, type Place, placeOf } from './steps/quarantine-place.ts';
import { endings } from './steps/quarantine-script.ts';
import type { SiteResult, Story } from './story.ts';
import type { Tools } from './tools.ts';

/**
 * QuarantineFiles: each file is read, compared with what was found, sealed in the vault with rights, owner and time, and only then removed,
 * if it still is the same. Where the site answered before and is broken after, all are put back at once.
 */
export function quarantineFiles({ files }: QuarantineFiles): Operation {
  return async (site, tools, story) => {
    const open = await openSite(site, tools, story);
    try {
      const here = files.filter(({ siteId }) => siteId === undefined || siteId === site.id);
      if (story.dryRun) return await story.step('Look at the files', () => tellFiles(open, here, tools, story));
      // An earlier attempt may have broken the site: what counts is what answered before that.
      const pages = story.marks.pages ?? (await story.step('Ask the site', () => pagesThatAnswer(site, tools)));
      if (pages.length === 0) story.warn('other', unseen);
      await story.mark({ pages });
      const deeds: Deed[] = await story.step('Take the files away', async () => {
        const all: Deed[] = [];
        for (const file of here) all.push(await takeAway(open, file, tools, story));
        return all;
      });
      const taken = (story.marks.quarantine ?? []).filter(({ path }) =>
        deeds.some(({ what, result }) => what === path.slice(0, 500) && result === 'done'),
      );
      if (taken.length > 0 && pages.length > 0) {
        // Until then PHP may go on with what OPcache has of a file that is gone (FACTS: OPcache).
        await story.step('Wait until PHP looks again', () => wait(tools.opcacheMs));
        const isWorse = await story.step('See that the site answers', () => isBroken(pages, tools));
        if (isWorse) return await broken(open, taken, tools, story);
      }
      return keptMeansFailed(open, closed(open, deeds, null));
    } finally {
      await open.close();
    }
  };
}

async function tellFiles(
  open: OpenSite,
  files: readonly FileTarget[],
  tools: Tools,
  story: Story,
): Promise<SiteResult> {
  for (const file of files) {
    const place = placeOf(open, file.path);
    const why = 'refused' in place ? place.refused : await whyNot(open, place, file, tools);
    if (why === null) story.will(`Take ${file.path} away; its bytes stay in the vault, and one command puts it back.`);
    else story.warn('other', `${file.path} stays: ${why}`);
    if (why === null && 'asked' in place && amongCore(place))
      story.warn('other', `${file.path} lies among WordPress’s own files: the site may need it.`);
  }
  return { ...nothing, outcome: 'unchanged' };
}

async function whyNot(
  open: OpenSite,
  place: Place,
  { sha256: wanted }: FileTarget,
  tools: Tools,
): Promise<string | null> {
  const { host } = open;
  if (!host) return noFiles;
  const core = await whyCore(open, place, tools);
  if (core !== null) return core;
  const found = await readFile(host, place);
  if (typeof found === 'string') return endings[found];
  return sha256(found.bytes) === wanted ? null : endings.changed;
}

const unseen =
  'The site has no address here or does not answer, so whether it still works without these files is not looked at. Open it yourself.';
const noFiles = 'The site is reached by its database alone.';

async function takeAway(open: OpenSite, file: FileTarget, tools: Tools, story: Story): Promise<Deed> {
  const base = { kind: 'file', what: file.path.slice(0, 500) };
  const place = placeOf(open, file.path);
  if ('refused' in place) return { ...base, result: 'kept', why: place.refused };
  if (!open.host) return { ...base, result: 'failed', why: noFiles };
  const core = await whyCore(open, place, tools);
  if (core !== null) return { ...base, result: 'kept', why: core };
  const earlier = story.marks.quarantine?.find(({ path, sha256: kept }) => path === file.path && kept === file.sha256);
  const found = await readFile(open.host, place);
  if (found === 'gone') return { ...base, result: earlier ? 'done' : 'unchanged', why: earlier ? null : endings.gone };
  if (typeof found === 'string') return { ...base, result: 'failed', why: endings[found] };
  if (sha256(found.bytes) !== file.sha256) return { ...base, result: 'failed', why: endings.changed };
  if (!earlier) {
    const kept = await sealFile(tools, place, found);
    await story.mark({ quarantine: [...(story.marks.quarantine ?? []), kept] });
  }
  const ending = await removeFile(open.host, place, found.bytes);
  if (ending !== null) return { ...base, result: 'failed', why: endings[ending] };
  const left = await readFile(open.host, place);
  return left === 'gone'
    ? { ...base, result: 'done', why: null }
    : { ...base, result: 'failed', why: 'It is there again after it was removed: something writes it anew.' };
}

/** The site needs one of them. */
async function broken(open: OpenSite, taken: readonly Quarantined[], tools: Tools, story: Story): Promise<SiteResult> {
  const deeds = await story.step('Put the files back', async () => {
    const all: Deed[] = [];
    for (const file of taken) all.push(await putBackOne(open, file, tools));
    return all;
  });
  const { status } = await story.step('See that the site answers again', () => answersOf(open.site, tools));
  const stuck = deeds.filter(({ result }) => result === 'failed');
  const message =
    stuck.length > 0
      ? `${open.site.name} answers with an error since files were taken away, and not all could be put back. Look at the site now.`
      : `${open.site.name} answered with an error when these files were gone, so they were put back; it now answers ${status ?? 'nothing'}. Something loads them: look for what does.`;
  const error = new ResaltError(
    stuck.length > 0 ? 'VERIFY_FAILED' : 'ROLLED_BACK',
    message,
    stuck.length > 0 ? 'check-first' : 'never',
  );
  const put = deeds.map(
    (deed): Deed => ({ ...deed, result: 'failed', why: deed.why ?? 'Put back: the site is broken without it.' }),
  );
  return { ...nothing, outcome: 'failed', deeds: put, failure: toFailure(error, { siteId: open.site.id }) };
}
