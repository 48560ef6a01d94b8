import { randomBytes } from 'node:crypto';
import type { Site } from '../../contract/sites.ts';
import type { Tools } from '../tools.ts';
import { askUntilAnswered, askWith } from './prove.ts';

/** The front page, and the login page: what only the dashboard loads shows there. WordPress may be in a folder of its own. */
const paths = ['/', '/wp-login.php', '/wp/wp-login.php'];

/** Addresses of the site that open before anything is changed; none where it has no address or answers nowhere. */
export async function pagesThatAnswer({ url }: Pick<Site, 'url'>, tools: Pick<Tools, 'probe'>): Promise<string[]> {
  if (url === null) return [];
  const all = paths.map((path) => `${url.replace(/\/+$/, '')}${path}`);
  const asked = await Promise.all(all.map((page) => askWith(tools, anew(page), '')));
  return all.filter((_, index) => {
    const status = asked[index]?.status ?? 0;
    return status > 0 && status < (index === 0 ? 500 : 400);
  });
}

/** Whether one of them answers 5xx now, asked up to three times. */
export async function isBroken(pages: readonly string[], tools: Tools): Promise<boolean> {
  const asked = await Promise.all(pages.map((page) => askUntilAnswered(tools, anew(page))));
  return asked.some(({ answer }) => answer === 'broken');
}

/** No page cache has this address: PHP itself must answer. */
const anew = (page: string): string => `${page}?resalt=${randomBytes(6).toString('hex')}`;
