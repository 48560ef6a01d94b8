import { ResaltError } from '../../contract/failures.ts';
import type { Row, Statement } from '../../hosts/database.ts';
import type { OpenSite } from '../../operations/steps/look.ts';
import { addressOf } from '../../wordpress/session-activity.ts';
import { kindOfEvent, plainValue, sentenceOf } from './activity-words.ts';
import { type Draft, draft } from './draft.ts';
import { beginningOf, type Gathered, type Window } from './gathered.ts';

const perPage = 1000;
const mostEvents = 10_000;
/** Rows beside one page's events. */
const mostBeside = 20_000;

interface ActivityPlugin {
  source: 'wp-activity-log' | 'simple-history';
  name: string;
  tables: readonly [events: string, beside: string];
  needs: readonly [events: readonly string[], beside: readonly string[]];
  clock: string;
  /** The events before `?` by number from `?` on, and what stands beside them: rows id, name, value. */
  page(names: readonly [string, string], columns: ReadonlySet<string>): { events: Statement; beside: Statement };
  draftOf(row: Row, beside: ReadonlyMap<string, string>, offsetMs: number): Draft;
}

/** What the logs of plugins tell, of those that are there; null where there is none of a plugin. */
export async function gatherActivityLogs(open: OpenSite, window: Window): Promise<Gathered[]> {
  const { prefix } = open.tables;
  const columns = await columnsOf(
    open,
    plugins.flatMap(({ tables }) => tables.map((name) => `${prefix}${name}`)),
  );
  const all: Gathered[] = [];
  for (const plugin of plugins) {
    const names = plugin.tables.map((name) => `${prefix}${name}`);
    const there = names.map((name) => columns.get(name.toLowerCase()));
    const [events, beside] = there;
    if (!events) continue;
    const base = {
      source: plugin.source,
      from: `Table ${names[0]} of ${plugin.name}`,
      clock: `${plugin.clock} ${window.clocks.words}`,
    };
    const known = plugin.needs.every((needed, index) => needed.every((name) => there[index]?.columns.has(name)));
    if (!beside || !known)
      all.push({
        ...base,
        drafts: [],
        lacks: `${plugin.name} is or was in use here, but its tables have another shape than Resalt knows.`,
      });
    else all.push({ ...base, ...(await readEvents(open, plugin, [events.name, beside.name], events.columns, window)) });
  }
  return all;
}

async function readEvents(
  open: OpenSite,
  plugin: ActivityPlugin,
  names: readonly [string, string],
  columns: ReadonlySet<string>,
  window: Window,
): Promise<Pick<Gathered, 'drafts' | 'lacks'>> {
  const { events, beside } = plugin.page(names, columns);
  const drafts: Draft[] = [];
  for (let before = 9_223_372_036_854_775_807n; ; ) {
    const values = [beginningOf(window), before];
    const [found, more] = await tryToRun(open, [
      { ...events, values },
      { ...beside, values },
    ]);
    if (!found) return { drafts, lacks: `The database did not answer what ${plugin.name} keeps, or not all of it.` };
    const of = new Map<string, Map<string, string>>();
    for (const row of more ?? []) {
      const id = text(row.id);
      const known = of.get(id) ?? new Map<string, string>();
      known.set(text(row.name), plainValue(text(row.value)));
      of.set(id, known);
    }
    for (const row of found)
      drafts.push(plugin.draftOf(row, of.get(text(row.id)) ?? new Map(), window.clocks.offsetMs));
    const last = text(found.at(-1)?.id);
    if (found.length < perPage || !/^\d{1,19}$/.test(last)) return { drafts, lacks: null };
    if (drafts.length >= mostEvents) return { drafts, lacks: `Only its newest ${mostEvents} events were read.` };
    before = BigInt(last);
  }
}

async function tryToRun({ database }: OpenSite, statements: Statement[]): Promise<Row[][]> {
  try {
    return (await database.run(statements)).map(({ rows }) => rows);
  } catch (error) {
    if (error instanceof ResaltError && (error.code === 'DATABASE_REFUSED' || error.code === 'TIMED_OUT')) return [];
    throw error;
  }
}

async function columnsOf(
  open: OpenSite,
  names: string[],
): Promise<Map<string, { name: string; columns: Set<string> }>> {
  const [rows = []] = await tryToRun(open, [
    {
      sql: `SELECT TABLE_NAME AS tab, COLUMN_NAME AS col FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${names.map(() => '?').join(', ')}) LIMIT 500`,
      values: names,
      columns: ['tab', 'col'],
    },
  ]);
  const found = new Map<string, { name: string; columns: Set<string> }>();
  for (const row of rows) {
    const name = text(row.tab);
    if (!/^[A-Za-z0-9_$-]{1,64}$/.test(name)) continue;
    const table = found.get(name.toLowerCase()) ?? { name, columns: new Set() };
    table.columns.add(text(row.col).toLowerCase());
    found.set(name.toLowerCase(), table);
  }
  return found;
}

const besideOf = (
  events: string,
  which: string,
  beside: string,
  id: string,
  name: string,
  value: string,
): Statement => ({
  sql: `SELECT b.\`${id}\` AS id, LEFT(b.\`${name}\`, 60) AS name, LEFT(b.\`${value}\`, 300) AS value FROM (SELECT l.id FROM \`${events}\` l WHERE ${which} ORDER BY l.id DESC LIMIT ${perPage}) p JOIN \`${beside}\` b ON b.\`${id}\` = p.id LIMIT ${mostBeside}`,
  columns: ['id', 'name', 'value'],
});

const wpActivityLog: ActivityPlugin = {
  ...{ source: 'wp-activity-log', name: 'WP Activity Log' },
  tables: ['wsal_occurrences', 'wsal_metadata'],
  needs: [
    ['id', 'alert_id', 'created_on'],
    ['occurrence_id', 'name', 'value'],
  ],
  clock: 'Unix time with fractions of a second, of the server’s PHP.',
  page([events, beside], columns) {
    // Since 4.4 these are columns; before they stood beside.
    const own = (name: string) => (columns.has(name) ? `LEFT(l.\`${name}\`, 200)` : 'NULL');
    const which = 'l.created_on >= ? AND l.id < ?';
    const names = ['object', 'event_type', 'username', 'client_ip', 'user_agent', 'session_id'];
    return {
      events: {
        sql: `SELECT l.id AS id, l.alert_id AS event, CAST(l.created_on AS DECIMAL(20,3)) AS at, ${names.map((name) => `${own(name)} AS ${name}`).join(', ')} FROM \`${events}\` l WHERE ${which} ORDER BY l.id DESC LIMIT ${perPage}`,
        columns: ['id', 'event', 'at', ...names],
      },
      beside: besideOf(events, which, beside, 'occurrence_id', 'name', 'value'),
    };
  },
  draftOf(row, beside, offsetMs) {
    const either = (column: string, name: string) => text(row[column]) || (beside.get(name) ?? '');
    const seconds = text(row.at);
    const kind = kindOfEvent(Number(text(row.event)), text(row.object), text(row.event_type));
    const told = [...beside].filter(([name]) => !notTold.test(name)).map(([name, value]) => `${name} ${value}`);
    const session = either('session_id', 'SessionID').toLowerCase();
    const agent = either('user_agent', 'UserAgent') || null;
    return draft({
      ...{
        at: Math.round(Number(seconds) * 1000) - offsetMs,
        asWritten: `${seconds} (Unix time)`,
        source: 'wp-activity-log',
      },
      ...{ kind, who: either('username', 'Username') || null, ip: addressOf(either('client_ip', 'ClientIP')), agent },
      what: [`Event ${text(row.event)}: ${kind}`, ...told].join('; ').slice(0, 1000),
      session: /^[0-9a-f]{64}$/.test(session) ? session : null,
      answered: !/refused|blocked/.test(kind),
    });
  },
};

const notTold =
  /^(ClientIP|UserAgent|CurrentUserID|CurrentUserRoles|Username|SessionID|OtherIPs|.*(pass|token|secret|nonce|key).*)$/i;

const simpleHistory: ActivityPlugin = {
  ...{ source: 'simple-history', name: 'Simple History' },
  tables: ['simple_history', 'simple_history_contexts'],
  needs: [
    ['id', 'date', 'message'],
    ['history_id', 'key', 'value'],
  ],
  clock: 'A date without a zone, which the plugin writes in UTC.',
  page([events, beside]) {
    const seconds = "TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', l.date)";
    const which = `${seconds} >= ? AND l.id < ?`;
    return {
      events: {
        sql: `SELECT l.id AS id, ${seconds} AS at, l.date AS written, LEFT(l.message, 500) AS message FROM \`${events}\` l WHERE ${which} ORDER BY l.id DESC LIMIT ${perPage}`,
        columns: ['id', 'at', 'written', 'message'],
      },
      beside: besideOf(events, which, beside, 'history_id', 'key', 'value'),
    };
  },
  draftOf(row, beside, offsetMs) {
    const key = beside.get('_message_key') ?? '';
    const failed = /fail/.test(key);
    const kind = kinds[key] ?? (key.replaceAll('_', ' ') || 'event');
    return draft({
      ...{
        at: Number(text(row.at)) * 1000 - offsetMs,
        asWritten: `${text(row.written)} (UTC)`,
        source: 'simple-history',
        kind,
      },
      who: (failed ? beside.get('login') : undefined) ?? beside.get('_user_login') ?? beside.get('user_login') ?? null,
      ...{
        ip: addressOf(beside.get('_server_remote_addr') ?? ''),
        agent: beside.get('server_http_user_agent') ?? null,
      },
      ...{ what: sentenceOf(text(row.message), beside).slice(0, 1000), answered: !failed },
    });
  },
};

const kinds: Record<string, string> = {
  user_logged_in: 'login',
  user_logged_out: 'logout',
  user_login_failed: 'login refused',
  user_unknown_login_failed: 'login refused',
  user_created: 'user made',
  user_deleted: 'user deleted',
  user_updated_profile: 'user changed',
  plugin_installed: 'plugin installed',
  plugin_activated: 'plugin activated',
  theme_switched: 'theme activated',
};

const plugins = [wpActivityLog, simpleHistory];
const text = (value: Buffer | null | undefined): string => value?.toString('utf8') ?? '';
