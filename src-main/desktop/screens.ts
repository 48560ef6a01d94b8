import { protocol } from 'electron';
import { pageHeaders, readPages } from '../serve/pages.ts';

/** To be called before the app is ready: `app://` becomes an origin of its own, with storage and a strict policy. */
export function announceScreens(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built screens at app://resalt/. No path in a request ever reaches the disk (see readPages). */
export async function serveScreens(folder: string): Promise<void> {
  const pages = await readPages(folder);
  protocol.handle('app', (request) => {
    const { host, pathname } = new URL(request.url);
    const page = request.method === 'GET' && host === 'resalt' ? pages.get(pathname) : undefined;
    const headers = { ...pageHeaders, 'Content-Type': page?.type ?? 'text/plain' };
    return page
      ? new Response(new Uint8Array(page.body), { headers })
      : new Response('There is no such page.', { status: 404, headers });
  });
}
