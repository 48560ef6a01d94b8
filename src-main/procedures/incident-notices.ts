import type { Incidents } from '../incidents/incidents.ts';
import type { NewLine } from '../incidents/lines.ts';
import { type Notice, noticeOf } from '../incidents/notice.ts';
import { lookAgainStep } from '../incidents/rechecks.ts';

export interface Notices {
  onNotice(listener: (notice: Notice) => void): () => void;
  /** A look is due and can't be made while the vault is locked. */
  due(incident: string): void;
  stop(): void;
}

/** A look at forty sites writes what it saw site by site: what comes within this time of an incident is told once. */
const gatherMs = 1000;

/** Tells of alerts as they are written into records, whoever or whatever wrote them. */
export function openNotices({ onWritten }: Pick<Incidents, 'onWritten'>, waitMs = gatherMs): Notices {
  const listeners = new Set<(notice: Notice) => void>();
  const gathered = new Map<string, NewLine[]>();
  const timers = new Map<string, NodeJS.Timeout>();
  const tell = (notice: Notice | null) => {
    if (notice) for (const listener of listeners) listener(notice);
  };
  const tellGathered = (id: string) => {
    timers.delete(id);
    const lines = gathered.get(id) ?? [];
    gathered.delete(id);
    tell(noticeOf(id, lines));
  };
  const stop = onWritten((id, lines) => {
    if (!noticeOf(id, lines)) return;
    gathered.set(id, [...(gathered.get(id) ?? []), ...lines]);
    if (!timers.has(id)) timers.set(id, setTimeout(tellGathered, waitMs, id).unref());
  });
  return {
    onNotice(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    due: (incident) => tell({ incident, step: lookAgainStep, alerts: 0, sites: 0, look: 'due' }),
    stop() {
      stop();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
