import { ResaltError } from '../contract/failures.ts';
import type { SshTarget } from './host.ts';
import type { HostKey } from './host-keys.ts';

export function labelOf(target: SshTarget): string {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return `${target.user}@${host}:${target.port}`;
}

/** What ssh2 adds to its errors. */
interface SshError extends Error {
  level?: string;
  code?: string;
  /** Only on a channel that the server did not open: RFC 4254, 5.1. */
  reason?: number;
}

const SOCKET_REASONS: Record<string, string> = {
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the name service does not answer',
  ECONNREFUSED: 'nothing listens on that port',
  ECONNRESET: 'it closed the connection',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
};

/** An error from before the login was done, in Resalt's words. Nothing has been done on the server yet. */
export function connectFailure(error: SshError, label: string, timeoutMs: number): ResaltError {
  const unreachable = (why: string) => new ResaltError('HOST_UNREACHABLE', `Can't reach ${label}: ${why}.`);
  if (error.level === 'client-authentication') {
    const message = `${label} refused the login: check the user name, and that the key or password is right for it.`;
    return new ResaltError('AUTH_REFUSED', message, 'never');
  }
  if (error.level === 'agent')
    return new ResaltError('AUTH_REFUSED', `${label}: the SSH agent does not answer or has no keys.`, 'never');
  if (error.level === 'client-timeout') return unreachable(`not logged in within ${timeoutMs / 1000} s`);
  if (/no matching/i.test(error.message)) return unreachable('it offers only encryption that is no longer safe');
  return unreachable(
    SOCKET_REASONS[error.code ?? ''] ?? 'it does not speak SSH as expected, or dropped the connection',
  );
}

export function hostKeyFailure(verdict: 'unknown' | 'changed', label: string, key: HostKey): ResaltError {
  const shown = `${key.keyType} ${key.fingerprint}`;
  if (verdict === 'unknown') {
    const message = `${label} is new: its host key is ${shown}. Compare it with the server's own, then trust it.`;
    return new ResaltError('HOST_KEY_UNKNOWN', message, 'safe');
  }
  const message =
    `${label} shows another host key than the trusted one: ${shown}. Either the server was set up anew or someone ` +
    'stands in between. Nothing was sent. Ask who runs the server before trusting the new key.';
  return new ResaltError('HOST_KEY_CHANGED', message, 'never');
}

const PROHIBITED = 1;
const UNKNOWN_CHANNEL_TYPE = 3;

/** A tunnel that the server did not open. OpenSSH does not tell a forbidden Unix socket from a missing one. */
export function tunnelFailure(error: SshError, label: string, where: string): ResaltError {
  if (error.reason === PROHIBITED || error.reason === UNKNOWN_CHANNEL_TYPE)
    return new ResaltError('NOT_ALLOWED_HERE', `${label} does not allow tunnels (to ${where}).`, 'never');
  if (error.reason === undefined)
    return new ResaltError('HOST_UNREACHABLE', `${label}: the connection was lost.`, 'safe');
  return new ResaltError('HOST_UNREACHABLE', `${label}: nothing answers at ${where} there.`, 'safe');
}

/** True when the server did not open a session channel: its limit of sessions, most likely (MaxSessions). */
export function isRefusedChannel(error: unknown): boolean {
  return error instanceof Error && (error as SshError).reason !== undefined;
}
