import { ResaltError } from '../contract/failures.ts';
import type { Database, DatabaseTarget, Statement, StatementResult } from './database.ts';
import { databaseFailure } from './database-failures.ts';
import type { CommandResult, Host } from './host.ts';
import { mysqlClientCommand, type ShellCommand } from './mysql-client-script.ts';
import { phpCommand } from './php-script.ts';
import { readAnswer } from './shell-answer.ts';
import { checkNames } from './sql-text.ts';

const ANSWER_BYTES = 256 * 1024 * 1024;

type Program = { readonly route: 'mysql-client' | 'php'; readonly path: string };

/** The database by a program on the host, each run a login of its own. Logs in once to see that it works. */
export async function openShellDatabase(
  host: Host,
  target: DatabaseTarget,
  where: string,
  signal?: AbortSignal,
): Promise<Database> {
  if (target.tls !== 'when-offered')
    throw new ResaltError(
      'NOT_ALLOWED_HERE',
      `${where}: ${host.label} allows no tunnels, and without one Resalt can't see to encryption.`,
      'never',
    );
  const program = await findProgram(host, signal);
  const database: Database = {
    route: program.route,
    run: (statements, runSignal) => runThere(host, program, target, where, statements, runSignal),
    close: async () => {},
  };
  await database.run([], signal);
  return database;
}

const FIND = `
for p in mariadb mysql /usr/local/bin/mariadb /usr/local/bin/mysql /usr/local/mysql/bin/mysql; do
  command -v "$p" >/dev/null 2>&1 && { printf 'mysql-client %s' "$(command -v "$p")"; exit 0; }
done
for p in php /usr/local/bin/php /usr/bin/php /usr/bin/php[578]* /opt/cpanel/ea-php*/root/usr/bin/php /opt/plesk/php/*/bin/php /opt/alt/php*/usr/bin/php; do
  command -v "$p" >/dev/null 2>&1 && "$p" -r 'exit(function_exists("mysqli_init") ? 0 : 1);' </dev/null >/dev/null 2>&1 &&
    { printf 'php %s' "$(command -v "$p")"; exit 0; }
done`;

async function findProgram(host: Host, signal: AbortSignal | undefined): Promise<Program> {
  const { stdout } = await host.run(FIND, { maxBytes: 1024, ...(signal ? { signal } : {}) });
  const [, route, path] = /^(mysql-client|php) (\/[\w./+-]+)$/.exec(stdout.toString('latin1')) ?? [];
  if ((route === 'mysql-client' || route === 'php') && path) return { route, path };
  const message = `${host.label} allows no tunnels and has neither a MySQL client nor PHP with mysqli: the database is out of reach.`;
  throw new ResaltError('NOT_ALLOWED_HERE', message, 'never');
}

async function runThere(
  host: Host,
  program: Program,
  target: DatabaseTarget,
  where: string,
  statements: readonly Statement[],
  signal: AbortSignal | undefined,
): Promise<StatementResult[]> {
  checkNames(statements);
  const build = program.route === 'php' ? phpCommand : mysqlClientCommand;
  const command: ShellCommand = build(program.path, target, statements);
  const limits = { maxBytes: ANSWER_BYTES, silenceMs: 60_000 };
  const answer = await host.run(command.script, { ...limits, stdin: command.stdin, ...(signal ? { signal } : {}) });
  if (answer.truncated)
    throw new ResaltError('DATABASE_REFUSED', `${where} answered more than Resalt takes; hung up.`, 'check-first');
  return judged(answer, statements, where, program);
}

function judged(
  answer: CommandResult,
  statements: readonly Statement[],
  where: string,
  program: Program,
): StatementResult[] {
  const number = Number(/^ERROR (\d{1,5})\b/m.exec(answer.stderr)?.[1] ?? 0);
  const results = readAnswer(answer.stdout, statements, { isHexadecimal: program.route === 'php' });
  if (answer.code === 0 && number === 0 && results.length === statements.length) return results;
  const retry = results.length === 0 ? 'safe' : 'check-first';
  if (number > 0) throw databaseFailure(number, where, retry);
  throw new ResaltError('COMMAND_FAILED', `${where}: ${program.path} ended without an answer.`, 'check-first');
}
