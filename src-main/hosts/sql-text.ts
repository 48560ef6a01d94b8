import { ResaltError } from '../contract/failures.ts';
import type { SqlValue, Statement } from './database.ts';

/**
 * The statement with its values in place. No byte of a value is ever quoted: text and bytes travel as hexadecimal
 * literals, so that no charset and no SQL mode can change where a value ends.
 */
export function sqlText(statement: Statement): string {
  const { sql, values = [] } = statement;
  if (sql.includes(';') || sql.includes('\0')) throw mistake('A statement holds a semicolon or NUL.');
  const parts = sql.split('?');
  if (parts.length !== values.length + 1) throw mistake('A statement has another number of values than of "?".');
  return parts.map((part, index) => (index === 0 ? part : literal(values[index - 1]) + part)).join('');
}

function literal(value: SqlValue | undefined): string {
  if (value === undefined) throw mistake('A value of a statement is undefined.');
  if (value === null) return 'NULL';
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw mistake('A number of a statement is not whole.');
  if (typeof value === 'number' || typeof value === 'bigint') return value < 0 ? `(${value})` : String(value);
  if (Buffer.isBuffer(value)) return value.length === 0 ? "x''" : `0x${value.toString('hex')}`;
  if (typeof value === 'object') return quoted(value.quoted);
  if (/\p{Surrogate}/u.test(value)) throw mistake('A text of a statement is not valid Unicode.');
  return value === '' ? "_utf8mb4''" : `_utf8mb4 0x${Buffer.from(value).toString('hex')}`;
}

/** Backslashes escape: the session's sql_mode is Resalt's own (sessionSettings). */
function quoted(text: string): string {
  if (/[\p{Cc}\p{Surrogate}]/u.test(text)) throw mistake('A quoted text holds control characters.');
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** A table or column for the text of a statement. Its name may come from a hostile site: letters, digits, `_`, `$`, `-` only. */
export function identifier(name: string): string {
  if (/^[A-Za-z0-9_$-]{1,64}$/.test(name)) return `\`${name}\``;
  throw new ResaltError(
    'CONFIG_UNREADABLE',
    'A table name (the table prefix?) has characters that Resalt refuses.',
    'never',
  );
}

/** Columns are named in the text of statements and in replies; charset by the site's configuration. */
export function checkNames(statements: readonly Statement[]): void {
  for (const { columns = ['one'] } of statements) {
    const proper = columns.every((name) => /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name));
    if (!proper || columns.length === 0 || new Set(columns).size !== columns.length)
      throw mistake('The columns of a statement are not named properly.');
  }
}

export function resultCharset(charset: string | undefined): string {
  const name = (charset ?? 'utf8mb4').toLowerCase();
  if (/^[a-z0-9]{2,16}$/.test(name)) return name;
  throw new ResaltError('CONFIG_UNREADABLE', 'The charset of the site (DB_CHARSET) is not one.', 'never');
}

/** Longest that the server works on one statement, and waits for one lock, in seconds. */
const STATEMENT_SECONDS = 25;
const LOCK_SECONDS = 10;

/**
 * Goes before the first statement in the same packet. Strict, so that nothing is cut silently; the marked comments are read
 * by MariaDB and by MySQL only, each under its own name for the same thing.
 */
export function sessionSettings(charset: string | undefined): string {
  return [
    `SET NAMES utf8mb4, character_set_results = ${resultCharset(charset)}`,
    "sql_mode = 'STRICT_ALL_TABLES'",
    'autocommit = 1',
    'sql_safe_updates = 0',
    'sql_big_selects = 1',
    `lock_wait_timeout = ${LOCK_SECONDS}`,
    `innodb_lock_wait_timeout = ${LOCK_SECONDS}`,
    `wait_timeout = 300 /*M!100101 , max_statement_time = ${STATEMENT_SECONDS} */ /*!50708 , max_execution_time = ${STATEMENT_SECONDS * 1000} */`,
  ].join(', ');
}

const mistake = (message: string) => new ResaltError('BUG', message, 'never');
