import { setImmediate as nextTurn } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import type { FoundLog } from '../../operations/steps/find-logs.ts';
import type { LogLines } from '../../operations/steps/read-logs.ts';
import type { Watched } from '../../operations/steps/read-logs-script.ts';
import { canUnpack, linesOf, unpackLog } from './log-bytes.ts';
import { openSieve } from './sieve.ts';

/** A log that was kept as evidence: it is there when the server has let go of its own. */
export interface KeptLog {
  /** Where it lay on the server. */
  path: string;
  kind: FoundLog['kind'];
  compressed: FoundLog['compressed'];
  own: boolean;
  /** When it was kept, ISO 8601 UTC. */
  keptAt: string;
  bytes: number;
  /** Why the evidence is not all of it. */
  lacks: string | null;
  read(): AsyncIterable<Buffer>;
}

/** A log with where its lines come from. */
export type LogPlace = Pick<FoundLog, 'path' | 'kind' | 'compressed' | 'own'> & { keptAt: string | null };

/** So much of a site's kept logs is read, the newest first. */
const mostOfSite = 2 ** 30;

/** What matters in the logs that were kept of a site. One that does not open any more is told, and keeps no other from being read. */
export async function readKeptLogs(logs: readonly KeptLog[], watched: Watched): Promise<LogLines<LogPlace>[]> {
  const read: LogLines<LogPlace>[] = [];
  let bytes = 0;
  for (const log of logs) {
    const base = { log, lines: [], counts: [], span: null };
    bytes += log.bytes;
    if (!canUnpack(log)) read.push({ ...base, lacks: `It is packed as ${log.compressed}, which Resalt can’t unpack.` });
    else if (bytes > mostOfSite && read.length > 0)
      read.push({
        ...base,
        lacks: 'It was not read: the newer logs that were kept are more than Resalt reads of a site.',
      });
    else read.push(await readOne(log, watched));
  }
  return read;
}

async function readOne(log: KeptLog, watched: Watched): Promise<LogLines<LogPlace>> {
  const sieve = openSieve(log.kind, watched);
  const { bytes, lacks } = unpackLog(log.read(), log.compressed);
  let damaged: string | null = null;
  try {
    let taken = 0;
    for await (const line of linesOf(bytes)) {
      sieve.take(line);
      if (++taken % 2000 === 0) await nextTurn();
    }
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'VAULT_LOCKED') throw error;
    damaged = `The piece of evidence does not open any more: ${error.message}`;
  }
  // What comes before the damage of a sealed piece is not to be believed.
  const sifted = damaged === null ? sieve.end() : { lines: [], counts: [], span: null, cut: false };
  const cut = sifted.cut ? 'Only its newest lines that matter were taken.' : null;
  const why = [log.lacks, damaged, lacks(), cut].filter((one) => one !== null).join(' ');
  return { log, ...sifted, lacks: why.slice(0, 1000) || null };
}
