import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchApp } from '../electron-app.ts';

export interface SavingApp {
  readonly page: Page;
  /** The file that was saved last, once it is whole. */
  saved(): Promise<string>;
  close(): Promise<void>;
}

/** The real app. Where a download goes is asked by Electron's own dialog; only that answer is played: this folder. */
export async function openApp(dataDir: string, folder: string): Promise<SavingApp> {
  const { app, window, close } = await launchApp({ dataDir });
  await app.evaluate(({ BrowserWindow, session }, into) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900);
    session.defaultSession.on('will-download', (_, item) => {
      const name = item.getFilename();
      item.setSavePath(`${into}/${name}`);
      item.once('done', (_event, state) => Object.assign(globalThis, { saved: { name, state } }));
    });
  }, folder);
  return {
    page: window,
    close,
    async saved() {
      const { name, state } = await app.evaluate(async () => {
        const here = globalThis as unknown as { saved?: { name: string; state: string } };
        while (!here.saved) await new Promise(setImmediate);
        const answer = here.saved;
        delete here.saved;
        return answer;
      });
      if (state !== 'completed') throw new Error(`${name} was not saved: ${state}`);
      return join(folder, name);
    },
  };
}
