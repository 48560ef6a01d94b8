import type { Row, Statement } from '../../hosts/database.ts';
import type { ApiKey, KeyKind } from '../../wordpress/audit-reading.ts';
import { momentOf, number, text, utf8 } from './audit-people.ts';
import { most } from './audit-questions.ts';

/** A table of API keys that is there with the columns that are needed. */
export interface KeyTable {
  kind: KeyKind;
  blog: number;
  table: string;
}

const kinds: readonly { kind: KeyKind; table: string }[] = [
  { kind: 'woocommerce', table: 'woocommerce_api_keys' },
  { kind: 'gravity-forms', table: 'gf_rest_api_keys' },
];
const columns = ['key_id', 'user_id', 'description', 'permissions', 'truncated_key', 'last_access'];

/** Of `found` (rows of tables with their columns), those that hold keys; others of that name are of a shape that is not known. */
export function keyTablesAmong(
  found: readonly Row[],
  prefix: string,
): { tables: KeyTable[]; strange: KeyKind[]; optionTables: Set<string> } {
  const tables: KeyTable[] = [];
  const strange = new Set<KeyKind>();
  const optionTables = new Set<string>();
  for (const row of found) {
    const name = text(row.name);
    const [, blog = '1', rest = ''] = new RegExp(`^${prefix}(?:([1-9]\\d{0,9})_)?([a-z_]+)$`, 'i').exec(name) ?? [];
    if (rest.toLowerCase() === 'options') optionTables.add(name.toLowerCase());
    const kind = kinds.find(({ table }) => table === rest.toLowerCase())?.kind;
    if (!kind) continue;
    const there = new Set(text(row.columns_there).split(','));
    if (columns.every((column) => there.has(column))) tables.push({ kind, blog: Number(blog), table: name });
    else strange.add(kind);
  }
  return { tables, strange: [...strange], optionTables };
}

/** The keys without what opens: the plugin keeps the last characters for showing. */
export const keysOf = ({ table }: KeyTable): Statement => ({
  sql: `SELECT k.key_id AS id, k.user_id AS user_id, LEFT(k.description, 200) AS description, LEFT(k.permissions, 20) AS permissions, LEFT(k.truncated_key, 10) AS ending, CAST(k.last_access AS CHAR) AS last FROM \`${table}\` k ORDER BY k.key_id LIMIT ${most.keys + 1}`,
  columns: ['id', 'user_id', 'description', 'permissions', 'ending', 'last'],
});

export const keyOf = ({ kind, blog }: KeyTable, row: Row): ApiKey => ({
  kind,
  blog,
  id: number(row.id),
  userId: number(row.user_id),
  description: utf8(row.description),
  permissions: utf8(row.permissions),
  ending: utf8(row.ending),
  lastUsed: momentOf(text(row.last)),
});
