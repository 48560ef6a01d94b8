import { createReadStream } from 'node:fs';
import { ResaltError } from '../contract/failures.ts';
import { beginning, breakBetween, type Line, type Link, readLine } from './chain.ts';
import { systemCode } from './durable-file.ts';
import type { LogContent } from './store-types.ts';

/** With the end of the log, as log-end.ts explains it. */
export interface ReadLog extends LogContent<Line> {
  last: Link;
  size: number;
}

/** Reads a log from its beginning; one that does not exist is empty. `name` is what it was begun with. */
export async function readLog(path: string, name: string): Promise<ReadLog> {
  const log: ReadLog = { records: [], torn: false, damaged: null, last: beginning(name), size: 0 };
  let number = 0;
  for await (const bytes of linesOf(path)) {
    if (bytes.at(-1) !== lineFeed) {
      log.torn = true;
      break;
    }
    number += 1;
    log.size += bytes.length;
    takeLine(log, number, bytes.subarray(0, -1).toString('utf8'));
  }
  return log;
}

function takeLine(log: ReadLog, number: number, text: string): void {
  const line = readLine(text);
  const why = line ? breakBetween(log.last, line) : 'it is not as it was written';
  if (why) log.damaged ??= { line: number, why };
  if (!line) return;
  if (!log.damaged) log.records.push(line);
  log.last = { seq: line.seq, hash: line.hash };
}

const lineFeed = 10;

/** Every line with its line end; the last one without, where the file does not end in one. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  try {
    for await (const read of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      const chunk: Buffer = read;
      let from = 0;
      for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
        yield Buffer.concat([...rest, chunk.subarray(from, end + 1)]);
        rest = [];
        from = end + 1;
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
    }
  } catch (error) {
    const reason = systemCode(error);
    if (reason === 'ENOENT') return;
    throw reason ? new ResaltError('NOT_ALLOWED_HERE', `${path} could not be read (${reason}).`) : error;
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}
