import type { Session } from 'electron';
import { pageHeaders, readPages } from '../serve/pages.ts';
import { isHome } from './home.ts';

/**
 * Answers every https and file request of the window, so that none ever leaves the machine or reaches its disk: the
 * built screens at home (see readPages), nothing anywhere else.
 */
export async function serveScreens(session: Session, folder: string): Promise<void> {
  const pages = await readPages(folder);
  const answer = ({ method, url }: Request) => {
    const page = method === 'GET' && isHome(url) ? pages.get(new URL(url).pathname) : undefined;
    const headers = { ...pageHeaders, 'Content-Type': page?.type ?? 'text/plain' };
    return page
      ? new Response(new Uint8Array(page.body), { headers })
      : new Response('There is no such page.', { status: 404, headers });
  };
  for (const scheme of ['https', 'file']) session.protocol.handle(scheme, answer);
}
