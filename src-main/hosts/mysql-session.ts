import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Connection, createConnection, type QueryError } from 'mysql2';
import { ResaltError, type RetryAdvice } from '../contract/failures.ts';
import type { Database, DatabaseRoute, DatabaseTarget, Row, Statement, StatementResult } from './database.ts';
import { databaseFailure, NoEncryption } from './database-failures.ts';
import { metered, TooManyBytes } from './metered-stream.ts';
import { checkNames, sessionSettings, sqlText } from './sql-text.ts';

export interface SessionOptions {
  readonly route: DatabaseRoute;
  /** For messages: "The database at …". */
  readonly where: string;
  readonly encrypt: boolean;
  /**
   * Where the stream leads, if to a Unix socket: there MySQL 8 takes a password that it has not in its cache as it is, over TCP only under
   * the server's key (caching_sha2_password).
   */
  readonly socketPath?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const LOGIN_MS = 10_000;
const RUN_MS = 60_000;
/** A server that does not hang up after the goodbye is hung up on. */
const GOODBYE_MS = 1000;
const LOGIN_BYTES = 1024 * 1024;
const ANSWER_BYTES = 256 * 1024 * 1024;

/** Logs in over a stream that leads to the server: one round trip; three where the server encrypts. */
export async function openSession(inner: Duplex, target: DatabaseTarget, options: SessionOptions): Promise<Database> {
  const meter = metered(inner, LOGIN_BYTES);
  const connection = createConnection(settings(target, meter.stream, options));
  connection.on('error', () => {}); // each query hears of it too
  const line: Line = {
    connection,
    where: options.where,
    hangUp() {
      connection.destroy(); // only ends its own side
      meter.stream.destroy();
    },
  };
  await loggedIn(line, options.signal);
  const session = sessionSettings(target.charset);
  let prelude: readonly string[] = [session];
  return {
    route: options.route,
    async run(statements, signal) {
      checkNames(statements);
      const before = prelude;
      const sql = [...before, ...statements.map(sqlText)];
      if (sql.length === 0) return [];
      if (meter.stream.destroyed)
        throw new ResaltError('HOST_UNREACHABLE', `${options.where}: the connection was lost earlier.`, 'safe');
      meter.allow(ANSWER_BYTES);
      prelude = ['ROLLBACK', session]; // stays so when this run fails
      const answers = await ask(line, sql, before.length, signal);
      prelude = [];
      return answers.slice(before.length).map((answer, index) => resultOf(answer, statements[index]));
    },
    async close() {
      connection.end();
      setTimeout(line.hangUp, GOODBYE_MS).unref();
    },
  };
}

interface Line {
  readonly connection: Connection;
  readonly where: string;
  hangUp(): void;
}

function settings(target: DatabaseTarget, stream: Duplex, { encrypt, socketPath }: SessionOptions) {
  const host = 'socketPath' in target ? 'localhost' : target.host;
  const verified = target.tls === 'verified';
  if (verified && isIP(host))
    throw new ResaltError(
      'INPUT_INVALID',
      'A verified database connection needs a host name, not an address.',
      'never',
    );
  return {
    stream,
    host, // for TLS only
    ...(socketPath === undefined ? {} : { socketPath }),
    user: target.user,
    password: target.password,
    database: target.database,
    charset: 'UTF8MB4_GENERAL_CI',
    multipleStatements: true,
    // Nothing is prepared here, and mysql2 makes room for 16,000 statements with every connection: half a megabyte.
    maxPreparedStatements: 1,
    typeCast: false,
    disableEval: true,
    connectTimeout: LOGIN_MS,
    // Without FOUND_ROWS an UPDATE counts the rows it changed; without LOCAL_FILES no server can ask for a file of ours.
    flags: ['-FOUND_ROWS', '-LOCAL_FILES', '-CONNECT_ATTRS'],
    ...(encrypt
      ? { ssl: { rejectUnauthorized: verified, verifyIdentity: verified, ...(target.ca ? { ca: target.ca } : {}) } }
      : {}),
  };
}

function loggedIn({ connection, where, hangUp }: Line, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      hangUp();
      reject(new ResaltError('CANCELLED', `${where}: cancelled while logging in.`, 'safe'));
    };
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort, { once: true });
    connection.connect((error: QueryError | null) => {
      signal?.removeEventListener('abort', abort);
      if (!error) return resolve();
      hangUp();
      const plain = error.code === 'HANDSHAKE_NO_SSL_SUPPORT';
      reject(plain ? new NoEncryption() : translated(error, where, 'safe'));
    });
  });
}

/** One packet there, all answers back. The first `harmless` statements change nothing of the site. */
function ask(line: Line, sql: readonly string[], harmless: number, signal: AbortSignal | undefined): Promise<Answer[]> {
  const { connection, where, hangUp } = line;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new ResaltError('CANCELLED', `${where}: cancelled.`, 'safe'));
    let answered = 0;
    const settle = (how: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      how();
    };
    const giveUp = (error: ResaltError) => {
      hangUp();
      settle(() => reject(error));
    };
    const abort = () => giveUp(new ResaltError('CANCELLED', `${where}: cancelled.`, 'check-first'));
    const late = () =>
      giveUp(new ResaltError('TIMED_OUT', `${where}: no answer in ${RUN_MS / 1000} s.`, 'check-first'));
    const timer = setTimeout(late, RUN_MS);
    signal?.addEventListener('abort', abort, { once: true });
    const query = connection.query({ sql: sql.join(';'), rowsAsArray: true }, (error, results, fields) => {
      // A refused statement has done nothing, so only those before it count.
      const retry = error?.sqlState !== undefined && answered <= harmless ? 'safe' : 'check-first';
      if (error) return settle(() => reject(translated(error, where, retry)));
      if (answered !== sql.length)
        return giveUp(
          new ResaltError(
            'DATABASE_REFUSED',
            `${where} answered ${answered} of ${sql.length} statements.`,
            'check-first',
          ),
        );
      const many = sql.length > 1;
      settle(() => resolve(paired(many ? results : [results], many ? fields : [fields])));
    });
    query.on('fields', () => {
      answered++;
    });
  });
}

interface Answer {
  rows: unknown;
  names: string[] | undefined;
}

function paired(results: unknown, fields: unknown): Answer[] {
  const lists = fields as readonly ({ name: string }[] | undefined)[];
  return (results as unknown[]).map((rows, index) => ({ rows, names: lists[index]?.map((field) => field.name) }));
}

function resultOf({ rows, names }: Answer, statement: Statement | undefined): StatementResult {
  const columns = statement?.columns;
  const isAsDeclared = statement?.show ? columns?.length === names?.length : columns?.join() === names?.join();
  if (!isAsDeclared)
    throw new ResaltError('BUG', 'A database answered other columns than the statement declares.', 'check-first');
  if (!columns) return { rows: [], affected: Number((rows as { affectedRows: number }).affectedRows) };
  const row = (cells: readonly (Buffer | null)[]): Row =>
    Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null]));
  return { rows: (rows as (Buffer | null)[][]).map(row), affected: 0 };
}

function translated(error: QueryError, where: string, retry: RetryAdvice): ResaltError {
  if (error instanceof TooManyBytes)
    return new ResaltError('DATABASE_REFUSED', `${where} answered more than Resalt takes; hung up.`, retry);
  // 'HY000' and the like: only the server's own errors carry an SQL state.
  if (error.errno !== undefined && error.sqlState !== undefined) return databaseFailure(error.errno, where, retry);
  if (/SSL|TLS|CERT|SIGNED|UNABLE_TO/.test(error.code ?? ''))
    return new ResaltError(
      'DATABASE_REFUSED',
      `${where}: its TLS certificate or encryption is not acceptable.`,
      'never',
    );
  if (error.code === 'ETIMEDOUT')
    return new ResaltError('TIMED_OUT', `${where} did not finish the login in time.`, retry);
  if (/^(MYSQL_CLEAR_PASSWORD|AUTH_SWITCH)/.test(error.code ?? ''))
    return new ResaltError('DATABASE_REFUSED', `${where} asks for a way to log in that Resalt does not do.`, 'never');
  return new ResaltError('HOST_UNREACHABLE', `${where} hung up, or is not MySQL.`, retry);
}
