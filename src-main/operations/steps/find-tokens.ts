import type { TokenChoice } from '../../contract/orders/revoke-tokens.ts';
import type { Statement } from '../../hosts/database.ts';
import type { ApplicationPassword } from '../../wordpress/application-passwords.ts';
import { productOf, stopsWorking, tokenOptions } from '../../wordpress/token-options.ts';
import { type PasswordRow, readPasswordPages, takingOut } from './application-password-rows.ts';
import { type KeyTable, keyOf, keysOf, keyTablesAmong } from './audit-keys.ts';
import { text } from './audit-people.ts';
import { tablesThere } from './audit-questions.ts';
import { marksFor } from './capability-rows.ts';
import { calledUser, findUsers, isSameLogin } from './find-users.ts';
import type { OpenSite } from './look.ts';

/** A key that is to go. */
export interface Token {
  kind: string;
  /** For a person; the same at every look. */
  what: string;
  /** In whose name it opens; null: nobody's. */
  userId: number | null;
  /** The option that holds it, and its blog. */
  option?: { name: string; blog: number } | undefined;
  /** What stops working, in words. */
  loses: string | null;
}

/** One write, and the keys that go with it. `refused`: they are in a list that can't be read whole. */
export interface Batch {
  tokens: Token[];
  statement: Statement | 'refused';
}

const day = 86_400;

/** What of the choices there is on the site now. */
export async function findTokens(open: OpenSite, choices: readonly TokenChoice[]): Promise<Batch[]> {
  const here = choices.filter(({ siteId }) => siteId === undefined || siteId === open.site.id);
  const passwords = here.filter(({ kind }) => kind === 'application-password');
  const keys = here.filter(({ kind }) => kind === 'woocommerce' || kind === 'gravity-forms');
  const plugins = here.filter(({ kind }) => kind === 'plugin');
  const [found] = keys.length + plugins.length > 0 ? await open.database.run([tablesThere(open.tables.prefix)]) : [];
  const { tables, optionTables } = keyTablesAmong(found?.rows ?? [], open.tables.prefix);
  return [
    ...(passwords.length > 0 ? await passwordBatches(open, passwords) : []),
    ...(keys.length > 0 ? await keyBatches(open, keys, tables) : []),
    ...(plugins.length > 0 ? await optionBatches(open, plugins, optionTables) : []),
  ];
}

async function passwordBatches(open: OpenSite, choices: readonly TokenChoice[]): Promise<Batch[]> {
  const batches: Batch[] = [];
  const everybody = choices.some(({ userId, login }) => userId === undefined && login === undefined);
  const users = everybody ? null : await idsOf(open, choices);
  if (users?.length === 0) return [];
  const rows: PasswordRow[] = [];
  for await (const page of readPasswordPages(open, users)) rows.push(...page);
  const count = new Map<number, number>();
  for (const { userId } of rows) count.set(userId, (count.get(userId) ?? 0) + 1);
  for (const row of rows) {
    const mine = choices.filter((choice) => isOf(choice, row));
    const all = mine.some(meansAll);
    const ends = (item: ApplicationPassword) => mine.some((choice) => means(choice, item, open.now));
    if (mine.length === 0 || (row.items.length === 0 && row.problem === null)) continue;
    const followed = (count.get(row.userId) ?? 1) > 1;
    const statement = takingOut(open, row, ends, { all: all && !followed, followed });
    // Where others of the same user stand behind it, an unreadable row gives way to an empty list as well.
    const written = statement === 'refused' && all ? takingOut(open, row, ends, { all: true, followed }) : statement;
    if (written === null) continue;
    batches.push({ tokens: passwordsOf(row, all ? () => true : ends), statement: written });
  }
  return batches;
}

const isOf = ({ userId, login }: TokenChoice, row: PasswordRow): boolean =>
  (userId === undefined || userId === row.userId) && (login === undefined || isSameLogin(login, row.login ?? ''));

/** The whole list of whoever it is, so that it need not be read. */
const meansAll = ({ uuid, unusedForDays, neverUsed }: TokenChoice): boolean =>
  uuid === undefined && unusedForDays === undefined && neverUsed === undefined;

function means({ uuid, unusedForDays, neverUsed }: TokenChoice, item: ApplicationPassword, now: number): boolean {
  if (uuid !== undefined && uuid !== item.uuid) return false;
  if (neverUsed && item.lastUsed !== null) return false;
  return unusedForDays === undefined || (item.lastUsed ?? item.created ?? 0) < now - unusedForDays * day;
}

function passwordsOf(row: PasswordRow, ends: (item: ApplicationPassword) => boolean): Token[] {
  const whose =
    row.login === null ? `user ${row.userId}, who does not exist` : calledUser({ id: row.userId, login: row.login });
  const base = { kind: 'application-password', userId: row.userId };
  const items = row.items.filter(ends).map((item) => ({
    ...base,
    what: `“${item.name.slice(0, 100)}” (${item.uuid.slice(0, 8)}) of ${whose}`,
    loses: `Whatever uses “${item.name.slice(0, 100)}” of ${whose} is refused from then on.`,
  }));
  const whole = { ...base, what: `the list of ${whose}, which can’t be read`, loses: null };
  return row.problem !== null || items.length === 0 ? [...items, whole] : items;
}

async function idsOf(open: OpenSite, choices: readonly TokenChoice[]): Promise<number[]> {
  const logins = choices.flatMap(({ login }) => login ?? []);
  const found = logins.length > 0 ? await findUsers(open, { logins }) : [];
  return [...new Set([...choices.flatMap(({ userId }) => userId ?? []), ...found.map(({ id }) => id)])];
}

async function keyBatches(
  open: OpenSite,
  choices: readonly TokenChoice[],
  tables: readonly KeyTable[],
): Promise<Batch[]> {
  const wanted = tables.filter((table) =>
    choices.some(({ kind, blog }) => kind === table.kind && (blog === undefined || blog === table.blog)),
  );
  const results = await open.database.run(wanted.map(keysOf));
  const logins = new Map(
    (await findUsers(open, { logins: choices.flatMap(({ login }) => login ?? []) })).map(({ id, login }) => [
      id,
      login,
    ]),
  );
  return wanted.flatMap((table, index): Batch[] => {
    const keys = (results[index]?.rows ?? []).map((row) => keyOf(table, row));
    const going = keys.filter((key) =>
      choices.some(
        (choice) =>
          choice.kind === key.kind &&
          (choice.blog === undefined || choice.blog === key.blog) &&
          (choice.key === undefined || choice.key === key.id) &&
          (choice.userId === undefined || choice.userId === key.userId) &&
          (choice.login === undefined || isSameLogin(choice.login, logins.get(key.userId) ?? '')) &&
          (!choice.neverUsed || key.lastUsed === null) &&
          (choice.unusedForDays === undefined || (key.lastUsed ?? 0) < open.now - choice.unusedForDays * day),
      ),
    );
    if (going.length === 0) return [];
    const tokens = going.map((key): Token => {
      const what = `key ${key.id} (…${key.ending}) “${key.description.slice(0, 100)}” of user ${key.userId}${open.multisite ? `, blog ${key.blog}` : ''}`;
      return { kind: `${key.kind}-key`, what, userId: null, loses: `Whatever uses ${what} is refused from then on.` };
    });
    const ids = going.map(({ id }) => id);
    const sql = `DELETE FROM \`${table.table}\` WHERE key_id IN (${marksFor(ids)})`;
    return [{ tokens, statement: { sql, values: ids } }];
  });
}

async function optionBatches(
  open: OpenSite,
  choices: readonly TokenChoice[],
  optionTables: ReadonlySet<string>,
): Promise<Batch[]> {
  const { prefix } = open.tables;
  const blogs = [...optionTables].flatMap((table) => {
    const rest = /^(?:([1-9]\d{0,9})_)?options$/.exec(table.slice(prefix.length));
    const blog = Number(rest?.[1] ?? 1);
    return rest && (open.multisite || blog === 1)
      ? [{ table: blog === 1 ? open.tables.options : `\`${prefix}${blog}_options\``, blog }]
      : [];
  });
  const wanted = blogs.filter(({ blog }) =>
    choices.some((choice) => choice.blog === undefined || choice.blog === blog),
  );
  const results = await open.database.run(
    wanted.map(({ table }) => ({
      sql: `SELECT o.option_name AS name FROM ${table} o WHERE o.option_name IN (${marksFor(tokenOptions)}) AND o.option_value NOT IN ('', '0', 'a:0:{}') ORDER BY o.option_name`,
      values: [...tokenOptions],
      columns: ['name'],
    })),
  );
  return wanted.flatMap(({ table, blog }, index): Batch[] => {
    const names = (results[index]?.rows ?? []).map(({ name }) => text(name));
    const going = names.filter((name) => {
      const store = productOf(name);
      return choices.some(
        (choice) =>
          store !== null &&
          (choice.blog === undefined || choice.blog === blog) &&
          (choice.product === undefined || choice.product === store.product),
      );
    });
    if (going.length === 0) return [];
    const tokens = going.map((name): Token => {
      const store = productOf(name);
      return {
        kind: 'plugin-token',
        what: `${store?.product ?? 'a plugin'}: option ${name}${open.multisite ? ` of blog ${blog}` : ''}`,
        userId: null,
        option: { name, blog },
        loses: store ? stopsWorking(store) : null,
      };
    });
    const sql = `DELETE FROM ${table} WHERE option_name IN (${marksFor(going)})`;
    return [{ tokens, statement: { sql, values: going } }];
  });
}
