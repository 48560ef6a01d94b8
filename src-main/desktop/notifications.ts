import { type BrowserWindow, Notification } from 'electron';
import type { RunSummary } from '../contract/runs.ts';
import { type Notice, noticeWords } from '../incidents/notice.ts';
import { runEnded } from './run-ended.ts';
import { showView } from './window.ts';

/** Held while they stand: a notification that is collected as garbage does not answer a click any more. */
const standing = new Set<Notification>();

/** Tells that a run ended when nobody is looking at the window; a click shows the run. */
export function notifyOf(run: RunSummary, window: BrowserWindow | null): void {
  notify(runEnded(run), window, `#/run/${run.id}`);
}

/** Tells of an alert or a look that is due; a click shows the incident, at the step that it is about. */
export function notifyOfIncident(notice: Notice, window: BrowserWindow | null): void {
  notify(noticeWords(notice), window, `#/incident/${notice.incident}${notice.step === null ? '' : `/${notice.step}`}`);
}

function notify(words: { title: string; body: string }, window: BrowserWindow | null, view: string): void {
  if (window?.isFocused() || !Notification.isSupported()) return;
  const notification = new Notification(words);
  standing.add(notification);
  notification.on('close', () => standing.delete(notification));
  notification.on('click', () => {
    standing.delete(notification);
    if (window && !window.isDestroyed()) showView(window, view);
  });
  notification.show();
}
