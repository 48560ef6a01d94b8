import type { Duplex } from 'node:stream';
import type { HostKey } from './host-keys.ts';
import type { Sftp } from './sftp.ts';

/** What a script left behind. A code of null means that a signal or Resalt's own limit ended it. */
export interface CommandResult {
  readonly code: number | null;
  /** Every byte that the script printed; what a login shell printed before it is cut off. */
  readonly stdout: Buffer;
  /** For people: the first 8 KiB, control characters stripped. Hostile text all the same. */
  readonly stderr: string;
  /** The output went past `maxBytes`: the script was killed and `stdout` is its beginning. */
  readonly truncated: boolean;
  /** Where `stay` was asked for and the host can: the shell, waiting for one line more. Close it, or it holds its place. */
  readonly shell?: StandingShell;
}

/** A shell that has run its script and stays, so that what follows costs neither a new channel nor a new login shell. */
export interface StandingShell {
  /**
   * Runs one line of sh in it; then it ends. Fails as `Host.run` does. Null where it is there no more (used, given up for
   * others who wait, connection lost): then nothing was begun.
   */
  run(line: string, options?: CommandOptions): Promise<CommandResult | null>;
  /** Lets it end. True where it stood until now. */
  close(): boolean;
}

export interface CommandOptions {
  /** The place for data and secrets: it appears in no process list. Costs one round trip more than a bare script. */
  readonly stdin?: Uint8Array;
  /** Milliseconds from the start to the end of the script; 60 000 when not given. */
  readonly timeoutMs?: number;
  /** Milliseconds without a single byte of output; 30 000 when not given. */
  readonly silenceMs?: number;
  /** Most bytes of stdout; 8 MiB when not given. */
  readonly maxBytes?: number;
  /** The shell is to stay after the script, knowing these functions. Not with `stdin`, nor an `exit`. A wish: see `CommandResult.shell`. */
  readonly stay?: string;
  readonly signal?: AbortSignal;
}

/** Of `Host.stream`: hours and gigabytes, where `CommandOptions` are of seconds and megabytes. */
export interface StreamOptions extends Pick<CommandOptions, 'stdin' | 'signal'> {
  /** Milliseconds from the start to the end; six hours when not given. */
  readonly timeoutMs?: number;
  /** Milliseconds without a byte while somebody reads; 60 000 when not given. */
  readonly silenceMs?: number;
  /** Most bytes of stdout; without end when not given. */
  readonly maxBytes?: number;
  /** An exit code that is not 0 in words, by what the script said on stderr (hostile text). */
  readonly failure?: (code: number | null, stderr: string) => Error | null;
}

export type StreamTarget = { readonly host: string; readonly port: number } | { readonly socketPath: string };

/** A machine where sites live, as seen by one account on it. It reconnects by itself before a command, never within one. */
export interface Host {
  readonly kind: 'ssh' | 'local';
  /** For messages: "deploy@web3.example:22", or "this machine". */
  readonly label: string;
  /**
   * Runs a POSIX sh script, whatever the account's login shell is.
   * A script that ends badly is a result (`code`), not an error. Fails with NOT_ALLOWED_HERE (no shell), HOST_UNREACHABLE,
   * TIMED_OUT or CANCELLED; their `retry` is 'check-first' as soon as the script may have begun.
   */
  run(script: string, options?: CommandOptions): Promise<CommandResult>;
  /**
   * The same for what is too large to be collected: `read` gets the bytes as they come, and their iteration fails where the script does
   * not end well (COMMAND_FAILED) or as `run` does. Whoever reads slowly slows the script; who ends early ends it.
   */
  stream<T>(script: string, read: (stdout: AsyncIterable<Buffer>) => Promise<T>, options?: StreamOptions): Promise<T>;
  /**
   * Opens the server's files, which needs no shell, for as long as `work` takes; `timeoutMs` in all, 60 000 when not given.
   * Fails with NOT_ALLOWED_HERE (no SFTP), HOST_UNREACHABLE, TIMED_OUT (check first), and as `work` does.
   */
  sftp<T>(work: (sftp: Sftp) => Promise<T>, options?: Pick<CommandOptions, 'timeoutMs'>): Promise<T>;
  /**
   * A connection that starts on the host: to an address as it sees it, or to one of its Unix sockets.
   * Fails with NOT_ALLOWED_HERE where forwarding is refused, HOST_UNREACHABLE where nobody listens there.
   */
  openStream(to: StreamTarget, signal?: AbortSignal): Promise<Duplex>;
}

/** One way in; where several are given, the first of key, agent, password is tried and no other, unless the server asks for a second. */
export interface SshAuth {
  readonly privateKey?: Buffer;
  readonly passphrase?: string;
  readonly password?: string;
  readonly agent?: boolean;
}

export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly auth: SshAuth;
  /** The hosts to go through, the nearest first. Their own `jumps` are not looked at. */
  readonly jumps: readonly SshTarget[];
}

export type HostTarget = SshTarget | 'local';

/** All hosts in reach, one connection per server, account and credential. */
export interface Hosts {
  /** Shares the standing connection or opens one. Fails with HOST_UNREACHABLE, HOST_KEY_UNKNOWN, HOST_KEY_CHANGED, AUTH_REFUSED, CANCELLED. */
  reach(target: HostTarget, signal?: AbortSignal): Promise<Host>;
  /** The key that the server shows now, without logging in: to show to a person, who may then trust it. */
  scanHostKey(target: SshTarget, signal?: AbortSignal): Promise<HostKey>;
  close(): Promise<void>;
}
