import { setImmediate as nextTurn } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { type Sftp, SftpRefused } from '../../hosts/sftp.ts';
import type { FoundLog } from '../../operations/steps/find-logs.ts';
import type { LogLines } from '../../operations/steps/read-logs.ts';
import type { Watched } from '../../operations/steps/read-logs-script.ts';
import { canUnpack, linesOf, unpackLog } from './log-bytes.ts';
import { openSieve } from './sieve.ts';

/** Of one log its end, and of a packed one all or nothing: all of it crosses the network. */
const mostOfLog = 16 * 2 ** 20;
const mostOfSite = 64 * 2 ** 20;
const mostMs = 180_000;

/**
 * Logs of an account without a shell: the end of each is fetched and looked through here, the first of them first. Changes nothing. Fails as a lost connection
 * does, and with NOT_ALLOWED_HERE where there is no SFTP either.
 */
export function readLogsOverSftp(
  host: Host,
  logs: readonly FoundLog[],
  watched: Watched,
  now: () => number = Date.now,
): Promise<LogLines<FoundLog>[]> {
  const until = now() + mostMs;
  return host.sftp(
    async (sftp) => {
      const read: LogLines<FoundLog>[] = [];
      let left = mostOfSite;
      for (const log of logs) {
        const base = { log, lines: [], counts: [], span: null };
        const size = Math.min(log.bytes, mostOfLog);
        if (!canUnpack(log))
          read.push({ ...base, lacks: `It is packed as ${log.compressed}, which Resalt can’t unpack.` });
        else if (log.compressed !== null && log.bytes > mostOfLog)
          read.push({ ...base, lacks: 'It is packed and too large to be fetched over SFTP.' });
        else if (size > left || now() > until)
          read.push({
            ...base,
            lacks: 'It was not read: over SFTP the newer logs took all the room or time there is.',
          });
        else {
          left -= size;
          read.push(await readOne(sftp, log, watched));
        }
      }
      return read;
    },
    { timeoutMs: mostMs + 120_000 },
  );
}

async function readOne(sftp: Sftp, log: FoundLog, watched: Watched): Promise<LogLines<FoundLog>> {
  try {
    const from = log.compressed === null ? Math.max(0, log.bytes - mostOfLog) : 0;
    const fetched = await sftp.read(log.path, mostOfLog, from);
    const sieve = openSieve(log.kind, watched);
    const { bytes, lacks } = unpackLog(one(fetched), log.compressed);
    let taken = 0;
    for await (const line of linesOf(bytes, from > 0)) {
      sieve.take(line);
      if (++taken % 2000 === 0) await nextTurn();
    }
    const { cut, ...sifted } = sieve.end();
    const why = [
      from > 0 ? `Over SFTP only its last ${mostOfLog >> 20} MB were read.` : null,
      cut ? 'Only its newest lines that matter were taken.' : null,
      lacks(),
    ].filter((part) => part !== null);
    return { log, ...sifted, lacks: why.join(' ') || null };
  } catch (error) {
    if (!(error instanceof SftpRefused)) throw error;
    const why = error.why === 'forbidden' ? 'The account may not read it.' : 'The server did not give it.';
    return { log, lines: [], counts: [], span: null, lacks: why };
  }
}

async function* one(bytes: Buffer) {
  yield bytes;
}

/** No shell, said by the server; anything else is another failure. */
export const isWithoutShell = (error: unknown): boolean =>
  error instanceof ResaltError && error.code === 'NOT_ALLOWED_HERE';
