import { once } from 'node:events';
import { chromium, type Page } from 'playwright-core';
import { type CliRun, startCli } from '../../integration/built-cli.ts';
import { builtApp } from '../built-app.ts';
import { launchApp } from '../electron-app.ts';

/** A way to meet the screens: the app's own window, or a browser on `resalt serve`. */
export interface Shell {
  readonly page: Page;
  /** Quits as a person would. */
  close(): Promise<void>;
  /** `kill -9` of the process that holds the engine. */
  kill(): Promise<void>;
}
export type OpenShell = (dataDir: string) => Promise<Shell>;

const size = { width: 1440, height: 900 };

export async function openElectron(dataDir: string): Promise<Shell> {
  const { app, window, close, kill } = await launchApp({ dataDir });
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
  return { page: window, close, kill };
}

export async function openBrowser(dataDir: string): Promise<Shell> {
  await builtApp();
  const served = startCli(dataDir, ['serve'], { RESALT_PASSPHRASE: undefined });
  const link = await linkOf(served);
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
  const end = async (signal: NodeJS.Signals) => {
    served.child.kill(signal);
    await served.ended;
    await browser.close();
  };
  try {
    const page = await browser.newPage({ viewport: size });
    await page.goto(link);
    return { page, close: () => end('SIGINT'), kill: () => end('SIGKILL') };
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}

/** The link is the first line of standard output. */
async function linkOf({ child, said, ended }: CliRun): Promise<string> {
  const gone = ended.then(({ err }) => Promise.reject(new Error(`resalt serve ended: ${err}`)));
  gone.catch(() => undefined);
  while (!said.out.includes('\n')) await Promise.race([once(child.stdout ?? child, 'data'), gone]);
  return said.out.trim();
}
