import { ResaltError } from '../../contract/failures.ts';
import type { ActivityLog } from '../../contract/known-sessions.ts';
import type { Row, Statement } from '../../hosts/database.ts';
import { type Activity, addressOf } from '../../wordpress/session-activity.ts';
import { ownSessionTable, sessionTables } from '../../wordpress/session-managers.ts';
import { activityTables } from './activity-tables.ts';
import type { OpenSite } from './look.ts';

export interface ActivityReading {
  /** By user. */
  of: ReadonlyMap<number, Activity[]>;
  /** Plugins that keep sessions of their own, or whose tables could not be understood, in words. */
  notes: string[];
}

/** Asks which of the plugins' tables are there, and of what shape. */
export function whichTables({ tables: { prefix } }: Pick<OpenSite, 'tables'>): Statement {
  const names = activityTables.flatMap(({ tables }) => tables.map((name) => `${prefix}${name}`));
  return columnsOf([...names, `${prefix}wfLogins`]);
}

/**
 * Who was last seen when, as the tables of plugins tell: `found` are the rows of `whichTables`; one round trip for each plugin that has any.
 * A plugin's table is never a reason to fail: what can't be asked is left out and said.
 */
export async function readActivity(open: OpenSite, found: readonly Row[]): Promise<ActivityReading> {
  const { prefix } = open.tables;
  const there = new Map<string, { name: string; columns: Map<string, string> }>();
  for (const row of found) {
    const name = text(row.tab);
    if (!/^[A-Za-z0-9_$-]{1,64}$/.test(name)) continue;
    const table = there.get(name.toLowerCase()) ?? { name, columns: new Map() };
    table.columns.set(text(row.col).toLowerCase(), text(row.type).toLowerCase());
    there.set(name.toLowerCase(), table);
  }
  const notes = sessionTables.filter(({ table }) => there.has(`${prefix}${table}`.toLowerCase())).map(ownSessionTable);
  const of = new Map<number, Activity[]>();
  for (const { plugin, tables, ask } of activityTables) {
    const mine = tables.map((name) => there.get(`${prefix}${name}`.toLowerCase()));
    if (mine.some((table) => table === undefined)) continue;
    const statement = ask(mine.filter((table): table is { name: string; columns: Map<string, string> } => !!table));
    const rows = statement && (await tryToRead(open, statement));
    if (rows) for (const row of rows) take(of, row, plugin);
    else notes.push(`${plugin} is or was in use here, but its table has another shape than Resalt knows.`);
  }
  return { of, notes };
}

const columnsOf = (names: string[]): Statement => ({
  sql: `SELECT TABLE_NAME AS tab, COLUMN_NAME AS col, DATA_TYPE AS type FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${names.map(() => '?').join(', ')}) LIMIT 500`,
  values: names,
  columns: ['tab', 'col', 'type'],
});

async function tryToRead({ database }: OpenSite, statement: Statement): Promise<Row[] | null> {
  try {
    const [found] = await database.run([statement]);
    return found?.rows ?? [];
  } catch (error) {
    if (error instanceof ResaltError && (error.code === 'DATABASE_REFUSED' || error.code === 'TIMED_OUT')) return null;
    throw error;
  }
}

function take(of: Map<number, Activity[]>, row: Row, by: ActivityLog): void {
  const userId = Number(text(row.user_id));
  const at = Number(text(row.at));
  if (!Number.isSafeInteger(userId) || !Number.isSafeInteger(at) || at <= 0) return;
  const name = text(row.session).toLowerCase();
  const ip = row.ip_hex ? ofHex(text(row.ip_hex)) : addressOf(text(row.ip));
  const all = of.get(userId) ?? [];
  all.push({ at, ip, session: /^[0-9a-f]{64}$/.test(name) ? name : null, by });
  of.set(userId, all);
}

/** Wordfence keeps 16 bytes, IPv4 as ::ffff:a.b.c.d. */
function ofHex(hex: string): string | null {
  if (!/^[0-9A-Fa-f]{32}$/.test(hex)) return null;
  const groups = hex.match(/.{4}/g) ?? [];
  return addressOf(groups.join(':'));
}

const text = (value: Buffer | null | undefined): string => value?.toString('latin1') ?? '';
