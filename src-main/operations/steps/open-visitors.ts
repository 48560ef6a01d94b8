import { ResaltError } from '../../contract/failures.ts';
import type { Deed } from '../../contract/runs.ts';
import type { Closing } from '../../store/closings.ts';
import { readClosedFile } from '../../wordpress/closed-to-visitors.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { openPass } from '../visitors-pass.ts';
import { isOurOwn } from './close-visitors.ts';
import { openKeptMaintenance } from './kept-maintenance.ts';
import { type Maintenance, readMaintenance, shaOf } from './maintenance-file.ts';
import { removeFile, sealFile } from './quarantine.ts';
import { endings } from './quarantine-script.ts';
import type { SiteFiles } from './site-files.ts';
import { sha256, stopSwaps, swapFile } from './swap-file.ts';

/**
 * What stands at `.maintenance` when a site is to be opened. `ours`: what the closing wrote. `kept`: what stood there before it. `gone`: nothing.
 * `changed`: somebody has changed Resalt's, or put another one there. `never`: Resalt has not closed the site, and nothing stands there.
 */
type Standing = 'ours' | 'kept' | 'gone' | 'changed' | 'foreign' | 'never';

async function standingOf(closing: Closing | undefined, there: Maintenance, tools: Tools): Promise<Standing> {
  const sha = shaOf(there);
  if (!closing) return sha === null ? 'never' : 'foreign';
  if (sha === null) return 'gone';
  const known = (await tools.vault.has(closing.pass)) ? await openPass(tools, closing) : null;
  if (isOurOwn(there, closing, known)) return 'ours';
  if (closing.kept !== null && (await tools.vault.has(closing.kept)))
    if (sha256((await openKeptMaintenance(closing.kept, tools)).bytes) === sha) return 'kept';
  return 'changed';
}

/** What will happen, for the plan. */
export async function tellOpening(files: SiteFiles, changedToo: boolean, tools: Tools, story: Story): Promise<void> {
  const closing = tools.closings.get(files.site.id);
  const there = await readMaintenance(files);
  const standing = await standingOf(closing, there, tools);
  const { asked } = there.place;
  if (standing === 'never') return;
  if (standing === 'foreign' || standing === 'changed') {
    if (changedToo) story.will(`Take ${asked} away, which is not as Resalt wrote it; its bytes stay in the vault.`);
    else story.warn('other', `${asked}: ${whyStays(there, standing)}`);
  } else if (standing === 'ours')
    story.will(closing?.kept ? `Put the ${asked} of before back.` : `Take ${asked} away: visitors see the site again.`);
  if (standing === 'gone') story.warn('other', goneWhy(closing, there));
}

/**
 * Takes Resalt's `.maintenance` away, or puts back what stood there before. Only what Resalt wrote, byte for byte; with `changedToo` whatever
 * stands there, into the vault.
 */
export async function openAgain(
  files: SiteFiles,
  changedToo: boolean,
  tools: Tools,
  story: Story,
): Promise<{ deed: Deed; forgets: Closing | null }> {
  const closing = tools.closings.get(files.site.id);
  const marked = story.marks.visitors;
  if (marked) await stopSwaps(files.host, [marked.path]);
  const there = await story.step('Look at .maintenance', () => readMaintenance(files));
  const standing = await standingOf(closing, there, tools);
  const deed = (result: Deed['result'], why: string | null): Deed => ({
    ...{ kind: 'maintenance', what: there.place.asked.slice(0, 500), result, why },
  });
  const forgets = closing ?? null;
  switch (standing) {
    case 'never':
      return { deed: deed(marked ? 'done' : 'unchanged', null), forgets };
    case 'gone':
    case 'kept':
      return marked
        ? { deed: deed('done', null), forgets }
        : { deed: deed('unchanged', standing === 'gone' ? goneWhy(closing, there) : null), forgets };
    case 'foreign':
    case 'changed':
      if (!changedToo) return { deed: deed('kept', whyStays(there, standing)), forgets: null };
      await story.step('Take the other .maintenance away', () => takeAway(files, there, tools, story));
      return { deed: deed('done', null), forgets };
    case 'ours':
      await story.step('Open the site to visitors', () => putBefore(files, there, closing?.kept ?? null, tools, story));
      return { deed: deed('done', null), forgets };
  }
}

async function putBefore(
  { host }: SiteFiles,
  { place, found }: Maintenance,
  kept: string | null,
  tools: Tools,
  story: Story,
): Promise<void> {
  if (!found) return;
  const before = kept === null ? null : await openKeptMaintenance(kept, tools);
  await story.mark({ visitors: { path: place.asked, sha256: sha256(found.bytes) } });
  if (before) {
    await swapFile(host, { path: place.asked, shaBefore: sha256(found.bytes), after: before.bytes });
    return;
  }
  const ending = await removeFile(host, place, found.bytes);
  if (ending !== null && ending !== 'gone')
    throw new ResaltError(
      'NOT_WRITABLE',
      `${place.asked} could not be taken away: ${endings[ending]} The site is still closed.`,
    );
}

async function takeAway({ host }: SiteFiles, { place, found }: Maintenance, tools: Tools, story: Story): Promise<void> {
  if (!found) return;
  const kept = await sealFile(tools, place, found);
  await story.mark({
    visitors: { path: place.asked, sha256: kept.sha256 },
    quarantine: [...(story.marks.quarantine ?? []), kept],
  });
  const ending = await removeFile(host, place, found.bytes);
  if (ending !== null && ending !== 'gone')
    throw new ResaltError(
      'NOT_WRITABLE',
      `${place.asked} could not be taken away: ${endings[ending]} The site is still closed.`,
    );
}

function whyStays({ found }: Maintenance, standing: 'foreign' | 'changed'): string {
  const again = 'Say so (--changed-too) to have it taken away all the same; its bytes stay in the vault.';
  if (standing === 'changed') return `Somebody has changed it since Resalt closed the site. Look at it. ${again}`;
  return found && readClosedFile(found.bytes)
    ? `Another Resalt has closed this site, or this one no longer knows that it did. ${again}`
    : `Resalt has not closed this site: WordPress itself puts such a file there during an update. ${again}`;
}

function goneWhy(closing: Closing | undefined, { place }: Maintenance): string {
  const lost = closing?.kept == null ? '' : ' What stood there before the closing is not put back.';
  const moved =
    closing && closing.folder !== place.folder
      ? ` When it was closed its files were in ${closing.folder}, and now they are in ${place.folder}: look whether a .maintenance is left there.`
      : '';
  return `It was gone already: an update of WordPress takes it away, or somebody did.${lost}${moved}`.slice(0, 1000);
}
