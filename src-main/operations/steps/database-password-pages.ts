import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import { isBrokenPage } from '../../wordpress/page-complaints.ts';
import type { Tools } from '../tools.ts';

/** A page that WordPress makes anew with its database: 200 before anything was changed. */
export interface Page {
  siteId: string;
  site: string;
  url: string;
  path: string;
}

const paths = ['/wp-login.php', '/wp/wp-login.php', '/wp-json/', '/'];

/**
 * A page of the site that opens, or the one that opened before an interrupted attempt. Fails where the site has no address or opens none: then
 * nobody could see whether it still works afterwards.
 */
export async function pageOf(site: Site, earlier: string | undefined, tools: Pick<Tools, 'probe'>): Promise<Page> {
  const { id, name, url } = site;
  if (url === null)
    throw new ResaltError(
      'INPUT_INVALID',
      `No address is entered for ${name}, so it can’t be seen whether it still works. Add its url.`,
      'never',
    );
  const at = (path: string): Page => ({ siteId: id, site: name, url: url.replace(/\/+$/, ''), path });
  if (earlier !== undefined) return at(earlier);
  let last = 0;
  for (const path of paths) {
    last = await statusOf(at(path), tools);
    if (last === 200) return at(path);
  }
  throw new ResaltError(
    'NOT_ALLOWED_HERE',
    `${name} opens neither its login page nor its front page (${last}), so it can’t be seen whether it still works afterwards. Nothing was changed.`,
  );
}

/** Asked by a new address each time: no page cache has it. An error that PHP shows in a page that answers 200 counts as 500. */
async function statusOf({ url, path }: Page, { probe }: Pick<Tools, 'probe'>): Promise<number> {
  const answer = await probe(`${url}${path}?resalt=${randomBytes(6).toString('hex')}`, { timeoutMs: 20_000 });
  return answer.status < 500 && isBrokenPage(answer) ? 500 : answer.status;
}

/** The name of a site that does not open, asked until each did three times in a row or `withinMs` is over; null where all did. */
export async function firstBroken(
  pages: readonly Page[],
  withinMs: number,
  tools: Pick<Tools, 'probe'>,
): Promise<string | null> {
  const deadline = performance.now() + withinMs;
  for (const page of pages) {
    for (let inARow = 0; inARow < 3; ) {
      const status = await statusOf(page, tools).catch(unanswered);
      inARow = status === 200 ? inARow + 1 : 0;
      if (inARow > 0) continue;
      if (performance.now() > deadline) return page.site;
      await wait(50);
    }
  }
  return null;
}

function unanswered(error: unknown): null {
  if (error instanceof ResaltError) return null;
  throw error;
}
