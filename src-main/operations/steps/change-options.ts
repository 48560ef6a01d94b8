import { ResaltError } from '../../contract/failures.ts';
import type { OptionChange } from '../../contract/orders/set-options.ts';
import type { Statement } from '../../hosts/database.ts';
import type { OpenSite } from './look.ts';

/** One row that is to have one value. */
export interface Setting {
  /** Unique within the site. */
  key: string;
  blog: number;
  option: string;
  value: string;
  /** In words, with the value that it is to have. */
  words: string;
  table: string;
  name: string;
  column: string;
}

/** Where the rows of these changes stand. Registration of a network is one row for all of it (read in wp-signup.php). */
export function settingsOf(open: OpenSite, changes: readonly OptionChange[]): Setting[] {
  const { tables, multisite } = open;
  return changes.map((change): Setting => {
    const { blog } = change;
    if (change.option === 'registration' && multisite && tables.sitemeta !== null) {
      const row = { table: tables.sitemeta, name: 'meta_key', column: 'meta_value' };
      return { ...row, key: 'network.registration', blog: 1, option: 'registration', value: 'none', words: closing };
    }
    if (blog !== 1 && !multisite)
      throw new ResaltError('INPUT_INVALID', `${open.site.name} is no network; it has no blog ${blog}.`, 'never');
    const [option, value, words] = rowOf(change);
    const of = blog === 1 ? '' : ` of blog ${blog}`;
    const table = blog === 1 ? tables.options : `\`${tables.prefix}${blog}_options\``;
    const row = { table, name: 'option_name', column: 'option_value' };
    return { ...row, key: `${blog}.${option}`, blog, option, value, words: `${words}${of}` };
  });
}

const closing = 'Nobody may register any more';

function rowOf(change: OptionChange): [option: string, value: string, words: string] {
  switch (change.option) {
    case 'registration':
      return ['users_can_register', '0', closing];
    case 'default-role':
      return ['default_role', change.value, `New users are ${change.value}`];
    case 'siteurl':
      return ['siteurl', change.value, `The address of WordPress is ${change.value}`];
    case 'home':
      return ['home', change.value, `The address of the site is ${change.value}`];
  }
}

/** The values as they stand, by key; a row that is not there is left out. */
export async function readOptions(open: OpenSite, settings: readonly Setting[]): Promise<Map<string, string>> {
  const results = await open.database.run(
    settings.map(({ table, name, column, option }) => ({
      sql: `SELECT LEFT(${column}, 2000) AS value FROM ${table} WHERE ${name} = ? LIMIT 1`,
      values: [option],
      columns: ['value'],
    })),
  );
  return new Map(
    settings.flatMap(({ key }, index) => {
      const row = results[index]?.rows[0];
      return row ? [[key, row.value ? row.value.toString('utf8') : '']] : [];
    }),
  );
}

/** Changes rows that still hold what was read, creates missing ones, and reads all back. Fails with VERIFY_FAILED where another value is there then. */
export async function setWhatDiffers(
  open: OpenSite,
  settings: readonly Setting[],
  before: ReadonlyMap<string, string>,
): Promise<void> {
  await open.database.run(settings.map((setting) => writing(setting, before.get(setting.key))));
  const after = await readOptions(open, settings);
  const wrong = settings.filter(({ key, value }) => after.get(key) !== value);
  if (wrong.length === 0) return;
  throw new ResaltError(
    'VERIFY_FAILED',
    `${wrong.map(({ option }) => option).join(', ')} of ${open.site.name} has another value after it was written: somebody else changes it, too. Look at the site, then try again.`,
    'check-first',
  );
}

function writing({ table, name, column, option, value }: Setting, before: string | undefined): Statement {
  if (before !== undefined)
    return {
      sql: `UPDATE ${table} SET ${column} = ? WHERE ${name} = ? AND BINARY ${column} = ?`,
      values: [value, option, before],
    };
  const [more, given] =
    column === 'option_value'
      ? ['autoload', `'yes'`]
      : ['site_id', `(SELECT COALESCE(MIN(n.site_id), 1) FROM ${table} n)`];
  return {
    sql: `INSERT INTO ${table} (${name}, ${column}, ${more}) SELECT ?, ?, ${given} FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM ${table} o WHERE o.${name} = ?)`,
    values: [option, value, option],
  };
}
