import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { preview } from 'vite';
import { builtScreens, config } from './built-screens.ts';

/** The policy that the desktop window and `resalt serve` send; the screens must live under it. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'";

export interface Scene {
  scenario?: string;
  vault?: 'absent' | 'locked' | 'unlocked' | 'damaged';
  /** ms between two beats of a run. */
  beat?: number;
  hash?: string;
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
  reducedMotion?: boolean;
}

export interface Stage {
  open(scene: Scene): Promise<Page>;
  /** Where a scene is served, for another browser. */
  address(scene: Scene): string;
  /** What a page complained about: errors, refused requests, breaches of the policy. */
  complaints: string[];
  /** Closes the windows that are open: a run that goes on in one would slow down the next. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Serves the screens with the fake engine, as they are shipped, under the policy, and opens a Chromium. */
export async function openStage(): Promise<Stage> {
  process.env.SCREENS_BUILD = await builtScreens();
  const server = await preview({
    configFile: config,
    preview: { port: 0, host: '127.0.0.1', headers: { 'Content-Security-Policy': policy } },
  });
  const { port } = server.httpServer.address() as AddressInfo;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
  const address = ({ scenario = 'outcomes', vault = 'unlocked', beat = 20, hash = '' }: Scene): string =>
    `http://127.0.0.1:${port}/?scenario=${scenario}&vault=${vault}&beat=${beat}${hash}`;
  const contexts: BrowserContext[] = [];
  const clear = async (): Promise<void> => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  };
  const complaints: string[] = [];
  return {
    complaints,
    async open(scene) {
      const context = await newContext(browser, scene);
      contexts.push(context);
      const page = await context.newPage();
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('requestfailed', (request) => complaints.push(`request failed: ${request.url()}`));
      page.on('request', (request) => {
        if (!/^(http:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url()))
          complaints.push(`left the machine: ${request.url()}`);
      });
      await page.goto(address(scene));
      return page;
    },
    address,
    clear,
    async close() {
      await clear();
      await browser.close();
      await server.close();
    },
  };
}

function newContext(
  browser: Browser,
  { theme = 'light', width = 1440, height = 900, reducedMotion }: Scene,
): Promise<BrowserContext> {
  return browser.newContext({
    colorScheme: theme,
    viewport: { width, height },
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    acceptDownloads: true,
  });
}
