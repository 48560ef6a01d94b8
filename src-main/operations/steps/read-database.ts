import { ResaltError } from '../../contract/failures.ts';
import type { Database, Row, Statement } from '../../hosts/database.ts';
import { bytesToString } from '../../wordpress/byte-string.ts';
import { leastRights, parseUserRoles, rightsOfRow } from '../../wordpress/capabilities.ts';
import { canBeEdited } from '../../wordpress/session-tokens.ts';
import { isTablePrefix } from '../../wordpress/table-prefix.ts';
import { circumstancesOf, networkOptionsOf } from './circumstances.ts';
import {
  capabilitiesInForce,
  countAdministrators,
  plainOnesMatter,
  superAdminsInForce,
} from './count-administrators.ts';
import type { OpenSite } from './look.ts';

export interface CanaryCandidate {
  id: number;
  login: string;
  passwordHash: string;
  /** The user's session_tokens as stored. */
  sessions: Buffer | null;
}

/** How a canary's session calls itself, so that a later run can tell it from a person's. */
export const canaryAgent = 'Resalt canary';

export interface DatabaseReading {
  tables: Tables;
  /** Exactly as stored: the cookie names hang on every byte. On multisite the network's. */
  siteurl: string;
  /** Rows auth_key … nonce_salt, where WordPress keeps salts without constants. */
  saltOptions: Record<string, string>;
  sessions: { count: number; people: number; unreadable: number };
  /** Who holds sessions, for cache keys; at most 20,000. */
  userIds: number[];
  users: number;
  /** By WordPress's own judgement, of the main blog and with a network's super admins. null where a row can't be judged. */
  administrators: number | null;
  editors: { title: string; user: string }[];
  /** The least rights first; only users whose row of sessions a canary can join and leave without a trace. */
  canaryCandidates: CanaryCandidate[];
  /** Users with a session of an earlier canary. */
  leftoverCanaries: number[];
}

export interface Tables {
  prefix: string;
  users: string;
  usermeta: string;
  options: string;
  sitemeta: string | null;
}

/** The table names of a site. Multisite shares users, usermeta and sitemeta under the base prefix. */
export function tablesOf(
  prefix: string,
  multisite: boolean,
  custom: { users?: string; usermeta?: string } = {},
): Tables {
  for (const name of [prefix, custom.users ?? '', custom.usermeta ?? ''])
    if (!isTablePrefix(name))
      throw new ResaltError('CONFIG_UNREADABLE', 'The table prefix holds characters that WordPress refuses.', 'never');
  return {
    prefix,
    users: `\`${custom.users ?? `${prefix}users`}\``,
    usermeta: `\`${custom.usermeta ?? `${prefix}usermeta`}\``,
    options: `\`${prefix}options\``,
    sitemeta: multisite ? `\`${prefix}sitemeta\`` : null,
  };
}

const largestValue = 65_536;

/**
 * Everything a logout needs to know from the database, in one round trip. `now` is the server's clock, Unix seconds. Users for
 * a canary, with the hashes of their passwords, are read only where one is wanted.
 */
export async function readDatabase(
  database: Database,
  tables: Tables,
  now: number,
  { canary = true, configuration = null }: { canary?: boolean; configuration?: OpenSite['configuration'] } = {},
): Promise<DatabaseReading> {
  const asked = statements(tables, now, canary, configuration);
  const results = await database.run(asked.map(([, statement]) => statement));
  const answers = new Map(asked.map(([name], index) => [name, results[index]?.rows]));
  const rowsOf = (name: Question): Row[] => answers.get(name) ?? [];
  const stored = new Map(rowsOf('options').map((row) => [text(row.name), text(row.value)]));
  const shared = new Map(rowsOf('network').map((row) => [text(row.name), text(row.value)]));
  const roles = parseUserRoles(Buffer.from(stored.get(`${tables.prefix}user_roles`) ?? '', 'latin1'));
  const network = networkOptionsOf(rowsOf('network'), configuration);
  const superAdmins = new Set(network.superAdmins);
  const circumstances = circumstancesOf({ configuration, multisite: tables.sitemeta !== null }, network);
  const known = { roles, superAdmins, circumstances };
  // Hardly ever: a second round trip for who has a role that everybody has.
  const capabilities = plainOnesMatter(known)
    ? ((await database.run([capabilitiesInForce({ tables, configuration }, 'all')]))[0]?.rows ?? [])
    : rowsOf('capabilities');
  const judge = (row: Row) => rightsOfRow(row.value ?? Buffer.alloc(0), roles, superAdmins.has(utf8(row.login)));
  return {
    tables,
    siteurl: Buffer.from(shared.get('siteurl') ?? stored.get('siteurl') ?? '', 'latin1').toString('utf8'),
    saltOptions: Object.fromEntries([...(tables.sitemeta ? shared : stored)].filter(([name]) => isSaltOption(name))),
    sessions: {
      count: number(rowsOf('counts'), 'sessions'),
      people: number(rowsOf('counts'), 'people'),
      unreadable: number(rowsOf('counts'), 'unreadable'),
    },
    userIds: rowsOf('holders').map((row) => Number(text(row.user_id))),
    users: number(rowsOf('users'), 'users'),
    // Of a list that stands in wp-config the database can't say who is there.
    administrators:
      network.superAdminsInConfig || network.superAdminsUnread !== null
        ? null
        : countAdministrators(capabilities, rowsOf('superAdmins'), known),
    editors: rowsOf('editing').map((row) => ({ title: utf8(row.title), user: utf8(row.user) })),
    canaryCandidates: leastRights(
      rowsOf('candidates').map((row) => ({
        id: Number(text(row.id)),
        login: utf8(row.login),
        passwordHash: text(row.hash),
        sessions: row.sessions ?? null,
        rights: judge(row),
      })),
    ).filter(({ sessions }) => sessions === null || (sessions.length < largestValue && canBeEdited(sessions))),
    leftoverCanaries: rowsOf('canaries').map((row) => Number(text(row.user_id))),
  };
}

type Question =
  | 'options'
  | 'counts'
  | 'holders'
  | 'users'
  | 'capabilities'
  | 'editing'
  | 'canaries'
  | 'candidates'
  | 'network'
  | 'superAdmins';

function statements(
  tables: Tables,
  now: number,
  canary: boolean,
  configuration: OpenSite['configuration'],
): [Question, Statement][] {
  const { prefix, users, usermeta, options, sitemeta } = tables;
  const saltOptions = saltOptionNames.map(() => '?').join(', ');
  return [
    [
      'options',
      {
        sql: `SELECT option_name AS name, LEFT(option_value, ${largestValue * 4}) AS value FROM ${options} WHERE option_name IN ('siteurl', 'home', ?, ${saltOptions})`,
        values: [`${prefix}user_roles`, ...saltOptionNames],
        columns: ['name', 'value'],
      },
    ],
    [
      'counts',
      {
        // a:N:{…}: N is the number of sessions in the row; counting them here moves no row over the wire.
        sql: `SELECT CAST(COALESCE(SUM(CASE WHEN meta_value REGEXP '^a:[0-9]+:[{]' THEN SUBSTRING_INDEX(SUBSTRING(meta_value, 3, 12), ':', 1) ELSE 0 END), 0) AS UNSIGNED) AS sessions, COUNT(DISTINCT user_id) AS people, COALESCE(SUM(meta_value IS NULL OR meta_value NOT REGEXP '^a:[0-9]+:[{]'), 0) AS unreadable FROM ${usermeta} WHERE meta_key = 'session_tokens' AND (meta_value IS NULL OR meta_value <> 'a:0:{}')`,
        columns: ['sessions', 'people', 'unreadable'],
      },
    ],
    [
      'holders',
      {
        sql: `SELECT DISTINCT user_id FROM ${usermeta} WHERE meta_key = 'session_tokens' LIMIT 20000`,
        columns: ['user_id'],
      },
    ],
    ['users', { sql: `SELECT COUNT(*) AS users FROM ${users}`, columns: ['users'] }],
    ['capabilities', capabilitiesInForce({ tables, configuration }, 'but plain ones')],
    [
      'editing',
      {
        sql: `SELECT LEFT(p.post_title, 80) AS title, u.user_login AS user FROM \`${prefix}postmeta\` l JOIN \`${prefix}posts\` p ON p.ID = l.post_id LEFT JOIN ${users} u ON u.ID = SUBSTRING_INDEX(l.meta_value, ':', -1) WHERE l.meta_key = '_edit_lock' AND CAST(SUBSTRING_INDEX(l.meta_value, ':', 1) AS UNSIGNED) > ? LIMIT 20`,
        values: [now - 150],
        columns: ['title', 'user'],
      },
    ],
    [
      'canaries',
      {
        sql: `SELECT user_id FROM ${usermeta} WHERE meta_key = 'session_tokens' AND meta_value LIKE ? LIMIT 50`,
        values: [`%${canaryAgent}%`],
        columns: ['user_id'],
      },
    ],
    ...(canary
      ? ([
          [
            'candidates',
            {
              sql: candidatesSql(tables),
              values: [`${prefix}capabilities`, subscriber, `${prefix}capabilities`, subscriber],
              columns: ['id', 'login', 'hash', 'value', 'sessions'],
            },
          ],
        ] satisfies [Question, Statement][])
      : []),
    ...(sitemeta
      ? ([
          [
            'network',
            {
              sql: `SELECT meta_key AS name, LEFT(meta_value, ${largestValue}) AS value FROM ${sitemeta} WHERE meta_key IN ('siteurl', 'site_admins', 'add_new_users', 'menu_items', ${saltOptions}) ORDER BY meta_id DESC LIMIT 100`,
              values: saltOptionNames,
              columns: ['name', 'value'],
            },
          ],
          ['superAdmins', superAdminsInForce({ tables, configuration }, sitemeta)],
        ] satisfies [Question, Statement][])
      : []),
  ];
}

const subscriber = 'a:1:{s:10:"subscriber";b:1;}';

/** Plain subscribers first, then the smallest capability rows: a short row grants little. */
function candidatesSql({ users, usermeta }: Tables): string {
  const one = (is: '=' | '<>') =>
    `(SELECT u.ID AS id, u.user_login AS login, u.user_pass AS hash, LEFT(m.meta_value, ${largestValue}) AS value, (SELECT LEFT(s.meta_value, ${largestValue}) FROM ${usermeta} s WHERE s.user_id = u.ID AND s.meta_key = 'session_tokens' ORDER BY s.umeta_id LIMIT 1) AS sessions FROM ${usermeta} m JOIN ${users} u ON u.ID = m.user_id WHERE m.meta_key = ? AND m.meta_value ${is} ? AND u.user_pass <> '' ORDER BY m.umeta_id DESC LIMIT 10)`;
  return `${one('=')} UNION ALL ${one('<>')}`;
}

const saltOptionNames = ['auth', 'secure_auth', 'logged_in', 'nonce'].flatMap((name) => [
  `${name}_key`,
  `${name}_salt`,
]);
const isSaltOption = (name: string) => saltOptionNames.includes(name);

/** One character per byte. */
const text = (value: Buffer | null | undefined): string => (value ? bytesToString(value) : '');
const utf8 = (value: Buffer | null | undefined): string => value?.toString('utf8') ?? '';
const number = (rows: Row[] | undefined, column: string): number => Number(text(rows?.[0]?.[column])) || 0;
