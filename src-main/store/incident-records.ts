import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ResaltError } from '../contract/failures.ts';
import { incidentId } from '../contract/incidents.ts';
import { fileExists, makePrivateDirectory } from './durable-file.ts';
import { type LogFile, openLog } from './log-file.ts';
import { readLog } from './read-log.ts';
import type { Boxes } from './session-history/sealed-site.ts';

/** A line as it was written; `line` is any JSON, `hash` that of the chain up to it. */
export interface KeptLine {
  seq: number;
  hash: string;
  line: unknown;
}

export interface KeptRecord {
  /** Up to the first damage. Grows with each `append`: never change it. */
  lines: readonly KeptLine[];
  /** Why what comes after is not there, in words. */
  damaged: string | null;
}

/**
 * What happened in each incident, a file of lines that only grow (docs/decisions/0022-incidents.md): chained, and each sealed for its place in
 * this very incident, so that lines can be neither changed nor moved. Failures: VAULT_LOCKED; NOT_WRITABLE; VAULT_DAMAGED where a
 * record that is damaged shall grow: what came after the damage is not known, so that nothing may be said on top of it.
 */
export interface IncidentRecords {
  /** Ids, in no order. Works locked. */
  list(): Promise<string[]>;
  /** INPUT_INVALID where there is no such incident. */
  read(id: string): Promise<KeptRecord>;
  /** Begins the record of a new incident; its id. */
  create(line: unknown): Promise<string>;
  /** All of these lines or none; on the disk when it resolves. What is appended first stands first. */
  append(id: string, ...lines: unknown[]): Promise<void>;
  /** Called after each append, with the incident's id. Returns how to stop. */
  onChange(listener: (id: string) => void): () => void;
  /** Lets go of what is in memory: the vault was locked. */
  forget(): void;
  close(): Promise<void>;
}

interface OpenRecord {
  log: LogFile | null;
  lines: KeptLine[];
  damaged: string | null;
}

const ending = '.record';

export async function openIncidentRecords(dir: string, boxes: Boxes): Promise<IncidentRecords> {
  const folder = join(dir, 'incidents');
  await makePrivateDirectory(folder);
  const pathOf = (id: string) => join(folder, `${incidentId.parse(id)}${ending}`);
  const listeners = new Set<(id: string) => void>();
  const known = new Map<string, Promise<OpenRecord>>();
  /** Of the last append of each incident: one comes after the other. */
  const turns = new Map<string, Promise<unknown>>();

  const recordOf = (id: string): Promise<OpenRecord> => {
    const before = known.get(id);
    if (before) return before;
    const reading = readRecord(pathOf(id), id, boxes);
    known.set(id, reading);
    reading.catch(() => known.get(id) === reading && known.delete(id));
    return reading;
  };

  async function write(id: string, lines: readonly unknown[]): Promise<void> {
    const record = await recordOf(id);
    if (record.damaged !== null) throw new ResaltError('VAULT_DAMAGED', record.damaged, 'never');
    record.log ??= await openLog(pathOf(id), nameOf(id));
    const { log } = record;
    const first = record.lines.length + 1;
    const links = await Promise.all(lines.map((line, n) => log.append(bodyOf(boxes, id, first + n, line))));
    for (const [n, { hash, seq }] of links.entries()) record.lines.push({ seq, hash, line: asKept(lines[n]) });
  }

  const append = (id: string, lines: readonly unknown[]): Promise<void> => {
    const turn = (turns.get(id) ?? Promise.resolve())
      .catch(() => undefined)
      .then(async () => {
        await write(id, lines);
        for (const listener of listeners) listener(id);
      });
    turns.set(id, turn);
    const over = () => void (turns.get(id) === turn && turns.delete(id));
    turn.then(over, over);
    return turn;
  };

  return {
    async list() {
      const names = await readdir(folder);
      return names.flatMap((name) =>
        name.endsWith(ending) ? (incidentId.safeParse(name.slice(0, -ending.length)).data ?? []) : [],
      );
    },
    async read(id) {
      await turns.get(id)?.catch(() => undefined);
      if (!incidentId.safeParse(id).success || !(known.has(id) || (await fileExists(pathOf(id))))) throw noSuch();
      return recordOf(id);
    },
    async create(line) {
      const id = `i_${randomBytes(12).toString('base64url')}`;
      await append(id, [line]);
      return id;
    },
    async append(id, ...lines) {
      if (lines.length > 0) await append(id, lines);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    forget() {
      for (const [id, reading] of known) closeAfter(turns.get(id), reading);
      known.clear();
    },
    async close() {
      await Promise.all([...known].map(([id, reading]) => closeAfter(turns.get(id), reading)));
      known.clear();
    },
  };
}

/** What is being written is written to its end; a record that could not be read has nothing open. */
async function closeAfter(turn: Promise<unknown> | undefined, reading: Promise<OpenRecord>): Promise<void> {
  await turn?.catch(() => undefined);
  await reading.then(({ log }) => log?.close()).catch(() => undefined);
}

const nameOf = (id: string): string => `incident ${id}`;
const context = (id: string, seq: number) => ['incident-line', 1, id, seq] as const;

const bodyOf = (boxes: Boxes, id: string, seq: number, line: unknown): string =>
  JSON.stringify({ box: boxes.seal(Buffer.from(JSON.stringify(line)), context(id, seq)).toString('base64') });

/** As it will be read back: what JSON drops is dropped here too. */
const asKept = (line: unknown): unknown => JSON.parse(JSON.stringify(line));

async function readRecord(path: string, id: string, boxes: Boxes): Promise<OpenRecord> {
  const { records, damaged } = await readLog(path, nameOf(id));
  const record: OpenRecord = { log: null, lines: [], damaged: damaged && damagedFrom(path, damaged.line, damaged.why) };
  for (const { seq, hash, box } of records) {
    const plain = typeof box === 'string' ? boxes.open(Buffer.from(box, 'base64'), context(id, seq)) : null;
    if (!plain) {
      record.damaged = damagedFrom(path, seq, 'it was sealed by another vault or for another place');
      break;
    }
    record.lines.push({ seq, hash, line: JSON.parse(plain.toString('utf8')) });
    plain.fill(0);
  }
  return record;
}

const damagedFrom = (path: string, line: number, why: string): string =>
  `The record ${path} is damaged from line ${line} on: ${why}. What came after it is not known, and nothing can be added. It was left as it is: put it back from a backup, or open a new incident.`;

const noSuch = () => new ResaltError('INPUT_INVALID', 'There is no such incident.', 'never');
