import type { ActivityLog } from '../../contract/known-sessions.ts';
import type { Statement } from '../../hosts/database.ts';

/** Columns of a table as the site's database has them: lower-case name to type. */
export type Columns = ReadonlyMap<string, string>;

export interface ActivityTable {
  plugin: ActivityLog;
  /** Table names without the prefix; all are needed. */
  tables: readonly string[];
  /** null where the tables are of another shape than is known. Answers rows of `activityColumns`. */
  ask(tables: readonly { name: string; columns: Columns }[]): Statement | null;
}

/** `at`: Unix seconds. `ip` is text, or with `ip_hex` 16 bytes in hexadecimal. */
export const activityColumns = ['user_id', 'at', 'ip', 'ip_hex', 'session'] as const;

/** The newest rows of a log are read, by its primary key, however many there are. */
const newest = 20_000;
const mostAnswers = 20_000;
const columns = [...activityColumns];

const has = (of: Columns | undefined, ...names: string[]) => names.every((name) => of?.has(name));
const firstOf = (of: Columns | undefined, names: string[]) => names.find((name) => of?.has(name));
const isNumber = (type: string | undefined) => /^(tiny|small|medium|big)?int|^(double|float|decimal)/.test(type ?? '');

const grouped = (from: string) =>
  `SELECT r.user_id AS user_id, CAST(FLOOR(MAX(r.at)) AS DECIMAL(20,0)) AS at, r.ip AS ip, r.ip_hex AS ip_hex, r.session AS session FROM (${from}) r WHERE r.user_id > 0 GROUP BY r.user_id, r.ip, r.ip_hex, r.session LIMIT ${mostAnswers}`;

/**
 * Logs of plugins that say when somebody was last seen. WP Activity Log since 4.4.2 (its session_id is the hash of the
 * session's token, as WordPress keeps it), Simple History (UTC dates), Wordfence; read in their source. Of Guard Dog only the table's
 * name and what it holds are known, so it is asked by whichever of the likely columns are there, and only for times that
 * can mean one thing.
 */
export const activityTables: readonly ActivityTable[] = [
  {
    plugin: 'WP Activity Log',
    tables: ['wsal_occurrences'],
    ask([log]) {
      if (!log || !has(log.columns, 'id', 'user_id', 'created_on')) return null;
      const ip = has(log.columns, 'client_ip') ? 'LEFT(l.client_ip, 100)' : 'NULL';
      const session = has(log.columns, 'session_id') ? 'LEFT(l.session_id, 65)' : 'NULL';
      return {
        sql: grouped(
          `SELECT l.user_id AS user_id, l.created_on AS at, ${ip} AS ip, NULL AS ip_hex, ${session} AS session FROM \`${log.name}\` l ORDER BY l.id DESC LIMIT ${newest}`,
        ),
        columns,
      };
    },
  },
  {
    plugin: 'Simple History',
    tables: ['simple_history', 'simple_history_contexts'],
    ask([events, contexts]) {
      if (!has(events?.columns, 'id', 'date') || !has(contexts?.columns, 'history_id', 'key', 'value')) return null;
      const context = (alias: string) =>
        `JOIN \`${contexts?.name}\` ${alias} ON ${alias}.history_id = h.id AND ${alias}.\`key\``;
      const recent = `SELECT e.id AS id, TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', e.date) AS at FROM \`${events?.name}\` e ORDER BY e.id DESC LIMIT ${newest / 4}`;
      return {
        sql: grouped(
          `SELECT CAST(LEFT(u.value, 20) AS UNSIGNED) AS user_id, h.at AS at, LEFT(a.value, 100) AS ip, NULL AS ip_hex, NULL AS session FROM (${recent}) h ${context('u')} = '_user_id' LEFT ${context('a')} = '_server_remote_addr'`,
        ),
        columns,
      };
    },
  },
  {
    plugin: 'Wordfence',
    tables: ['wflogins'],
    ask([log]) {
      if (!log || !has(log.columns, 'id', 'ctime', 'fail', 'action', 'userid', 'ip')) return null;
      return {
        sql: grouped(
          `SELECT l.userID AS user_id, l.ctime AS at, NULL AS ip, HEX(l.IP) AS ip_hex, NULL AS session FROM (SELECT id, userID, ctime, fail, action, IP FROM \`${log.name}\` ORDER BY id DESC LIMIT ${newest}) l WHERE l.fail = 0 AND l.action = 'loginOK'`,
        ),
        columns,
      };
    },
  },
  {
    plugin: 'Guard Dog',
    tables: ['guard_dog_sessions'],
    ask([log]) {
      const at = firstOf(log?.columns, [
        'last_activity',
        'last_activity_at',
        'last_seen',
        'last_seen_at',
        'last_active',
      ]);
      if (!log || !at || !has(log.columns, 'id', 'user_id')) return null;
      const type = log.columns.get(at);
      const time = isNumber(type) ? `l.${at}` : type === 'timestamp' ? `UNIX_TIMESTAMP(l.${at})` : null;
      if (time === null) return null;
      const ip = firstOf(log.columns, ['ip_address', 'ip', 'client_ip']);
      const hashes = ['token_hash', 'session_token_hash', 'session_hash', 'session_token', 'session_id', 'verifier'];
      const session = firstOf(log.columns, hashes);
      return {
        sql: grouped(
          `SELECT l.user_id AS user_id, ${time} AS at, ${ip ? `LEFT(l.${ip}, 100)` : 'NULL'} AS ip, NULL AS ip_hex, ${session ? `LEFT(l.${session}, 65)` : 'NULL'} AS session FROM \`${log.name}\` l ORDER BY l.id DESC LIMIT ${newest}`,
        ),
        columns,
      };
    },
  },
];
