import { join } from 'node:path';
import { makePrivateDirectory, readBounded, removeUnfinished, writeDurably } from './durable-file.ts';

const mostBytes = 16 * 1024 * 1024;

/**
 * What was once read out of a journal, kept in `digests/`, so that it is not read again at every start. It counts only for a
 * journal of the very length; where it is missing or damaged the journal is read. Never a proof of anything.
 */
export interface Digests {
  read(runId: string, journalBytes: number): Promise<unknown>;
  write(runId: string, journalBytes: number, digest: unknown): Promise<void>;
}

export async function openDigests(dir: string): Promise<Digests> {
  const folder = join(dir, 'digests');
  await makePrivateDirectory(folder);
  await removeUnfinished(folder);
  const pathOf = (runId: string) => join(folder, `${runId}.json`);
  return {
    async read(runId, journalBytes) {
      try {
        const kept = JSON.parse((await readBounded(pathOf(runId), mostBytes)) ?? 'null');
        return kept?.journalBytes === journalBytes ? kept.digest : null;
      } catch {
        return null;
      }
    },
    // A disk that takes no digest takes no harm from that: the journal is read next time.
    write: (runId, journalBytes, digest) =>
      writeDurably(pathOf(runId), JSON.stringify({ journalBytes, digest }), { synced: false }).catch(() => undefined),
  };
}
