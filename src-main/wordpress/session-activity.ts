import type { ActivityLog } from '../contract/known-sessions.ts';
import type { Session } from './session-tokens.ts';

/** That a user did something then, as a plugin's log tells. */
export interface Activity {
  /** Unix seconds. */
  at: number;
  /** As addressOf() spells it; null where the log has none or none that can be compared. */
  ip: string | null;
  /** The verifier, where the log knows which session it was. */
  session: string | null;
  /** Whose log. */
  by: ActivityLog;
}

/** `at`: Unix seconds. */
export type LastSeen = Pick<Activity, 'at' | 'by'>;

/** Of one user. Among more of them it is not told which one a log means that names none: that would cost sessions times log lines. */
const mostToTell = 200;

/**
 * When each of a user's sessions was last seen and who tells, by verifier. What the log says of a user is held to be of a session only
 * where it names it, or where it can be no other: begun before, not from another address, and the only such one.
 */
export function lastSeenOf(sessions: readonly Session[], log: readonly Activity[], now: number): Map<string, LastSeen> {
  const seen = new Map<string, LastSeen>();
  const byName = new Map(sessions.map((session) => [session.verifier, session]));
  const fitting =
    sessions.length > mostToTell ? [] : sessions.map((session) => ({ session, ip: addressOf(session.ip ?? '') }));
  for (const { at, ip, session, by } of log) {
    if (at > now + 300) continue;
    const could = session === null ? fitting.filter((one) => (one.session.login ?? 0) <= at && mayBe(one.ip, ip)) : [];
    const one = session === null ? (could.length === 1 ? could[0]?.session : undefined) : byName.get(session);
    if (!one || at <= (seen.get(one.verifier)?.at ?? 0)) continue;
    seen.set(one.verifier, { at, by });
  }
  return seen;
}

/** One spelling per address; an IPv4 address in IPv6 is itself. Anything that is none: null. */
export function addressOf(text: string): string | null {
  const trimmed = text.trim().toLowerCase();
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){2}\.(?:\d{1,3}|x))$/.exec(trimmed);
  if (v4?.[1]) return v4[1];
  if (!/^[0-9a-f:]{2,39}$/.test(trimmed) || !trimmed.includes(':')) return null;
  const [head = '', tail] = trimmed.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  if (missing < 0) return null;
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after].map((one) => Number.parseInt(one, 16));
  if (groups.length !== 8 || groups.some((one) => !(one >= 0 && one <= 0xffff))) return null;
  const [high = 0, low = 0] = groups.slice(6);
  const mapped = groups.slice(0, 5).every((one) => one === 0) && groups[5] === 0xffff;
  return mapped
    ? [high >> 8, high & 255, low >> 8, low & 255].join('.')
    : groups.map((one) => one.toString(16)).join(':');
}

/** Logs that spare people keep the last part of an address for themselves: 203.0.113.x, or 203.0.113.0. */
function mayBe(ofSession: string | null, inLog: string | null): boolean {
  if (ofSession === null || inLog === null || ofSession === inLog) return true;
  const cut = /^(.*\.)(?:x|0)$/.exec(inLog);
  return cut?.[1] !== undefined && ofSession.startsWith(cut[1]);
}
