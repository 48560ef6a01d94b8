import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { ResaltError } from '../contract/failures.ts';
import type { Host, StreamTarget } from './host.ts';
import { streamCommand } from './stream-command.ts';
import { type RunningCommand, supervise } from './supervise.ts';

const LABEL = 'this machine';
const CONNECT_TIMEOUT_MS = 10_000;

/** This machine as a host, for sites that live where Resalt runs. */
export const localHost: Host = {
  kind: 'local',
  label: LABEL,
  async run(script, options = {}) {
    if (options.signal?.aborted) throw new ResaltError('CANCELLED', `${LABEL}: cancelled before the command.`);
    return supervise(LABEL, () => startHere(script), options, null);
  },
  async stream(script, read, options = {}) {
    if (options.signal?.aborted) throw new ResaltError('CANCELLED', `${LABEL}: cancelled before the command.`);
    return streamCommand(LABEL, () => startHere(script), read, options, null);
  },
  async sftp() {
    throw new ResaltError('NOT_ALLOWED_HERE', `${LABEL} is not reached over SFTP.`, 'never');
  },
  openStream: openHere,
};

function startHere(script: string): Promise<RunningCommand> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that ending the script ends what it started.
    const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: 'pipe', env: plainEnvironment() });
    child.once('error', () => {
      reject(new ResaltError('NOT_ALLOWED_HERE', `${LABEL} has no POSIX shell at /bin/sh.`, 'never'));
    });
    child.once('spawn', () =>
      resolve({
        stdin: child.stdin,
        stdout: child.stdout,
        stderr: child.stderr,
        kill() {
          try {
            if (child.pid) process.kill(-child.pid, 'SIGKILL');
          } catch {
            // already gone
          }
          for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
        },
        ended: new Promise((done) => child.once('close', (code) => done(code))),
      }),
    );
  });
}

/** What a shell needs and nothing of Resalt's own: the passphrase may stand in its environment. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** A socket from this machine; the timeout is for connecting only. */
export function openHere(to: StreamTarget, signal?: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const where = 'socketPath' in to ? to.socketPath : `${to.host}:${to.port}`;
    const fail = (code: 'HOST_UNREACHABLE' | 'CANCELLED', why: string) => {
      socket.destroy();
      reject(new ResaltError(code, `Can't connect to ${where}: ${why}.`));
    };
    const options = { noDelay: true, timeout: CONNECT_TIMEOUT_MS };
    const socket = connect('socketPath' in to ? { path: to.socketPath } : { ...to, ...options });
    const abort = () => fail('CANCELLED', 'cancelled');
    const failed = (error: NodeJS.ErrnoException) => fail('HOST_UNREACHABLE', error.code ?? 'no connection');
    const silent = () => fail('HOST_UNREACHABLE', `no answer within ${CONNECT_TIMEOUT_MS / 1000} s`);
    socket.once('timeout', silent).once('error', failed);
    socket.once('connect', () => {
      socket.setTimeout(0).off('timeout', silent).off('error', failed);
      socket.on('error', () => {}); // 'close' follows, which everyone listens to
      signal?.removeEventListener('abort', abort);
      resolve(socket);
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
