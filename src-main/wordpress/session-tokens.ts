import { createHash } from 'node:crypto';
import { type ByteString, stringToBytes, textOf } from './byte-string.ts';
import { entriesOf, type PhpValue, readPhpValue, writePhpValue } from './php-value.ts';

/** One login as `session_tokens` holds it. Times are Unix seconds. */
export interface Session {
  /** SHA-256 of the token, 64 hex digits on a healthy site; anything else on a tampered one. */
  verifier: string;
  /** `null`: not a number; WordPress may then take it as never expiring. */
  expiration: number | null;
  login: number | null;
  ip: string | null;
  ua: string | null;
  /** A bare expiration, as WordPress 4.0's early versions wrote it. */
  legacy: boolean;
}

export interface SessionReading {
  sessions: Session[];
  /** The whole value is not a serialized array: WordPress sees no session in it. */
  corrupt: boolean;
  /** It is corrupt to Resalt, but begins as an array: PHP may read what Resalt does not, so logins may be alive in it. */
  doubtful: boolean;
  /** Sentences about single entries, without values. */
  problems: string[];
}

/** What a user's `session_tokens` holds, read tolerantly (FACTS: Ending sessions). Never throws for what a site holds. */
export function readSessions(value: Buffer): SessionReading {
  const reading = readPhpValue(value);
  if (!reading.ok) {
    const doubtful = /^[ \t\n\r\0\v]*a:/.test(value.subarray(0, 1000).toString('latin1'));
    return { sessions: [], corrupt: true, doubtful, problems: [`session_tokens ${reading.problem}`] };
  }
  if (reading.value.kind !== 'array') {
    const problems = [`session_tokens is not an array but ${reading.value.kind}`];
    return { sessions: [], corrupt: true, doubtful: false, problems };
  }
  const sessions: Session[] = [];
  const problems = new Set<string>();
  for (const [verifier, entry] of entriesOf(reading.value)) {
    const session = sessionOf(verifier, entry);
    sessions.push(session);
    if (!isVerifier(verifier)) problems.add('a session has a key that WordPress does not make');
    if (entry.kind !== 'array' && entry.kind !== 'int') {
      problems.add(`a session is of kind ${entry.kind}: WordPress may answer 500 for this user`);
    } else if (session.expiration === null) problems.add('a session has an expiration that is not a number');
  }
  return { sessions, corrupt: false, doubtful: false, problems: [...problems] };
}

const isVerifier = (verifier: string) => /^[0-9a-f]{64}$/.test(verifier);

/** How a session is called outside the site: its verifier; a tampered one's hash instead, so that it can be shown and asked for. */
export function sessionName({ verifier }: Pick<Session, 'verifier'>): string {
  return isVerifier(verifier) ? verifier : `odd:${createHash('sha256').update(verifier).digest('hex')}`;
}

/** As WordPress judges it: what has no number for its end never ends. */
export function isExpired({ expiration }: Pick<Session, 'expiration'>, now: number): boolean {
  return expiration !== null && expiration < now;
}

export interface NewSession {
  expiration: number;
  login: number;
  ip: string;
  ua: string;
}

/** The row with one more session; every other byte of a readable row stays. A corrupt row is replaced. */
export function addSession(value: Buffer | null, verifier: string, session: NewSession): Buffer {
  const { expiration, ip, ua, login } = session;
  const fields = new Map<string, string | number>([
    ['expiration', expiration],
    ['ip', ip],
    ['ua', ua],
    ['login', login],
  ]);
  const added = Buffer.concat([writePhpValue(verifier), writePhpValue(fields)]);
  const kept = value === null ? [] : entriesBut(value, verifier);
  return rowOf([...kept, added]);
}

/** What becomes of a row when chosen sessions leave it; `entangled`: its parts refer to each other, so none can go alone. */
export type TakenOut = { kind: 'unchanged' | 'empty' | 'entangled' | 'unreadable' } | { kind: 'rest'; value: Buffer };

/**
 * The row without the sessions for which `ends` says true, and every other entry byte for byte, also one that makes no sense.
 * `empty`: none is left. Where nothing or not everything can be read, the row is not touched.
 */
export function takeOut(value: Buffer, ends: (session: Session) => boolean): TakenOut {
  const reading = readPhpValue(value);
  if (!reading.ok || reading.value.kind !== 'array') return { kind: 'unreadable' };
  const going = new Set<ByteString>();
  for (const [key, entry] of entriesOf(reading.value)) if (ends(sessionOf(key, entry))) going.add(key);
  if (going.size === 0) return { kind: 'unchanged' };
  const kept = reading.value.entries.filter(({ key }) => !going.has(key));
  if (kept.length === 0) return { kind: 'empty' };
  if (reading.references) return { kind: 'entangled' };
  return { kind: 'rest', value: rowOf(kept.map(({ start, end }) => value.subarray(start, end))) };
}

/** Whether a session can be put into this row and be taken out of it again with every other byte as it was. */
export function canBeEdited(value: Buffer): boolean {
  const reading = readPhpValue(value);
  return reading.ok && reading.value.kind === 'array' && !reading.references;
}

function rowOf(entries: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from(`a:${entries.length}:{`), ...entries, Buffer.from('}')]);
}

function entriesBut(value: Buffer, verifier: string): Buffer[] {
  const reading = readPhpValue(value);
  if (!reading.ok || reading.value.kind !== 'array') return [];
  return reading.value.entries
    .filter(({ key }) => key !== verifier)
    .map(({ start, end }) => value.subarray(start, end));
}

function sessionOf(key: ByteString, entry: PhpValue): Session {
  const verifier = textOf(key);
  if (entry.kind === 'int') {
    return { verifier, expiration: entry.value, login: null, ip: null, ua: null, legacy: true };
  }
  const fields = entriesOf(entry);
  return {
    verifier,
    expiration: entry.kind === 'array' ? expirationOf(fields.get('expiration')) : null,
    login: numberOf(fields.get('login')),
    ip: stringOf(fields.get('ip')),
    ua: stringOf(fields.get('ua')),
    legacy: false,
  };
}

/** A missing or false expiration is over; anything that is no number may compare as "still valid" in PHP. */
function expirationOf(value: PhpValue | undefined): number | null {
  if (value === undefined || value.kind === 'null' || (value.kind === 'bool' && !value.value)) return 0;
  return numberOf(value);
}

function numberOf(value: PhpValue | undefined): number | null {
  if (value?.kind === 'int' || value?.kind === 'float') return Number.isFinite(value.value) ? value.value : null;
  if (value?.kind === 'string' && /^\d{1,15}$/.test(value.value)) return Number(value.value);
  return null;
}

function stringOf(value: PhpValue | undefined): string | null {
  return value?.kind === 'string' ? stringToBytes(value.value).toString('utf8') : null;
}
