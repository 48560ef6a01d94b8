import type { Session } from 'electron';
import { pageHeaders, readPages } from '../serve/pages.ts';
import { isHome } from './home.ts';

/**
 * Answers every https request of the window, so that none ever leaves the machine: the built screens at home, nothing
 * anywhere else. No path in a request reaches the disk (see readPages).
 */
export async function serveScreens(session: Session, folder: string): Promise<void> {
  const pages = await readPages(folder);
  session.protocol.handle('https', ({ method, url }) => {
    const page = method === 'GET' && isHome(url) ? pages.get(new URL(url).pathname) : undefined;
    const headers = { ...pageHeaders, 'Content-Type': page?.type ?? 'text/plain' };
    return page
      ? new Response(new Uint8Array(page.body), { headers })
      : new Response('There is no such page.', { status: 404, headers });
  });
}
