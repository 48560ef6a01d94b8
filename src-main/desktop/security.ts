import { app, type Session, type WebContents } from 'electron';
import { home, isHome } from './home.ts';

/** Whatever gets into the window, it stays at home: no other page, window, frame, device, permission or request. */
export function confine(session: Session): void {
  app.on('web-contents-created', (_, contents) => confineContents(contents));
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !mayLoad(url) }));
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${new URL(home).origin}/`)) event.preventDefault();
  });
}

function confineContents(contents: WebContents): void {
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isHome(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** `blob:` and `data:` are the window's own; a policy in the page's headers says what they may be used for. */
function mayLoad(url: string): boolean {
  const devSocket = home.startsWith('http') && url.startsWith(home.replace(/^http/, 'ws'));
  return isHome(url) || devSocket || /^(blob|data|devtools):/.test(url);
}
