import type { StoredJournals } from '../../../src-main/runs/runs.ts';

export interface MemoryJournals extends StoredJournals {
  /** Records by run, as a disk would hold them. */
  readonly runs: Map<string, unknown[]>;
  /** Kept digests by run and length. */
  readonly digests: Map<string, unknown>;
  /** Runs whose journals were read, in order. */
  readonly reads: string[];
  /** Asked before each write; true refuses it, as a full disk does. */
  refuse: (record: { kind: string }) => boolean;
  /** Every write waits for this, so that a test can look at what is told before it is on disk. */
  before: (record: { kind: string }) => Promise<void>;
}

export function memoryJournals(): MemoryJournals {
  const runs = new Map<string, unknown[]>();
  const digests = new Map<string, unknown>();
  const journals: MemoryJournals = {
    runs,
    refuse: () => false,
    before: async () => {},
    async append(runId, record) {
      await journals.before(record);
      if (journals.refuse(record)) throw new Error('ENOSPC');
      runs.set(runId, [...(runs.get(runId) ?? []), JSON.parse(JSON.stringify(record))]);
    },
    digests,
    reads: [],
    list: async () =>
      [...runs].map(([runId, records]) => ({
        runId,
        bytes: records.reduce<number>((n, one) => n + JSON.stringify(one).length, 0),
      })),
    async read(runId) {
      journals.reads.push(runId);
      return { records: runs.get(runId) ?? [], damaged: null };
    },
    digest: async (runId, bytes) => digests.get(`${runId} ${bytes}`) ?? null,
    keepDigest: async (runId, bytes, digest) =>
      void digests.set(`${runId} ${bytes}`, JSON.parse(JSON.stringify(digest))),
    finish: async () => {},
  };
  return journals;
}
