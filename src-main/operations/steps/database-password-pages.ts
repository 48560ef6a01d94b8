import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import type { Tools } from '../tools.ts';

/** A page that WordPress makes anew with its database, and how it answered before anything was changed. */
export interface Page {
  site: string;
  /** A new address each time: no page cache has it. */
  address(): string;
  status: number;
}

const paths = ['/wp-login.php', '/wp/wp-login.php', '/wp-json/', '/'];

/** Fails where the site has no address or opens none of these pages: then nobody could see whether it still works afterwards. */
export async function pageOf(site: Site, { probe }: Pick<Tools, 'probe'>): Promise<Page> {
  const { name, url } = site;
  if (url === null)
    throw new ResaltError(
      'INPUT_INVALID',
      `No address is entered for ${name}, so it can’t be seen whether it still works. Add its url.`,
      'never',
    );
  let last = 0;
  for (const path of paths) {
    const address = () => `${url.replace(/\/+$/, '')}${path}?resalt=${randomBytes(6).toString('hex')}`;
    last = (await probe(address(), { timeoutMs: 20_000 })).status;
    if (last === 200) return { site: name, address, status: last };
  }
  throw new ResaltError(
    'NOT_ALLOWED_HERE',
    `${name} opens neither its login page nor its front page (${last}), so it can’t be seen whether it still works afterwards. Nothing was changed.`,
  );
}

/** The name of a site that does not answer as it did, asked until each did three times in a row or `withinMs` is over; null where all did. */
export async function firstBroken(
  pages: readonly Page[],
  withinMs: number,
  { probe }: Pick<Tools, 'probe'>,
): Promise<string | null> {
  const deadline = performance.now() + withinMs;
  for (const page of pages) {
    for (let inARow = 0; inARow < 3; ) {
      const status = await probe(page.address(), { timeoutMs: 20_000 }).then((answer) => answer.status, unanswered);
      inARow = status === page.status ? inARow + 1 : 0;
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
