import { once } from 'node:events';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { builtApp } from './built-app.ts';
import { openDisplay } from './display.ts';
import { electronDist } from './electron-runtime.ts';

export interface LaunchedApp {
  app: ElectronApplication;
  window: Page;
  /** Quits as a person would; afterwards neither the app nor a display of ours is running. */
  close(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}
export interface LaunchOptions {
  /** Where the app keeps everything; the test makes and removes it. */
  dataDir: string;
  env?: Record<string, string>;
  /** More command-line arguments, such as a link. */
  args?: string[];
  /** The app's folder or its main file; without it, the checkout, built if need be. */
  folder?: string;
}

/** The real app in a real Electron, on a display of its own where there is none. */
export async function launchApp({ dataDir, env = {}, args = [], folder }: LaunchOptions): Promise<LaunchedApp> {
  const dist = electronDist();
  if (!dist) throw new Error('There is no Electron here: set ELECTRON_OVERRIDE_DIST_PATH to the folder of one.');
  const appFolder = folder ?? (await builtApp());
  const display = await openDisplay();
  let app: ElectronApplication | undefined;
  try {
    app = await _electron.launch({
      executablePath: join(dist, 'electron'),
      args: [...(isRoot() ? ['--no-sandbox'] : []), `--user-data-dir=${dataDir}`, appFolder, ...args],
      env: { ...inherited(), ...env, DISPLAY: display.name },
    });
    const launched = app;
    return {
      app,
      window: await app.firstWindow(),
      close: () => launched.close().finally(display.close),
      async kill() {
        const gone = once(launched.process(), 'exit');
        launched.process().kill('SIGKILL');
        await gone;
        await display.close();
      },
    };
  } catch (error) {
    await app?.close();
    await display.close();
    throw error;
  }
}

/** Chromium's own sandbox refuses to run as root. */
const isRoot = () => process.getuid?.() === 0;

function inherited(): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _, ELECTRON_RENDERER_URL: __, NODE_OPTIONS: ___, ...env } = process.env;
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
