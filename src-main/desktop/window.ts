import { BrowserWindow } from 'electron';
import { home } from './home.ts';
import { rememberedWindow } from './window-state.ts';

export interface WindowOptions {
  preload: string;
  /** Where to begin, "#/site/acme-shop", or "". */
  hash: string;
  devTools: boolean;
}

export function openWindow({ preload, hash, devTools }: WindowOptions): BrowserWindow {
  const remembered = rememberedWindow();
  const window = new BrowserWindow({
    ...remembered.options,
    show: false,
    title: 'Resalt',
    webPreferences: {
      preload,
      devTools,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  remembered.follow(window);
  window.once('ready-to-show', () => window.show());
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'crashed' || reason === 'oom') window.reload();
  });
  void window.loadURL(home + hash);
  return window;
}

export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Another view of the same page: only the hash changes, so nothing is loaded again. */
export function showView(window: BrowserWindow, hash: string): void {
  bringForward(window);
  void window.loadURL(home + hash);
}
