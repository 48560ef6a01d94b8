import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ResaltError } from '../contract/failures.ts';
import { openDigests } from './digests.ts';
import { makePrivateDirectory } from './durable-file.ts';
import { type LogFile, openLog } from './log-file.ts';
import { readLog } from './read-log.ts';
import type { Journals } from './store-types.ts';

const runId = /^r_[A-Za-z0-9_-]{6,60}$/;

/** A log per run, `runs/<runId>.jsonl`. The caller validates what it reads: a record is any JSON. */
export async function openJournals(dir: string): Promise<Journals & { close(): Promise<void> }> {
  const folder = join(dir, 'runs');
  await makePrivateDirectory(folder);
  const digests = await openDigests(dir);
  const open = new Map<string, Promise<LogFile>>();

  const pathOf = (run: string): string => {
    if (!runId.test(run)) throw new ResaltError('INPUT_INVALID', 'That is not the id of a run.', 'never');
    return join(folder, `${run}.jsonl`);
  };

  function logOf(run: string): Promise<LogFile> {
    const known = open.get(run);
    if (known) return known;
    const log = openLog(pathOf(run), `journal ${run}`);
    open.set(run, log);
    log.catch(() => open.delete(run));
    return log;
  }

  async function finish(run: string): Promise<void> {
    const log = open.get(run);
    open.delete(run);
    await (await log)?.close();
  }

  return {
    async append(run, record, how) {
      const body = JSON.stringify({ record: record ?? null });
      await (await logOf(run)).append(body, how);
    },
    async read(run) {
      await (await open.get(run))?.settled();
      const { records, torn, damaged } = await readLog(pathOf(run), `journal ${run}`);
      return { records: records.map((line) => line.record), torn, damaged };
    },
    async list() {
      const runs = (await readdir(folder)).map((name) => name.replace(/\.jsonl$/, '')).filter((run) => runId.test(run));
      const found = await Promise.all(
        runs.map(async (run) => {
          const { size, mtime } = await stat(pathOf(run));
          return { runId: run, bytes: size, changedAt: mtime };
        }),
      );
      return found.sort((one, other) => other.changedAt.getTime() - one.changedAt.getTime());
    },
    digest: digests.read,
    keepDigest: digests.write,
    finish,
    async close() {
      await Promise.all([...open.keys()].map(finish));
    },
  };
}
