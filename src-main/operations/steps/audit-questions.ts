import type { Statement } from '../../hosts/database.ts';
import { cloudOptions, holdsSecret } from '../../wordpress/cloud-tokens.ts';
import { knownBadEmails, knownBadLogins } from '../../wordpress/known-bad-users.ts';
import { tokenOptions } from '../../wordpress/token-options.ts';
import { capabilityValues, isCapabilities, marksFor } from './capability-rows.ts';
import type { DoorQuestion } from './doors-in-database.ts';
import type { OpenSite } from './look.ts';
import { asWordpressSees } from './read-sessions.ts';

/** The most of each that an audit takes from one site; where there is more, the report says so. */
export const most = { users: 5000, rows: 50_000, passwords: 2000, blogs: 500, code: 500, shared: 100, keys: 2000 };
export const largestOption = 262_144;
const largestPasswords = 65_536;

export type Question =
  | 'values'
  | 'options'
  | 'registered'
  | 'emails'
  | 'hashes'
  | 'weak'
  | 'badNames'
  | 'passwords'
  | 'orphans'
  | 'keyTables'
  | 'rights'
  | 'triggers'
  | 'events'
  | 'network'
  | 'blogs'
  | DoorQuestion;

/** What is asked in the first round trip. It changes nothing, and no hash of a password leaves the server. */
export function firstQuestions(open: OpenSite): [Question, Statement][] {
  const { tables } = open;
  const { prefix, users, sitemeta } = tables;
  const network: [Question, Statement][] = sitemeta
    ? [
        ['network', networkOptions(sitemeta)],
        [
          'blogs',
          {
            sql: `SELECT blog_id AS blog, LEFT(CONCAT(domain, path), 300) AS at FROM \`${prefix}blogs\` ORDER BY blog_id LIMIT ${most.blogs + 1}`,
            columns: ['blog', 'at'],
          },
        ],
      ]
    : [];
  return [
    ['values', capabilityValues(open)],
    ['options', optionsOf(tables.options, prefix, open)],
    [
      'registered',
      {
        sql: `SELECT CAST(MIN(u.user_registered) AS CHAR) AS first FROM ${users} u WHERE u.user_registered > '1990-01-01 00:00:00'`,
        columns: ['first'],
      },
    ],
    ['emails', shared(users, 'LOWER(u.user_email)', `u.user_email <> ''`)],
    ['hashes', shared(users, 'CAST(u.user_pass AS BINARY)', 'LENGTH(u.user_pass) > 8')],
    [
      'weak',
      {
        sql: `SELECT u.ID AS id FROM ${users} u WHERE u.user_pass = '' OR (LENGTH(u.user_pass) = 32 AND u.user_pass REGEXP '^[0-9a-f]{32}$') LIMIT ${most.users}`,
        columns: ['id'],
      },
    ],
    [
      'badNames',
      {
        sql: `SELECT u.ID AS id FROM ${users} u WHERE u.user_login IN (${marksFor(knownBadLogins)}) OR u.user_email IN (${marksFor(knownBadEmails)}) OR u.user_login LIKE 'xtw%' LIMIT 500`,
        values: [...knownBadLogins, ...knownBadEmails],
        columns: ['id'],
      },
    ],
    ['passwords', applicationPasswords(open)],
    ['orphans', orphans(open)],
    ['keyTables', tablesThere(prefix)],
    ...storedCode(prefix),
    ...network,
  ];
}

/** A blog's options: values of those that are settings, only the names of those that hold a token. */
export function optionsOf(table: string, prefix: string, open: Pick<OpenSite, 'configuration'>): Statement {
  const settings = [
    `${prefix}user_roles`,
    'siteurl',
    'home',
    'default_role',
    'users_can_register',
    'db_version',
    'cron',
    'active_plugins',
  ];
  const value = `IF(LENGTH(o.option_value) <= ${largestOption}, ${asWordpressSees('o.option_value', open)}, NULL)`;
  return {
    sql: `SELECT o.option_name AS name, IF(o.option_name IN (${marksFor(settings)}), ${value}, NULL) AS value FROM ${table} o WHERE o.option_name IN (${marksFor(settings)}) OR (o.option_name IN (${marksFor(tokenOptions)}) AND o.option_value NOT IN ('', '0', 'a:0:{}')) OR (o.option_name IN (${marksFor(cloudOptions)}) AND o.option_value REGEXP ?)`,
    values: [...settings, ...settings, ...tokenOptions, ...cloudOptions, holdsSecret],
    columns: ['name', 'value'],
  };
}

export const networkOptions = (sitemeta: string): Statement => ({
  sql: `SELECT meta_key AS name, LEFT(meta_value, ${largestOption}) AS value FROM ${sitemeta} WHERE meta_key IN ('siteurl', 'site_admins', 'registration', 'add_new_users', 'menu_items', 'active_sitewide_plugins') ORDER BY meta_id DESC LIMIT 100`,
  columns: ['name', 'value'],
});

function shared(users: string, by: string, where: string): Statement {
  return {
    sql: `SELECT COUNT(*) AS n, LEFT(GROUP_CONCAT(u.ID ORDER BY u.ID SEPARATOR ','), 1000) AS ids FROM ${users} u WHERE ${where} GROUP BY ${by} HAVING COUNT(*) > 1 ORDER BY n DESC LIMIT ${most.shared}`,
    columns: ['n', 'ids'],
  };
}

function applicationPasswords(open: OpenSite): Statement {
  const value = `IF(LENGTH(m.meta_value) <= ${largestPasswords}, ${asWordpressSees('m.meta_value', open)}, NULL)`;
  return {
    sql: `SELECT m.user_id AS user_id, ${value} AS value FROM ${open.tables.usermeta} m JOIN ${open.tables.users} u ON u.ID = m.user_id WHERE m.meta_key = '_application_passwords' AND CAST(m.meta_key AS BINARY) = CAST('_application_passwords' AS BINARY) ORDER BY m.umeta_id LIMIT ${most.passwords + 1}`,
    columns: ['user_id', 'value'],
  };
}

function orphans(open: OpenSite): Statement {
  const { sql, values } = isCapabilities('m', open);
  return {
    sql: `SELECT m.user_id AS user_id, m.meta_key AS name, SHA2(m.meta_value, 256) AS digest FROM ${open.tables.usermeta} m LEFT JOIN ${open.tables.users} u ON u.ID = m.user_id WHERE ${sql} AND u.ID IS NULL ORDER BY m.umeta_id LIMIT ${most.users}`,
    values,
    columns: ['user_id', 'name', 'digest'],
  };
}

/** Tables of API keys, and of the blogs' options, that are there with the columns that are asked for. */
export function tablesThere(prefix: string): Statement {
  const like = (end: string) => `${prefix.replaceAll('_', '\\_')}%${end}`;
  return {
    sql: `SELECT TABLE_NAME AS name, LEFT(GROUP_CONCAT(LOWER(COLUMN_NAME) SEPARATOR ','), 1000) AS columns_there FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND (TABLE_NAME LIKE ? OR TABLE_NAME LIKE ? OR TABLE_NAME LIKE ?) GROUP BY TABLE_NAME LIMIT 4000`,
    values: [like('woocommerce\\_api\\_keys'), like('gf\\_rest\\_api\\_keys'), like('options')],
    columns: ['name', 'columns_there'],
  };
}

/** Without the right to see them the server shows none of them, so the rights are asked as well. */
function storedCode(prefix: string): [Question, Statement][] {
  const speaks = (code: string) =>
    `${['users', 'usermeta', 'capabilities', 'options', 'user\\_pass'].map((word) => `${code} LIKE '%${word}%'`).join(' OR ')}`;
  const me = `CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')`;
  const rights = `PRIVILEGE_TYPE IN ('TRIGGER', 'EVENT') AND GRANTEE = ${me}`;
  const own = ['users', 'usermeta', 'options'].map((name) => `${prefix}${name}`);
  return [
    [
      'rights',
      {
        sql: `SELECT PRIVILEGE_TYPE AS granted FROM information_schema.USER_PRIVILEGES WHERE ${rights} UNION SELECT PRIVILEGE_TYPE AS granted FROM information_schema.SCHEMA_PRIVILEGES WHERE ${rights} AND DATABASE() LIKE TABLE_SCHEMA`,
        columns: ['granted'],
      },
    ],
    [
      'triggers',
      {
        sql: `SELECT TRIGGER_NAME AS name, CONCAT(LOWER(ACTION_TIMING), ' ', EVENT_MANIPULATION, ' on ', EVENT_OBJECT_TABLE) AS what, CAST(CREATED AS CHAR) AS created, SHA2(ACTION_STATEMENT, 256) AS digest, (EVENT_OBJECT_TABLE IN (${marksFor(own)}) OR ${speaks('ACTION_STATEMENT')}) AS touches FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() LIMIT ${most.code + 1}`,
        values: own,
        columns: ['name', 'what', 'created', 'digest', 'touches'],
      },
    ],
    [
      'events',
      {
        sql: `SELECT EVENT_NAME AS name, CONCAT(LOWER(STATUS), ', ', IFNULL(CONCAT('every ', INTERVAL_VALUE, ' ', INTERVAL_FIELD), 'once')) AS what, CAST(CREATED AS CHAR) AS created, SHA2(EVENT_DEFINITION, 256) AS digest, (${speaks('EVENT_DEFINITION')}) AS touches FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() LIMIT ${most.code + 1}`,
        columns: ['name', 'what', 'created', 'digest', 'touches'],
      },
    ],
  ];
}
