import { app } from 'electron';

const devServer = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;

/** The only address that the window may show: the built screens, or `npm run dev`'s server in a checkout. */
export const home = devServer ? new URL('/', devServer).href : 'app://resalt/';

export const isHome = (url: string): boolean => url.startsWith(home);
