import type { StoredJournals } from '../../../src-main/runs/runs.ts';

export interface MemoryJournals extends StoredJournals {
  /** Records by run, as a disk would hold them. */
  readonly runs: Map<string, unknown[]>;
  /** Asked before each write; true refuses it, as a full disk does. */
  refuse: (record: { kind: string }) => boolean;
  /** Every write waits for this, so that a test can look at what is told before it is on disk. */
  before: (record: { kind: string }) => Promise<void>;
}

export function memoryJournals(): MemoryJournals {
  const runs = new Map<string, unknown[]>();
  const journals: MemoryJournals = {
    runs,
    refuse: () => false,
    before: async () => {},
    async append(runId, record) {
      await journals.before(record);
      if (journals.refuse(record)) throw new Error('ENOSPC');
      runs.set(runId, [...(runs.get(runId) ?? []), JSON.parse(JSON.stringify(record))]);
    },
    list: async () => [...runs.keys()].map((runId) => ({ runId })),
    read: async (runId) => ({ records: runs.get(runId) ?? [], damaged: null }),
    finish: async () => {},
  };
  return journals;
}
