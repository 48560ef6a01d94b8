import { join } from 'node:path';
import { app, type BrowserWindow, dialog, session } from 'electron';
import Store from 'electron-store';
import { ResaltError } from './contract/failures.ts';
import { viewAmong, viewOf } from './desktop/deep-link.ts';
import { offerEngine } from './desktop/engine-port.ts';
import { lockWhenAway } from './desktop/lock-on-idle.ts';
import { setMenu } from './desktop/menu.ts';
import { notifyOf, notifyOfIncident } from './desktop/notifications.ts';
import { serveScreens } from './desktop/screens.ts';
import { confine } from './desktop/security.ts';
import { bringForward, openWindow, showView } from './desktop/window.ts';
import { type Engine, openEngine } from './engine.ts';

const built = join(app.getAppPath(), 'out');
let window: BrowserWindow | null = null;
let firstView = viewAmong(process.argv) ?? '';

// Every window asks for its sandbox itself; this also covers what is not a window, where it comes in time.
if (!app.isReady()) app.enableSandbox();
app.setName('Resalt');
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(app.getPath('appData'), 'Resalt'));
app.setPath('sessionData', join(app.getPath('userData'), 'window'));

if (app.requestSingleInstanceLock()) app.whenReady().then(start).catch(refuseToStart);
else app.quit();

async function start(): Promise<void> {
  confine(session.defaultSession);
  await serveScreens(session.defaultSession, join(built, 'renderer'));
  const engine = await openEngine({
    dataDir: app.getPath('userData'),
    carrier: 'desktop',
    openDocument: (options) => new Store(options),
  });
  closeBeforeQuitting(engine);
  offerEngine(engine);
  setMenu(engine.lockVault);
  lockWhenAway(engine.lockVault);
  engine.onRunFinished((run) => notifyOf(run, window));
  engine.onNotice((notice) => notifyOfIncident(notice, window));
  if (app.isPackaged) app.setAsDefaultProtocolClient('resalt');
  open();
  app.on('activate', () => window ?? open());
}

function open(): void {
  window = openWindow({ preload: join(built, 'preload/preload.cjs'), hash: firstView, devTools: !app.isPackaged });
  window.on('closed', () => {
    window = null;
  });
}

function show(view: string | null): void {
  if (!window) firstView = view ?? '';
  else if (view) showView(window, view);
  else bringForward(window);
}

app.on('second-instance', (_, argv) => show(viewAmong(argv)));
app.on('open-url', (event, url) => {
  event.preventDefault();
  show(viewOf(url));
});
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});

/** Sites in work are finished and the journal is closed before the process goes. */
function closeBeforeQuitting(engine: Engine): void {
  app.once('will-quit', (event) => {
    event.preventDefault();
    engine.close().finally(() => app.exit());
  });
}

function refuseToStart(error: unknown): void {
  const words = error instanceof ResaltError ? error.message : 'Resalt met an error it has no words for.';
  dialog.showErrorBox('Resalt cannot start', words);
  app.exit(1);
}
