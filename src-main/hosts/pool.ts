import { createHash } from 'node:crypto';
import PQueue from 'p-queue';
import type { Client } from 'ssh2';
import { ResaltError } from '../contract/failures.ts';
import type { Host, Hosts, SshTarget } from './host.ts';
import type { HostKeys } from './host-keys.ts';
import { type KeptConnection, keepConnection } from './kept-connection.ts';
import { localHost } from './local.ts';
import { orAborted } from './or-aborted.ts';
import type { KeyReader } from './ssh-auth.ts';
import { labelOf } from './ssh-failures.ts';
import { sshHost } from './ssh-host.ts';

export interface PoolOptions {
  readonly hostKeys: HostKeys;
  /** Connection attempts at one time, over all servers. */
  readonly attempts?: number;
  /** Commands at one time per connection; sshd allows 10 unless told otherwise (MaxSessions). */
  readonly sessionsPerConnection?: number;
  /** Milliseconds for connecting and logging in. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds without use after which a connection is dropped. */
  readonly idleMs?: number;
}

interface Slot {
  readonly connection: KeptConnection;
  readonly host: Host;
}

/** The pool: one connection per server, account and credential. */
export function openHosts(options: PoolOptions): Hosts {
  const { hostKeys, attempts = 16, sessionsPerConnection = 8, connectTimeoutMs = 10_000, idleMs = 60_000 } = options;
  const slots = new Map<string, Slot>();
  const attempting = new PQueue({ concurrency: attempts });
  let keyFor: KeyReader | undefined;

  /** A stream to the target through its last jump host, whose own connection is one of the pool. */
  const throughJump = (target: SshTarget) => {
    const jump = target.jumps.at(-1);
    if (!jump) return undefined;
    const slot = slotFor({ ...jump, jumps: target.jumps.slice(0, -1) });
    return () => slot.host.openStream({ host: target.host, port: target.port });
  };
  const connect = async (target: SshTarget): Promise<Client> => {
    // ssh2 is loaded when a server is to be reached: most commands reach none.
    const [{ connectSsh }, { authHandler, keyReader }] = await loadSsh();
    keyFor ??= keyReader();
    const key = keyFor(target);
    const through = throughJump(target);
    const turn = <T>(attempt: () => Promise<T>) => attempting.add(attempt);
    const how = { hostKeys, authHandler: () => authHandler(target, key), timeoutMs: connectTimeoutMs, turn };
    return connectSsh(target, through ? { ...how, through } : how);
  };
  const slotFor = (target: SshTarget): Slot => {
    const id = identity(target);
    const known = slots.get(id);
    if (known) return known;
    const connection = keepConnection(() => connect(target), idleMs);
    const sessions = new PQueue({ concurrency: sessionsPerConnection });
    const slot = { connection, host: sshHost(labelOf(target), connection, sessions) };
    slots.set(id, slot);
    return slot;
  };

  return {
    async reach(target, signal) {
      if (target === 'local') return localHost;
      const slot = slotFor(target);
      const release = slot.connection.hold();
      try {
        await orAborted(slot.connection.client(), signal, cancelled(target));
        return slot.host;
      } finally {
        release();
      }
    },
    scanHostKey(target, signal) {
      const scan = import('./scan-host-key.ts').then(({ scanHostKey }) =>
        scanHostKey(target, connectTimeoutMs, hostKeys, throughJump(target)),
      );
      return orAborted(scan, signal, cancelled(target));
    },
    async close() {
      for (const slot of slots.values()) slot.connection.close();
      slots.clear();
    },
  };
}

const loadSsh = () => Promise.all([import('./ssh-connect.ts'), import('./ssh-auth.ts')]);

const cancelled = (target: SshTarget) => () =>
  new ResaltError('CANCELLED', `${labelOf(target)}: cancelled while connecting.`, 'safe');

/** The same for all sites that can share a connection; a digest, since credentials are part of it. */
function identity(target: SshTarget): string {
  const hop = ({ host, port, user, auth }: SshTarget) => [
    host.toLowerCase(),
    port,
    user,
    auth.privateKey?.toString('base64') ?? null,
    auth.passphrase ?? null,
    auth.password ?? null,
    auth.agent ?? false,
  ];
  return createHash('sha256')
    .update(JSON.stringify([...target.jumps, target].map(hop)))
    .digest('hex');
}
