import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type PQueue from 'p-queue';
import type { Client, ClientChannel } from 'ssh2';
import { ResaltError } from '../contract/failures.ts';
import type { CommandOptions, CommandResult, Host, StandingShell, StreamTarget } from './host.ts';
import type { KeptConnection } from './kept-connection.ts';
import { orAborted } from './or-aborted.ts';
import type { Sftp } from './sftp.ts';
import { openSftp, type SftpSession } from './sftp-session.ts';
import { endingCommand, newMarker, remoteCommand } from './shell-script.ts';
import { isRefusedChannel, tunnelFailure } from './ssh-failures.ts';
import { startAndStay, stayingScript } from './standing-shell.ts';
import { streamCommand } from './stream-command.ts';
import { type RunningCommand, supervise } from './supervise.ts';

/** `sessions` bounds the commands at one time; tunnels don't count there, as they don't for sshd's MaxSessions. */
export function sshHost(label: string, connection: KeptConnection, sessions: PQueue): Host {
  const standing = new Set<StandingShell>();
  /** Who only stands ready for a next line gives its place to who has something to do. */
  const makeRoom = () => [...standing].some((shell) => shell.close());
  const inTurn = <T>(turn: () => Promise<T>) => queued(label, sessions, turn, makeRoom);

  /** Who was cancelled while it was being opened was told that nothing began: so nothing may. */
  const clientFor = async (signal: AbortSignal | undefined) => {
    if (signal?.aborted) throw cancelled(label, 'safe');
    const client = await connection.client();
    if (signal?.aborted) throw cancelled(label, 'safe');
    return client;
  };

  /** Comes back when the script is over; the place among the commands is held until its shell is over too. */
  const runAndStay = (start: Start, options: CommandOptions, marker: string) =>
    new Promise<CommandResult>((resolve, reject) => {
      const turn = async () => {
        const release = connection.hold();
        try {
          const { result, shell, ended } = await startAndStay(label, await start(), options, marker);
          if (shell) standing.add(shell);
          resolve(shell ? { ...result, shell } : result);
          if (sessions.size > 0) makeRoom();
          await ended;
          if (shell) standing.delete(shell);
        } finally {
          release();
        }
      };
      inTurn(turn).catch(reject);
    });

  return {
    kind: 'ssh',
    label,
    async run(script, options = {}) {
      const release = connection.hold();
      const marker = newMarker();
      const { stay } = options;
      const command = remoteCommand(stay === undefined ? script : stayingScript(script, stay, marker), marker);
      let begun = false;
      const start: Start = async () => {
        const client = await clientFor(options.signal);
        begun = true;
        return () => startThere(label, connection, client, marker, command);
      };
      const reason = () => cancelled(label, begun ? 'check-first' : 'safe');
      const work =
        stay === undefined
          ? inTurn(async () => supervise(label, await start(), options, marker))
          : runAndStay(start, options, marker);
      return orAborted(work, options.signal, reason).finally(release);
    },
    stream(script, read, options = {}) {
      const release = connection.hold();
      const marker = newMarker();
      const command = remoteCommand(script, marker);
      const turn = async () => {
        const client = await clientFor(options.signal);
        return streamCommand(
          label,
          () => startThere(label, connection, client, marker, command),
          read,
          options,
          marker,
        );
      };
      return inTurn(turn).finally(release);
    },
    sftp(work, { timeoutMs = 60_000 } = {}) {
      const release = connection.hold();
      const turn = async () => {
        const client = await connection.client();
        return withSftp(label, () => openSftp(label, client, () => connection.isAlive(client)), work, timeoutMs);
      };
      return inTurn(turn).finally(release);
    },
    openStream(to, signal) {
      const release = connection.hold();
      const opening = connection.client().then((client) => tunnel(label, client, to));
      opening.then((stream) => {
        stream.on('error', () => {}); // 'close' follows, which everyone listens to
        stream.once('close', release);
        if (signal?.aborted) stream.resume().destroy();
      }, release);
      return orAborted(opening, signal, () => cancelled(label, 'safe'));
    },
  };
}

/** When its turn has come: the connection; what comes back starts the command on it. */
type Start = () => Promise<() => Promise<RunningCommand>>;

/** A server that just closed a session may still count it for a moment. */
const REFUSALS = 10;
const REFUSED_PAUSE_MS = 20;

/** Runs a command when its turn comes. Where the server opens fewer sessions than expected, it learns and queues again. */
async function queued<T>(label: string, sessions: PQueue, turn: () => Promise<T>, makeRoom: () => void): Promise<T> {
  for (let refusals = 1; ; refusals++) {
    if (sessions.pending >= sessions.concurrency) makeRoom();
    try {
      return await sessions.add(turn);
    } catch (error) {
      if (!isRefusedChannel(error)) throw error;
      if (refusals === REFUSALS)
        throw new ResaltError('NOT_ALLOWED_HERE', `${label} opens no session for commands.`, 'never');
      sessions.concurrency = Math.max(1, Math.min(sessions.concurrency, sessions.pending));
      makeRoom();
      await pause(REFUSED_PAUSE_MS * refusals);
    }
  }
}

/** The clock runs from before `open`, so that a server that never answers is bounded too. */
function withSftp<T>(
  label: string,
  open: () => Promise<SftpSession>,
  work: (sftp: Sftp) => Promise<T>,
  timeoutMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    let session: SftpSession | undefined;
    const settle = (how: () => void) => {
      over = true;
      clearTimeout(deadline);
      session?.end();
      how();
    };
    const tooLong = () =>
      reject(new ResaltError('TIMED_OUT', `${label}: SFTP was not done within ${timeoutMs / 1000} s.`, 'check-first'));
    const deadline = setTimeout(() => settle(tooLong), timeoutMs);
    open()
      .then((opened) => {
        session = opened;
        if (over) throw new Error('too late'); // heard by nobody, but it ends the session
        return work(opened.sftp);
      })
      .then(
        (value) => settle(() => resolve(value)),
        (error: unknown) => settle(() => reject(error)),
      );
  });
}

function startThere(
  label: string,
  connection: KeptConnection,
  client: Client,
  marker: string,
  command: string,
): Promise<RunningCommand> {
  return new Promise((resolve, reject) => {
    const lost = (retry: 'safe' | 'check-first') =>
      new ResaltError('HOST_UNREACHABLE', `${label}: the connection was lost before a command was done.`, retry);
    const opened = (error: Error | undefined, channel: ClientChannel) => {
      if (!error) return resolve(runningOn(client, channel, marker));
      if (isRefusedChannel(error)) return reject(error); // the caller's turn to wait
      if (!connection.isAlive(client)) return reject(lost('check-first'));
      return reject(new ResaltError('NOT_ALLOWED_HERE', `${label} refuses to run commands.`, 'never'));
    };
    try {
      client.exec(command, opened);
    } catch {
      reject(lost('safe')); // ssh2 throws when the connection is gone already
    }
  });
}

function runningOn(client: Client, channel: ClientChannel, marker: string): RunningCommand {
  const ended = new Promise<number | null | 'lost'>((resolve) => {
    let code: number | null | 'lost' = 'lost';
    channel.once('exit', (status: number | null) => {
      code = status;
    });
    channel.once('close', () => resolve(code));
  });
  const kill = () => {
    try {
      channel.signal('KILL');
      channel.close();
      client.exec(endingCommand(marker), (_error, ending) => ending?.resume().stderr.resume());
    } catch {
      // the connection is gone, and the channel with it
    }
    channel.resume();
    channel.stderr.resume();
  };
  channel.on('error', () => {});
  return { stdin: channel, stdout: channel, stderr: channel.stderr, kill, ended };
}

function tunnel(label: string, client: Client, to: StreamTarget): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const where = 'socketPath' in to ? to.socketPath : `${to.host}:${to.port}`;
    const opened = (error: Error | undefined, channel: ClientChannel) => {
      if (error) reject(tunnelFailure(error, label, where));
      else resolve(channel);
    };
    try {
      if ('socketPath' in to) client.openssh_forwardOutStreamLocal(to.socketPath, opened);
      else client.forwardOut('127.0.0.1', 0, to.host, to.port, opened);
    } catch {
      reject(new ResaltError('HOST_UNREACHABLE', `${label}: the connection was lost.`, 'safe'));
    }
  });
}

function cancelled(label: string, retry: 'safe' | 'check-first'): ResaltError {
  return new ResaltError('CANCELLED', `${label}: cancelled.`, retry);
}
