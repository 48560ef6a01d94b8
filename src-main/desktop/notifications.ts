import { type BrowserWindow, Notification } from 'electron';
import type { RunSummary } from '../contract/runs.ts';
import { runEnded } from './run-ended.ts';
import { showView } from './window.ts';

/** Tells that a run ended when nobody is looking at the window; a click shows the run. */
export function notifyOf(run: RunSummary, window: BrowserWindow | null): void {
  if (window?.isFocused() || !Notification.isSupported()) return;
  const notification = new Notification(runEnded(run));
  notification.on('click', () => {
    if (window && !window.isDestroyed()) showView(window, `#/run/${run.id}`);
  });
  notification.show();
}
