import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { ResaltError } from '../contract/failures.ts';
import type { Database, DatabaseRoute, DatabaseTarget } from './database.ts';
import { NoEncryption } from './database-failures.ts';
import type { Host, StreamTarget } from './host.ts';
import { openHere } from './local.ts';
import { DEFAULT_SOCKETS, isDefaultSocket } from './mysql-client-script.ts';
import { openShellDatabase } from './shell-database.ts';

/**
 * Logs in to a site's database by the first way that is open: a tunnel; where the host forwards nothing, its own `mysql` client;
 * where it has none, its PHP. Without a host: straight from here. Fails with DATABASE_REFUSED, HOST_UNREACHABLE, TIMED_OUT,
 * NOT_ALLOWED_HERE, CANCELLED.
 */
export async function openDatabase(host: Host | null, target: DatabaseTarget, signal?: AbortSignal): Promise<Database> {
  const where = describe(host, target);
  if (!host) return openOver((to) => openHere(to, signal), 'direct', addressOf(target), target, where, signal);
  const route = host.kind === 'local' ? 'local' : 'tunnel';
  const open = (to: StreamTarget) => host.openStream(to, signal);
  try {
    if (!isDefaultSocket(target)) return await openOver(open, route, addressOf(target), target, where, signal);
    return await openDefaultSocket(host, open, route, target, where, signal);
  } catch (error) {
    if (!(error instanceof ResaltError) || !mayBeOpenToPrograms(error, target)) throw error;
    return openShellDatabase(host, target, where, signal).catch((other: unknown) => {
      // Without any program there, the first failure is the one that tells something.
      throw other instanceof ResaltError && other.code === 'NOT_ALLOWED_HERE' && error.code !== other.code
        ? error
        : other;
    });
  }
}

/** A socket that can't be tunnelled to looks like one that is missing, and a user of the socket may be nobody over TCP. */
function mayBeOpenToPrograms(error: ResaltError, target: DatabaseTarget): boolean {
  if (error.code === 'NOT_ALLOWED_HERE') return true;
  const bySocket = 'socketPath' in target || isDefaultSocket(target);
  return bySocket && (error.code === 'HOST_UNREACHABLE' || error.code === 'DATABASE_REFUSED') && error.retry === 'safe';
}

type Open = (to: StreamTarget) => Promise<Duplex>;

/** mysql2 is loaded when a database is to be opened, and before a stream to it is: nobody would listen to that meanwhile. */
const loadSession = () => import('./mysql-session.ts');

/** Sockets that led nowhere, per host: the next site there need not try them, each costs a round trip. */
const deadSockets = new WeakMap<Host, Set<string>>();

async function openDefaultSocket(
  host: Host,
  open: Open,
  route: DatabaseRoute,
  target: DatabaseTarget,
  where: string,
  signal: AbortSignal | undefined,
): Promise<Database> {
  const dead = deadSockets.get(host) ?? new Set();
  deadSockets.set(host, dead);
  const { openSession } = await loadSession();
  for (const socketPath of DEFAULT_SOCKETS) {
    if (dead.has(socketPath)) continue;
    const stream = await open({ socketPath }).catch(missing);
    if (stream)
      return openSession(stream, target, { route, where, encrypt: target.tls !== 'when-offered', socketPath, signal });
    dead.add(socketPath);
  }
  const port = ('port' in target && target.port) || 3306;
  return openOver(open, route, { host: '127.0.0.1', port }, target, where, signal);
}

function missing(error: unknown): undefined {
  if (error instanceof ResaltError && (error.code === 'HOST_UNREACHABLE' || error.code === 'NOT_ALLOWED_HERE')) return;
  throw error;
}

async function openOver(
  open: Open,
  route: DatabaseRoute,
  to: StreamTarget,
  target: DatabaseTarget,
  where: string,
  signal: AbortSignal | undefined,
): Promise<Database> {
  const wanted = target.tls !== 'when-offered';
  const options = { route, where, signal, ...('socketPath' in to ? { socketPath: to.socketPath } : {}) };
  const encrypt = wanted || !staysOnMachine(to);
  const { openSession } = await loadSession();
  try {
    return await openSession(await open(to), target, { ...options, encrypt });
  } catch (error) {
    if (!(error instanceof NoEncryption)) throw error;
    if (wanted) throw new ResaltError('DATABASE_REFUSED', `${where} offers no TLS, which this site requires.`, 'never');
    return openSession(await open(to), target, { ...options, encrypt: false });
  }
}

function addressOf(target: DatabaseTarget): StreamTarget {
  if ('socketPath' in target) return { socketPath: target.socketPath };
  return { host: target.host.replace(/^\[(.*)\]$/, '$1'), port: target.port ?? 3306 };
}

function staysOnMachine(to: StreamTarget): boolean {
  if ('socketPath' in to) return true;
  const host = to.host.toLowerCase();
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function describe(host: Host | null, target: DatabaseTarget): string {
  const address = 'socketPath' in target ? target.socketPath : `${target.host}:${target.port ?? 3306}`;
  return host ? `The database at ${address} as seen by ${host.label}` : `The database at ${address}`;
}
