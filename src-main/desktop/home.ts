import { app } from 'electron';

const devServer = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;

/**
 * The only address that the window may show: the built screens, or `npm run dev`'s server in a checkout. `.invalid` is
 * reserved never to exist (RFC 2606): main answers for it, and for every other https address of the window (screens.ts).
 * Not a scheme of our own, because that must be registered before the app is ready, which an app that Electron loads
 * by `import()` cannot promise; an https origin needs no registration and has the browser's strictest rules.
 */
export const home = devServer ? new URL('/', devServer).href : 'https://resalt.invalid/';

export const isHome = (url: string): boolean => url.startsWith(home);
