import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Site } from '../../contract/sites.ts';
import { isBrokenPage } from '../../wordpress/page-complaints.ts';
import type { Tools } from '../tools.ts';

/** The front page, and the login page: what only the dashboard loads shows there. WordPress may be in a folder of its own. */
const paths = ['/', '/wp-login.php', '/wp/wp-login.php'];

/**
 * Addresses of the site that open before anything is changed; none where it has no address or answers nowhere. One that is broken already, also
 * with PHP's words at 200, is none: it is not the change that breaks it.
 */
export async function pagesThatAnswer({ url }: Pick<Site, 'url'>, tools: Pick<Tools, 'probe'>): Promise<string[]> {
  if (url === null) return [];
  const all = paths.map((path) => `${url.replace(/\/+$/, '')}${path}`);
  const asked = await Promise.all(all.map((page) => lookAt(page, tools)));
  return all.filter((_, index) => {
    const page = asked[index];
    return page != null && !page.broken && page.status < (index === 0 ? 500 : 400);
  });
}

/** Whether one of them answers 5xx now, or with what is left of a page; asked up to three times. One that is not heard is not called broken. */
export async function isBroken(pages: readonly string[], tools: Pick<Tools, 'probe'>): Promise<boolean> {
  const asked = await Promise.all(pages.map((page) => isBrokenStill(page, tools)));
  return asked.includes(true);
}

async function isBrokenStill(page: string, tools: Pick<Tools, 'probe'>): Promise<boolean> {
  for (const pause of [300, 1000, 0]) {
    if ((await lookAt(page, tools))?.broken !== true) return false;
    if (pause > 0) await wait(pause);
  }
  return true;
}

/** No page cache has this address: PHP itself must answer. Null where nothing answers. */
async function lookAt(page: string, { probe }: Pick<Tools, 'probe'>) {
  const answer = await probe(`${page}?resalt=${randomBytes(6).toString('hex')}`, { timeoutMs: 20_000 }).catch(
    () => null,
  );
  return answer && { status: answer.status, broken: isBrokenPage(answer) };
}
