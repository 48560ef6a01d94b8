import type { RunRecord } from './records.ts';
import { apply, type RunState } from './run-state.ts';

export const journalLost = 'The journal of this run could not be written to disk.';

export interface RunJournal {
  append(runId: string, record: RunRecord, how?: { lazily?: boolean }): Promise<void>;
}

/** A run in work: its state, and the one way to change it, which is to write a record. */
export interface ActiveRun {
  readonly state: RunState;
  /** Applies the record and resolves when it is on disk. */
  record(record: RunRecord): Promise<void>;
  /** Applies an outcome only when it is on disk: nobody is told what a crash could take back. */
  conclude(record: RunRecord): Promise<void>;
  /** Applies the record without waiting for the disk; a disk that fails cancels the run. */
  note(record: RunRecord): void;
  cancel(why: string): void;
  cancelled(): boolean;
  /** Aborts when it is cancelled. */
  readonly stopped: AbortSignal;
  now(): string;
}

/** `changed` hears of every record after it was applied. */
export function activate(
  state: RunState,
  journal: RunJournal,
  clock: () => Date,
  changed: (record: RunRecord) => void,
): ActiveRun {
  let stopping = false;
  const stop = new AbortController();
  const tell = (record: RunRecord) => {
    apply(state, record);
    changed(record);
  };
  const now = () => clock().toISOString();
  const cancel = (why: string) => {
    if (stopping) return;
    stopping = true;
    note({ kind: 'run.cancelling', at: now(), why });
    stop.abort();
  };
  const note = (record: RunRecord) => {
    tell(record);
    journal.append(state.run.id, record, { lazily: true }).catch(() => cancel(journalLost));
  };
  return {
    state,
    record(record) {
      tell(record);
      return journal.append(state.run.id, record);
    },
    async conclude(record) {
      await journal.append(state.run.id, record);
      tell(record);
    },
    note,
    cancel,
    cancelled: () => stopping,
    stopped: stop.signal,
    now,
  };
}
