import type { DatabaseTarget, Statement } from './database.ts';
import { shellQuote } from './shell-script.ts';
import { resultCharset, sessionSettings, sqlText } from './sql-text.ts';

/** Where servers keep MySQL's default socket, most common first. */
export const DEFAULT_SOCKETS: readonly string[] = [
  '/run/mysqld/mysqld.sock',
  '/var/run/mysqld/mysqld.sock',
  '/var/lib/mysql/mysql.sock',
  '/tmp/mysql.sock',
];

export interface ShellCommand {
  readonly script: string;
  readonly stdin: Buffer;
}

/**
 * Runs statements by the server's own `mysql` or `mariadb`. Its options (with the password) and the SQL come on stdin: the shell
 * reads the options line by line up to a lone dot and hands them on through a pipe, so they are in no process list, no
 * environment and no file. No other option file of the account is read. A SHOW answers texts, escaped as the client does without --raw.
 */
export function mysqlClientCommand(
  client: string,
  target: DatabaseTarget,
  statements: readonly Statement[],
): ShellCommand {
  const script = `
exec 4<&0
${optionsInto(target)}
printf %s "$c" | { exec 3<&0 0<&4 4<&-
exec ${shellQuote(client)} --defaults-file=/dev/fd/3 --batch --skip-column-names --quick --binary-mode --skip-auto-rehash
}`;
  const options = clientOptions(target);
  const sql = [sessionSettings(target.charset), ...statements.map((statement) => wrapped(statement, target.charset))];
  const lines = sql.map(
    (line, index) => `${line.replaceAll(/\s*\n\s*/g, ' ')};${index === 0 ? '' : "SELECT '=', ROW_COUNT();"}\n`,
  );
  return { script, stdin: Buffer.from(`${options}.\n${lines.join('')}`) };
}

/** Lines of sh: into `$c` what stands on stdin up to a lone dot, and where MySQL's default socket is, if that is asked for. */
export function optionsInto(target: DatabaseTarget): string {
  const sockets = DEFAULT_SOCKETS.map(shellQuote).join(' ');
  return `c=
while IFS= read -r l && [ "$l" != . ]; do c="$c$l
"; done
${
  isDefaultSocket(target)
    ? `for s in ${sockets}; do [ -S "$s" ] && { c="\${c}socket=$s
"; break; }; done`
    : ':'
}
export MYSQL_TEST_LOGIN_FILE=/dev/null`;
}

export function isDefaultSocket(target: DatabaseTarget): boolean {
  return 'host' in target && target.host.toLowerCase() === 'localhost';
}

/** An option file: values in double quotes, in which a backslash takes away the meaning of quotes, backslashes and itself. */
function clientOptions(target: DatabaseTarget): string {
  return optionFile([
    ...loginOptions(target),
    ['database', target.database],
    ['connect-timeout', '10'],
    ['local-infile', '0'],
    ['max-allowed-packet', '268435456'],
  ]);
}

export function optionFile(values: readonly (readonly [string, string])[]): string {
  return `[client]\n${values.map(([name, value]) => `${name}="${escaped(value)}"\n`).join('')}`;
}

/** What every client program of MySQL's and MariaDB's understands; the default socket's path is added by the shell. */
export function loginOptions(target: DatabaseTarget): [string, string][] {
  const address: [string, string][] =
    'socketPath' in target
      ? [['socket', target.socketPath]]
      : isDefaultSocket(target)
        ? [['host', 'localhost']]
        : [
            ['host', target.host],
            ['port', String(target.port ?? 3306)],
            ['protocol', 'tcp'],
          ];
  return [...address, ['user', target.user], ['password', target.password], ['default-character-set', 'utf8mb4']];
}

function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}

/**
 * A SELECT whose cells come as hexadecimal of what any client would be sent: text in the result charset, binary as it is. CONCAT
 * makes text of numbers and dates. ORDER BY in an inner query counts only with a LIMIT.
 */
function wrapped(statement: Statement, charset: string | undefined): string {
  const sql = sqlText(statement);
  if (!statement.columns || statement.show) return sql;
  const cell = (name: string) => {
    const asText = `CONCAT(\`${name}\`, '')`;
    return `IF(CHARSET(${asText}) = 'binary', HEX(${asText}), HEX(CONVERT(${asText} USING ${resultCharset(charset)})))`;
  };
  const lastOrder = sql.toUpperCase().lastIndexOf('ORDER BY');
  const ordered = lastOrder >= 0 && !/\bLIMIT\b/i.test(sql.slice(lastOrder));
  const inner = ordered ? `${sql} LIMIT 18446744073709551615` : sql;
  return `SELECT ${statement.columns.map(cell).join(', ')} FROM (${inner}) AS resalt_rows`;
}
