import { createHash } from 'node:crypto';
import { shellQuote } from '../../../hosts/shell-script.ts';
import { type FoundLog, type FoundLogs, findLogs } from '../find-logs.ts';
import { outOfReach } from './configuration.ts';
import { type Keeper, keepPiece, plainName, type Snapshot, sizeInWords, tellMissing } from './snapshot.ts';

/** Looked for once for both kinds of logs. */
const found = new WeakMap<Snapshot, Promise<FoundLogs>>();

function logsOf(snapshot: Snapshot): Promise<FoundLogs> | null {
  const { host, configuration, site } = snapshot.open;
  if (!host || !configuration) return null;
  const known = found.get(snapshot) ?? findLogs(host, configuration, site);
  found.set(snapshot, known);
  return known;
}

/** Of one kind, written to in the last days; a log of the whole server among them, where the site has none of its own. */
async function wanted(snapshot: Snapshot, kind: FoundLog['kind']) {
  const all = await logsOf(snapshot);
  const oldest = snapshot.open.now - snapshot.logDays * 86_400;
  const logs = all?.logs.filter((log) => log.kind === kind && log.mtime >= oldest) ?? [];
  return {
    logs,
    lacks: all?.lacks ?? [],
    old: (all?.logs.filter((log) => log.kind === kind).length ?? 0) - logs.length,
  };
}

const keeperOf = (kind: 'access-logs' | 'error-logs', which: FoundLog['kind']): Keeper => ({
  kind,
  words: which === 'access' ? 'Keep the access logs' : 'Keep the error logs',
  async plan(snapshot) {
    const { logs } = await wanted(snapshot, which);
    const bytes = logs.reduce((sum, log) => sum + log.bytes, 0);
    return { words: logs.length > 0 ? `${kind}: ${logs.length}, ${sizeInWords(bytes)}` : null, bytes };
  },
  async keep(snapshot) {
    if (!snapshot.open.host) return tellMissing(snapshot, kind, 'not kept', outOfReach, false);
    const { logs, lacks, old } = await wanted(snapshot, which);
    for (const why of lacks) tellMissing(snapshot, kind, 'not all places looked into', why, false);
    if (old > 0)
      tellMissing(snapshot, kind, `${old} older logs`, `Nobody wrote to them for ${snapshot.logDays} days.`, false);
    if (logs.length === 0)
      tellMissing(snapshot, kind, 'none', 'No log of this kind was found that the account can see.', false);
    for (const log of logs) await keepLog(snapshot, kind, log);
  },
});

/** By its whole path: an attempt that goes on finds the logs in another order, and two logs may have one name in two folders. */
export const logName = (path: string): string =>
  `${createHash('sha256').update(path).digest('hex').slice(0, 12)}-${plainName(path.slice(path.lastIndexOf('/') + 1))}`;

/** What a piece lacks that has other sites' lines in it; the time line reads it by that. */
export const wholeServersLog = 'It is the whole server’s log; other sites are in it.';

async function keepLog(snapshot: Snapshot, kind: Keeper['kind'], log: FoundLog): Promise<void> {
  const { path } = log;
  const { host } = snapshot.open;
  if (!log.readable || !host) return tellMissing(snapshot, kind, path, 'The account may not read it.', false);
  const lacks = log.own ? null : wholeServersLog;
  const piece = {
    name: logName(path),
    from: `${path}, as it was when it was read`,
  };
  const told = ({ lines }: { lines: number }) => ({ count: log.compressed === null ? lines : null, lacks });
  if (!snapshot.survey) {
    // Without a shell: what a listing says is there, read whole into memory, so not more than this.
    const bytes = await host.sftp((sftp) => sftp.read(path, mostOverSftp), { timeoutMs: 600_000 });
    const cut =
      bytes.length === mostOverSftp ? `Over SFTP only its first ${sizeInWords(mostOverSftp)} were read.` : lacks;
    await keepPiece(snapshot, kind, {
      ...piece,
      packed: false,
      body: one(bytes),
      told: ({ lines }) => ({ count: lines, lacks: cut }),
    });
    return;
  }
  const packed = snapshot.survey.gzip && log.compressed === null;
  const script = `exec ${packed ? 'gzip -1 -c' : 'cat'} <${shellQuote(path)}`;
  await host.stream(script, (body) => keepPiece(snapshot, kind, { ...piece, packed, body, told }));
}

const mostOverSftp = 64 * 2 ** 20;

async function* one(bytes: Buffer) {
  yield bytes;
}

export const logKeepers: readonly Keeper[] = [keeperOf('access-logs', 'access'), keeperOf('error-logs', 'error')];
