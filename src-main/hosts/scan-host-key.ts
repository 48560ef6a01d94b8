import type { Duplex } from 'node:stream';
import { ResaltError } from '../contract/failures.ts';
import type { SshTarget } from './host.ts';
import { describeHostKey, type HostKey, type HostKeys } from './host-keys.ts';
import { connectSsh } from './ssh-connect.ts';

/** The key that a server shows now. Hangs up before the login: no name, key or password is sent to it. */
export async function scanHostKey(
  target: SshTarget,
  timeoutMs: number,
  hostKeys: HostKeys,
  through: (() => Promise<Duplex>) | undefined,
): Promise<HostKey> {
  let seen: HostKey | undefined;
  const curious: HostKeys = {
    check(_host, _port, _type, blob) {
      seen = describeHostKey(blob);
      return 'unknown';
    },
    pinnedTypes: (host, port) => hostKeys.pinnedTypes(host, port),
  };
  const how = {
    hostKeys: curious,
    authHandler: () => () => {},
    timeoutMs,
    turn: <T>(attempt: () => Promise<T>) => attempt(),
  };
  try {
    await connectSsh(target, through ? { ...how, through } : how);
  } catch (error) {
    if (seen) return seen;
    throw error;
  }
  throw new ResaltError('BUG', 'A connection was made without its host key being looked at.', 'never');
}
