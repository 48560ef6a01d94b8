import { type BrowserWindow, Notification } from 'electron';
import type { RunSummary } from '../contract/runs.ts';
import { runEnded } from './run-ended.ts';
import { showView } from './window.ts';

/** Held while they stand: a notification that is collected as garbage does not answer a click any more. */
const standing = new Set<Notification>();

/** Tells that a run ended when nobody is looking at the window; a click shows the run. */
export function notifyOf(run: RunSummary, window: BrowserWindow | null): void {
  if (window?.isFocused() || !Notification.isSupported()) return;
  const notification = new Notification(runEnded(run));
  standing.add(notification);
  notification.on('close', () => standing.delete(notification));
  notification.on('click', () => {
    standing.delete(notification);
    if (window && !window.isDestroyed()) showView(window, `#/run/${run.id}`);
  });
  notification.show();
}
