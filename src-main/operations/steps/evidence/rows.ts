import { isUtf8 } from 'node:buffer';
import type { Database, Row } from '../../../hosts/database.ts';
import { tokenOptions } from '../../../wordpress/token-options.ts';
import type { OpenSite } from '../look.ts';
import { asNetwork } from '../read-for-audit.ts';
import { type Keeper, keepPiece, nameOf, type Snapshot, tellMissing } from './snapshot.ts';
import { pagesOf, shapeOf, type TableShape, type Wish } from './table-pages.ts';

interface Choice extends Wish {
  table: string;
}
type Choose = (tables: SiteTables) => Choice[];

/** The tables of a site by their plain names; of a network, with those of every blog. */
interface SiteTables {
  users: string;
  usermeta: string;
  sitemeta: string | null;
  options: string[];
  prefix: string;
}

/** Whole rows, secrets among them, as a line of JSON each: what changes first is kept first. */
const chosen: [Keeper['kind'], string, Choose][] = [
  ['users', 'Keep the users', ({ users }) => [{ table: users }]],
  [
    'sessions',
    'Keep the logins',
    ({ usermeta }) => [{ table: usermeta, where: 'meta_key LIKE ?', values: ['%session\\_tokens'] }],
  ],
  [
    'capabilities',
    'Keep the rights',
    ({ usermeta, options, sitemeta }) => [
      { table: usermeta, where: 'meta_key LIKE ? OR meta_key LIKE ?', values: ['%capabilities', '%user\\_level'] },
      ...options.map((table) => ({
        table,
        where: 'option_name LIKE ? OR option_name = ?',
        values: ['%user\\_roles', 'default_role'],
      })),
      ...(sitemeta ? [{ table: sitemeta, where: 'meta_key = ?', values: ['site_admins'] }] : []),
    ],
  ],
  [
    'tokens',
    'Keep the keys and tokens',
    ({ users, usermeta, options, prefix }) => [
      { table: usermeta, where: 'meta_key = ?', values: ['_application_passwords'] },
      { table: users, where: 'user_activation_key <> ?', values: [''] },
      { table: `${prefix}woocommerce_api_keys` },
      { table: `${prefix}gf_rest_api_keys` },
      ...options.map((table) => ({
        table,
        where: `option_name IN (${tokenOptions.map(() => '?').join(', ')}) OR option_name = 'recovery_keys'`,
        values: [...tokenOptions],
      })),
    ],
  ],
  [
    'options',
    'Keep the options',
    ({ options, sitemeta }) => [...options, ...(sitemeta ? [sitemeta] : [])].map((table) => ({ table })),
  ],
  [
    'cron',
    'Keep what is planned',
    ({ options }) => options.map((table) => ({ table, where: 'option_name = ?', values: ['cron'] })),
  ],
];

/** Tables of keys that a site has only with the plugin whose they are. */
const mayBeMissing = /(woocommerce|gf_rest)_api_keys$/;

export const rowKeepers: readonly Keeper[] = chosen.map(([kind, words, choose]) => ({
  kind,
  words,
  plan: async () => ({ words: kind, bytes: 16 * 2 ** 20 }),
  async keep(snapshot) {
    const name = `${kind}.jsonl`;
    const tally = { rows: 0, missing: [] as string[] };
    const choices = snapshot.there.has(nameOf(snapshot, kind, name)) ? [] : choose(await siteTables(snapshot.open));
    await keepPiece(snapshot, kind, {
      name,
      from: `rows of the database, whole, as JSON lines; times of TIMESTAMP columns in UTC`,
      packed: false,
      body: linesOf(snapshot, choices, tally),
      told: () => {
        const missing = tally.missing.filter((table) => !mayBeMissing.test(table));
        return {
          count: tally.rows,
          lacks: missing.length > 0 ? `There is no table ${missing.join(', ')}.`.slice(0, 2000) : null,
        };
      },
    });
    if (tally.missing.length === choices.length && choices.length > 0)
      tellMissing(snapshot, kind, name, 'None of its tables is there.', true);
  },
}));

async function siteTables(site: OpenSite): Promise<SiteTables> {
  const open = site.configuration ? site : await asNetwork(site);
  const { prefix, users, usermeta, sitemeta, options } = open.tables;
  const plain = (quoted: string) => quoted.replaceAll('`', '');
  return {
    prefix,
    users: plain(users),
    usermeta: plain(usermeta),
    sitemeta: sitemeta && plain(sitemeta),
    options: sitemeta ? await optionTables(open.database, prefix) : [plain(options)],
  };
}

async function optionTables(database: Database, prefix: string): Promise<string[]> {
  const like = `${prefix.replaceAll('_', '\\_')}%options`;
  const [found] = await database.run([
    {
      sql: 'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE ? ORDER BY TABLE_NAME LIMIT 5000',
      values: [like],
      columns: ['name'],
    },
  ]);
  const names = (found?.rows ?? []).map(({ name }) => name?.toString('utf8') ?? '');
  return names.filter((name) => /^(\d+_)?options$/.test(name.slice(prefix.length)));
}

async function* linesOf(
  { open: { database } }: Snapshot,
  choices: readonly Choice[],
  tally: { rows: number; missing: string[] },
): AsyncGenerator<Buffer> {
  for (const { table, ...wish } of choices) {
    const shape = await shapeOf(database, table);
    if (!shape) tally.missing.push(table);
    else
      for await (const rows of pagesOf(database, shape, wish)) {
        tally.rows += rows.length;
        yield Buffer.from(rows.map((row) => `${lineOf(shape, row)}\n`).join(''));
      }
  }
}

/** A row as JSON, its columns in the table's order. A value is a text or null, or {"base64": …} where it is no UTF-8. */
export function lineOf({ name, columns }: Pick<TableShape, 'name' | 'columns'>, row: Row): string {
  const cells = columns.map((column, index) => [column.name, jsonValue(row[`c${index}`] ?? null)] as const);
  return JSON.stringify({ table: name, row: Object.fromEntries(cells) });
}

const jsonValue = (cell: Buffer | null) =>
  cell === null ? null : isUtf8(cell) ? cell.toString('utf8') : { base64: cell.toString('base64') };
