import type { TimelineSource } from '../../contract/timeline.ts';

/** What happened, before it is said of which site, by whose clock and whether it is suspicious. */
export interface Draft {
  /** Milliseconds since 1970, by the clock of who wrote it. */
  at: number;
  asWritten: string;
  source: TimelineSource;
  kind: string;
  who: string | null;
  ip: string | null;
  what: string;
  /** A file that it is about, as findings name one: relative to the site's folder. */
  path: string | null;
  /** How a browser called itself; of requests and sessions. */
  agent: string | null;
  /** A session's verifier. */
  session: string | null;
  /** Tells of a request that was answered, not refused or missing. */
  answered: boolean;
  /** Whose time may be set at will, so that nothing may begin with it. */
  doubtful: boolean;
  /** An account that this made, or gave rights. */
  about: string | null;
  /** The file, table or place of the source that tells it. */
  from: string | null;
  /** Why it may belong to what is suspected, where that is not known. */
  hint: string | null;
  /** What else was logged in the moment of a write. */
  beside: string | null;
}

type Needed = Pick<Draft, 'at' | 'asWritten' | 'source' | 'kind' | 'what'>;

export const draft = (given: Needed & Partial<Draft>): Draft => ({
  ...{ who: null, ip: null, path: null, agent: null, session: null, answered: true, doubtful: false },
  ...{ about: null, from: null, hint: null, beside: null },
  ...given,
});

/** A time of the database or of PHP: seconds, or milliseconds since 1970, that need no zone. */
export const unixText = (seconds: number): string => `${seconds} (Unix time)`;
