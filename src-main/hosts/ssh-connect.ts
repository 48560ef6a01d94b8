import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import ssh2, { type AuthHandlerMiddleware, type Client, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import { ResaltError } from '../contract/failures.ts';
import { connectGathering } from './gathering-socket.ts';
import type { SshTarget } from './host.ts';
import { describeHostKey, type HostKey, type HostKeys, type HostKeyVerdict } from './host-keys.ts';
import { connectFailure, hostKeyFailure, labelOf } from './ssh-failures.ts';

export interface ConnectOptions {
  readonly hostKeys: HostKeys;
  /** A new one for each attempt; the server sees nothing of it before its key was trusted. Throws when nothing fits. */
  readonly authHandler: () => AuthHandlerMiddleware;
  /** Milliseconds for connecting, key exchange and login together. */
  readonly timeoutMs: number;
  /** A stream to the server through a jump host; a new one for each attempt. */
  readonly through?: () => Promise<Duplex>;
  /** Waits for a free place among all attempts. Nothing is waited for inside, so that places can't wait for each other. */
  readonly turn: <T>(attempt: () => Promise<T>) => Promise<T>;
}

const KEEPALIVE_MS = 15_000;
/** A busy sshd drops new connections at random before a word is said (MaxStartups): these are tried again. */
const ATTEMPTS = 4;

/** Connects and logs in. The client that comes back is ready, and an error on it never goes uncaught. */
export async function connectSsh(target: SshTarget, options: ConnectOptions): Promise<Client> {
  for (let attempt = 1; ; attempt++) {
    const stream = await options.through?.();
    const outcome = await options.turn(() => attemptOnce(target, options, stream));
    if (outcome instanceof ssh2.Client) return outcome;
    if (!outcome.dropped || attempt === ATTEMPTS) throw outcome.failure;
    await pause(attempt * 150 * (1 + Math.random()));
  }
}

interface Failed {
  failure: ResaltError;
  /** The server hung up before the key exchange was done. */
  dropped: boolean;
}

function attemptOnce(target: SshTarget, options: ConnectOptions, sock: Duplex | undefined): Promise<Client | Failed> {
  const label = labelOf(target);
  const client = new ssh2.Client();
  let refusal: ResaltError | undefined;
  let agreed = false;
  const judge = (blob: Buffer): boolean => {
    const key = describeHostKey(blob);
    const verdict = verdictOn(target, options.hostKeys, key);
    if (verdict !== 'trusted') refusal = hostKeyFailure(verdict, label, key);
    return verdict === 'trusted';
  };
  return new Promise((resolve) => {
    const fail = (error: Error) => {
      client.destroy();
      const hungUp = /before handshake/.test(error.message) || (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      const known = error instanceof ResaltError ? error : undefined;
      const failure = refusal ?? known ?? connectFailure(error, label, options.timeoutMs);
      resolve({ failure, dropped: !refusal && !agreed && hungUp });
    };
    client.on('error', fail); // stays: the connection may also break later, which 'close' tells
    client.once('close', () => fail(new Error('Connection lost')));
    client.once('handshake', () => {
      agreed = true;
    });
    client.once('change password', () => fail(Object.assign(new Error(), { level: 'client-authentication' })));
    client.once('ready', () => resolve(client));
    try {
      client.connect({
        ...settings(target, options),
        hostVerifier: judge,
        sock: sock ?? connectGathering(target.host, target.port),
      });
      client.setNoDelay(true);
    } catch (error) {
      fail(error instanceof Error ? error : new Error());
    }
  });
}

function verdictOn(target: SshTarget, hostKeys: HostKeys, key: HostKey): HostKeyVerdict {
  return hostKeys.check(target.host, target.port, key.keyType, key.blob);
}

/** GCM first: Node does it in the processor. No SHA-1 signatures, no compression. */
function settings(target: SshTarget, options: ConnectOptions): ConnectConfig & { sock?: never } {
  const pinned = options.hostKeys.pinnedTypes(target.host, target.port);
  return {
    host: target.host,
    port: target.port,
    username: target.user,
    readyTimeout: options.timeoutMs,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: 3,
    authHandler: options.authHandler(),
    algorithms: { serverHostKey: hostKeyOrder(pinned), compress: ['none'] },
  };
}

const HOST_KEY_ALGORITHMS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/** The pinned types first, so that a server with several keys shows the one that is known. */
export function hostKeyOrder(pinnedTypes: readonly string[]): ServerHostKeyAlgorithm[] {
  const isPinned = (name: string) => pinnedTypes.includes(name.startsWith('rsa-') ? 'ssh-rsa' : name);
  return [...HOST_KEY_ALGORITHMS].sort((a, b) => Number(isPinned(b)) - Number(isPinned(a)));
}
