import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError, toFailure } from '../contract/failures.ts';
import type { HardenSite } from '../contract/orders/harden-site.ts';
import type { Deed } from '../contract/runs.ts';
import type { Operation } from './operations.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { hardenUploads, tellUploads } from './steps/harden-uploads.ts';
import { keptMeansFailed } from './steps/kept-means-failed.ts';
import { editorConstant, lookHardened, uploadsOf } from './steps/look-hardened.ts';
import { isBroken, pagesThatAnswer } from './steps/pages-that-answer.ts';
import { isConfigurationShut } from './steps/shut-configuration.ts';
import { openFiles, type SiteFiles } from './steps/site-files.ts';
import { stopSwaps } from './steps/swap-file.ts';
import { tellHardening } from './steps/tell-hardening.ts';
import { undoHardening } from './steps/undo-hardening.ts';
import { sweepTests } from './steps/uploads-php.ts';
import { changeModes, markAll, writeConstant } from './steps/write-hardening.ts';
import type { SiteResult, Story } from './story.ts';
import type { Tools } from './tools.ts';

const whyFiles = 'hardening it is about its files.';

/**
 * HardenSite: rights of wp-config.php and of what everybody may write, no file editor in the dashboard, no PHP in the uploads. Everything is
 * noted before it is changed and read back after; where the site answered before and is broken after, all of it goes back at once.
 */
export function hardenSite({ what }: HardenSite): Operation {
  return async (site, tools, story) => {
    const files = await openFiles(site, tools, story, whyFiles);
    await cleanUp(files, story);
    const look = await story.step('Look at rights and configuration', () => lookHardened(files, what));
    tellHardening(files, look, story);
    if (what.includes('uploads')) tellUploads(files, story);
    if (story.dryRun) return { ...nothing, outcome: 'unchanged' };

    const pages = story.marks.hardened?.pages ?? (await story.step('Ask the site', () => pagesThatAnswer(site, tools)));
    if (pages.length === 0)
      story.warn(
        'other',
        'The site has no address here or does not answer, so whether it still works is not looked at. Open it yourself.',
      );
    await markAll(look, pages, tools, story);
    const deeds: Deed[] = [
      ...(what.includes('file-editor')
        ? await story.step('Switch the file editor off', () => writeConstant(files, look, story))
        : []),
      ...(await story.step('Take rights away', () => changeModes(files, look, story))),
    ];
    if (await isConfigurationShut(files, tools, story))
      return broken(files, tools, story, 'has a configuration that PHP could not open any more when it was hardened');
    deeds.push(
      ...(what.includes('uploads')
        ? await story.step('Keep PHP in the uploads from being run', () => hardenUploads(files, tools, story))
        : []),
    );
    if (pages.length > 0 && deeds.some(({ result }) => result === 'done')) {
      await story.step('Wait until PHP looks again', () => wait(tools.opcacheMs));
      if (await story.step('See that the site answers', () => isBroken(pages, tools)))
        return broken(files, tools, story, 'answered with an error when it was hardened');
    }
    const after = await story.step('See that it is so', () => readBack(files, what, tools, story));
    return keptMeansFailed(files, closed(files, deeds, after));
  };
}

/** What an interrupted attempt may still be writing, or has left. */
async function cleanUp(files: SiteFiles, story: Story): Promise<void> {
  const earlier = story.marks.hardened;
  if (!earlier || story.dryRun) return;
  const { root } = files.configuration;
  await stopSwaps(
    files.host,
    earlier.files.map(({ path }) => path),
  );
  await sweepTests(files.host, { folder: root, within: root }, earlier.tests);
  const uploads = uploadsOf(files);
  if (uploads) await sweepTests(files.host, uploads, earlier.tests);
}

/** Why it may not be called hardened; null where it is, but for what was kept on purpose. */
async function readBack(
  files: SiteFiles,
  what: HardenSite['what'],
  tools: Tools,
  story: Story,
): Promise<string | null> {
  const again = await openFiles(files.site, tools, story, whyFiles);
  const { modes, configurationSeen, edits } = await lookHardened(again, what);
  const open = modes.filter(({ why }) => why === null).map((one) => one.what);
  const problems = [
    ...(configurationSeen ? [] : ['The rights of wp-config.php can’t be read.']),
    ...(open.length > 0 ? [`Everybody may still read or write ${open.slice(0, 10).join(', ')}.`] : []),
    ...(edits.length > 0
      ? [`${editorConstant} is not true after it was written: something writes the configuration.`]
      : []),
  ];
  return problems.length > 0 ? problems.join(' ') : null;
}

/** `how` it is broken: says it of the site. */
async function broken(files: SiteFiles, tools: Tools, story: Story, how: string): Promise<SiteResult> {
  const { host, site } = files;
  const marked = story.marks.hardened;
  const deeds = await story.step('Put everything back', async () => (marked ? undoHardening(host, marked, tools) : []));
  const stuck = deeds.filter(({ result }) => result === 'failed');
  const error =
    stuck.length > 0
      ? new ResaltError(
          'VERIFY_FAILED',
          `${site.name} ${how}, and not all could be put back: ${stuck
            .map(({ what }) => what)
            .slice(0, 10)
            .join(', ')}. Look at the site now.`,
          'check-first',
        )
      : new ResaltError(
          'ROLLED_BACK',
          `${site.name} ${how}, so everything was put back. PHP may run as an account that needs the rights that were taken away.`,
          'never',
        );
  const put = deeds.map(
    (deed): Deed => ({ ...deed, result: 'failed', why: deed.why ?? 'Put back: the site is broken with it.' }),
  );
  return { ...nothing, outcome: 'failed', deeds: put, failure: toFailure(error, { siteId: site.id }) };
}
