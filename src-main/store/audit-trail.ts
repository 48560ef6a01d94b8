import { join } from 'node:path';
import { z } from 'zod';
import { type LogFile, openLog } from './log-file.ts';
import { readLog } from './read-log.ts';
import type { AuditTrail } from './store-types.ts';

const name = 'audit trail';

const auditLine = z.object({
  seq: z.number(),
  at: z.string(),
  who: z.string(),
  what: z.string(),
  siteId: z.string().exactOptional(),
  runId: z.string().exactOptional(),
  details: z.record(z.string(), z.unknown()),
  prev: z.string(),
  hash: z.string(),
});

/**
 * Who did what when, `audit.jsonl`, a hash chain: a line that was changed, removed from the middle or put in is found
 * by `verify`. What a chain alone can't show: lines cut off at the end, and a whole chain made anew.
 */
export function openAuditTrail(dir: string, now: () => Date): AuditTrail & { close(): Promise<void> } {
  const path = join(dir, 'audit.jsonl');
  let log: Promise<LogFile> | undefined;

  async function read() {
    await (await log)?.settled();
    return readLog(path, name);
  }

  return {
    async append({ who, what, siteId, runId, details }) {
      const body = JSON.stringify({ at: now().toISOString(), who, what, siteId, runId, details });
      log ??= openLog(path, name);
      log.catch(() => {
        log = undefined;
      });
      await (await log).append(body);
    },
    async read() {
      const { records, torn, damaged } = await read();
      return { records: records.map((line) => auditLine.parse(line)), torn, damaged };
    },
    async verify() {
      const { records, torn, damaged } = await read();
      return { lines: records.length, broken: damaged, torn };
    },
    async close() {
      await (await log)?.close();
    },
  };
}
