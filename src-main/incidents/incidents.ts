import { ResaltError } from '../contract/failures.ts';
import type { Incident, IncidentSummary } from '../contract/incidents.ts';
import type { IncidentRecords, KeptRecord } from '../store/incident-records.ts';
import { type Beside, incidentOf, summaryOf } from './fold.ts';
import { emptyFold, type Folded, foldLines } from './folded.ts';
import type { IncidentRun } from './incident-run.ts';
import { type IncidentLine, type NewLine, readIncidentLine } from './lines.ts';
import type { Doing } from './stand.ts';

export interface IncidentsOptions {
  records: IncidentRecords;
  /** The runs that were begun from an incident, plans as well. */
  runsOf(id: string): Promise<IncidentRun[]>;
  clock(): Date;
}

/**
 * Breaches that are worked through. Failures: VAULT_LOCKED; INPUT_INVALID where there is no such incident; VAULT_DAMAGED where its
 * record can't grow; NOT_WRITABLE.
 */
export interface Incidents {
  /** The newest first. Those whose records are damaged are there, and say so. */
  list(): Promise<IncidentSummary[]>;
  show(id: string): Promise<Incident>;
  /** Its id. */
  open(line: Omit<Extract<NewLine, { kind: 'opened' }>, 'kind'>): Promise<string>;
  /** All of these lines or none; on the disk when it resolves. */
  write(id: string, ...lines: NewLine[]): Promise<void>;
  /** What the record alone says: for what is asked often. Never change it. */
  folded(id: string): Promise<Folded>;
  /** Says that a step is being worked on without a run. Returns how to say that it is over. */
  doing(id: string, what: Doing): () => void;
  /** Called after each change of what `show` gives, but for the runs. Returns how to stop. */
  onChange(listener: (id: string) => void): () => void;
  /** Called with what was just written, once it is on the disk. Returns how to stop. */
  onWritten(listener: (id: string, lines: readonly NewLine[]) => void): () => void;
  /** Reads what `openOn` needs, once after each unlocking. Never fails. */
  ready(): Promise<void>;
  /** In how many open incidents a site is; 0 before `ready` and while the vault is locked. */
  openOn(siteId: string): number;
  /** Lets go of what is in memory: the vault was locked. */
  forget(): void;
  close(): Promise<void>;
}

interface Known {
  folded: Folded;
  damaged: string | null;
}

export function openIncidents({ records, runsOf, clock }: IncidentsOptions): Incidents {
  const known = new Map<string, Known>();
  const busy = new Map<string, Set<Doing>>();
  const listeners = new Set<(id: string) => void>();
  const readers = new Set<(id: string, lines: readonly NewLine[]) => void>();
  let loading: Promise<void> | null = null;
  let locks = 0;

  const get = async (id: string): Promise<Known> => {
    const sinceLock = locks;
    const { lines, damaged }: KeptRecord = await records.read(id);
    const before = known.get(id);
    const one = before && before.folded.lines <= lines.length ? before : { folded: emptyFold(), damaged };
    const fresh = lines.slice(one.folded.lines);
    foldLines(
      one.folded,
      fresh.map(({ line, ...place }) => ({ ...place, line: readIncidentLine(line) })),
    );
    one.damaged = damaged;
    // Where the vault was locked meanwhile nothing stays in memory.
    if (sinceLock === locks) known.set(id, one);
    return one;
  };

  const withBeside = async <T>(id: string, say: (folded: Folded, beside: Beside) => T): Promise<T> => {
    const runs = await runsOf(id);
    const { folded, damaged } = await get(id);
    return say(folded, { id, damaged, runs, doing: [...(busy.get(id) ?? [])], now: clock() });
  };

  /** Those of which a line was ever written: what a crash left of one that nobody was told of is none. */
  const all = async (): Promise<string[]> => {
    const ids: string[] = [];
    for (const id of await records.list()) {
      const { folded, damaged } = await get(id);
      if (folded.opened || damaged !== null) ids.push(id);
    }
    return ids;
  };

  const tell = (id: string) => {
    for (const listener of listeners) listener(id);
  };
  const stamped = ({ at, by, ...line }: NewLine) => ({
    ...line,
    at: at ?? clock().toISOString(),
    by: by ?? 'Resalt',
  });
  const stop = records.onChange((id) => {
    // What `openOn` answers is of now where somebody is told that it changed.
    const folding = loading === null ? Promise.resolve() : get(id).then(() => undefined);
    folding.catch(() => undefined).finally(() => tell(id));
  });

  return {
    async list() {
      const ids = await all();
      const summaries: IncidentSummary[] = [];
      for (const id of ids) summaries.push(await withBeside(id, summaryOf));
      return summaries.sort((one, other) => (one.openedAt > other.openedAt ? -1 : 1));
    },
    async show(id) {
      const { folded, damaged } = await get(id);
      if (!folded.opened && damaged === null) throw noSuch();
      return withBeside(id, incidentOf);
    },
    open: async (line) => records.create(checked(stamped({ kind: 'opened', ...line }))),
    async write(id, ...lines) {
      await records.append(id, ...lines.map((line) => checked(stamped(line))));
      for (const reader of readers) reader(id, lines);
    },
    folded: async (id) => (await get(id)).folded,
    doing(id, what) {
      const set = busy.get(id) ?? new Set();
      busy.set(id, set.add(what));
      tell(id);
      return () => {
        set.delete(what);
        tell(id);
      };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onWritten(reader) {
      readers.add(reader);
      return () => readers.delete(reader);
    },
    ready() {
      loading ??= all().then(
        () => undefined,
        () => {
          loading = null;
        },
      );
      return loading;
    },
    openOn(siteId) {
      let open = 0;
      for (const { folded } of known.values())
        if (folded.opened && folded.closedAt === null && folded.sites.has(siteId)) open += 1;
      return open;
    },
    forget() {
      locks += 1;
      known.clear();
      loading = null;
      records.forget();
    },
    async close() {
      stop();
      await records.close();
    },
  };
}

/** A line that could not be read back is a mistake of ours and is not written. */
function checked(line: unknown): IncidentLine {
  const read = readIncidentLine(line);
  if ('unknown' in read) throw new Error(`a line of kind ${read.kind} is not as declared`);
  return read;
}

const noSuch = () => new ResaltError('INPUT_INVALID', 'There is no such incident.', 'never');
