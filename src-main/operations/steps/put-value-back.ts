import { ResaltError } from '../../contract/failures.ts';
import type { Deed } from '../../contract/runs.ts';
import type { SqlValue } from '../../hosts/database.ts';
import type { Tools } from '../tools.ts';
import { text } from './audit-people.ts';
import { sha256 } from './change-user.ts';
import { type KeptValue, keptValues } from './keep-before.ts';
import type { OpenSite } from './look.ts';
import { asWordpressSees, charsetOf } from './read-sessions.ts';
import { optionsTable } from './site-rights.ts';

/** What a run kept, in the order in which it changed it; `missing` says what the vault no longer has. */
export async function openKept(ids: readonly string[], { vault }: Pick<Tools, 'vault'>) {
  const values: KeptValue[] = [];
  const missing: string[] = [];
  for (const id of ids) {
    if (await vault.has(id)) values.push(...keptValues.parse(JSON.parse((await vault.open(id)).toString('utf8'))));
    else missing.push('It is no longer kept.');
  }
  return { values, missing };
}

interface Cell {
  table: string;
  key: string;
  column: string;
  row: SqlValue;
}

/** Names of tables and columns come from the site as it is now, never from what was kept. */
function cellOf(open: OpenSite, { table, blog, row }: KeptValue): Cell {
  const { usermeta, users, sitemeta } = open.tables;
  switch (table) {
    case 'usermeta':
      return { table: usermeta, key: 'umeta_id', column: 'meta_value', row: BigInt(row) };
    case 'users':
      return { table: users, key: 'ID', column: 'user_pass', row: BigInt(row) };
    case 'options':
      return { table: optionsTable(open, blog), key: 'option_name', column: 'option_value', row };
    case 'sitemeta':
      if (!sitemeta) throw new ResaltError('INPUT_INVALID', `${open.site.name} is no network any more.`, 'never');
      return { table: sitemeta, key: 'meta_key', column: 'meta_value', row };
  }
}

/** `ours`: what the run wrote still stands there; `before`: what stood there before it. */
export async function stateOf(open: OpenSite, value: KeptValue): Promise<'ours' | 'before' | 'other' | 'gone'> {
  const { table, key, column, row } = cellOf(open, value);
  const [found] = await open.database.run([
    {
      sql: `SELECT ${asWordpressSees(`t.${column}`, open)} AS value FROM ${table} t WHERE t.${key} = ? LIMIT 2`,
      values: [row],
      columns: ['value'],
    },
  ]);
  const rows = found?.rows ?? [];
  const bytes = rows[0]?.value;
  if (!bytes || rows.length !== 1) return 'gone';
  if (bytes.equals(Buffer.from(value.before, 'base64'))) return 'before';
  return sha256(bytes) === value.after ? 'ours' : 'other';
}

const why = {
  other: 'Somebody changed it since; it stays as it is.',
  gone: 'It is not there any more.',
} as const;

/** Writes it if the run's own value still stands there, and reads it back. */
export async function putValueBack(open: OpenSite, value: KeptValue): Promise<Deed> {
  const base = { kind: 'value', what: value.what };
  const state = await stateOf(open, value);
  if (state === 'before') return { ...base, result: 'unchanged', why: null };
  if (state !== 'ours') return { ...base, result: 'failed', why: why[state] };
  const { table, key, column, row } = cellOf(open, value);
  const seen = asWordpressSees(column, open);
  await open.database.run([
    {
      sql: `UPDATE ${table} SET ${column} = CONVERT(? USING ${charsetOf(open)}) WHERE ${key} = ? AND SHA2(${seen}, 256) = ?`,
      values: [Buffer.from(value.before, 'base64'), row, text(Buffer.from(value.after))],
    },
  ]);
  const now = await stateOf(open, value);
  return now === 'before'
    ? { ...base, result: 'done', why: null }
    : { ...base, result: 'failed', why: 'It has another value after it was written: somebody else changes it, too.' };
}
