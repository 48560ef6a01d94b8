import type { Row, Statement } from '../../hosts/database.ts';
import type { AuditBlog, AuditReading } from '../../wordpress/audit-reading.ts';
import type { DatabaseAccount, DoorReading } from '../../wordpress/door-reading.ts';
import { userTokenKeys } from '../../wordpress/user-tokens.ts';
import { type Answers, not, partly, type Unread } from './audit-answers.ts';
import { number, text, utf8 } from './audit-people.ts';
import { marksFor } from './capability-rows.ts';
import { oddStatementsOf } from './configuration-statements.ts';
import type { OpenSite } from './look.ts';
import { plainConstant } from './read-configuration.ts';

export type DoorQuestion = 'userTokens' | 'me' | 'everywhere' | 'writers';

const most = { tokens: 2000, accounts: 500 };
/** Rights over the whole server with which one reads or writes other sites' data, files of the server, or makes accounts. */
const wide = ['SUPER', 'FILE', 'CREATE USER', 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'PROCESS', 'SYSTEM_USER'];

/** Tokens of users, and who may what on the database server as far as the site's account sees it. These change nothing and can't be refused. */
export function doorQuestions({ tables: { prefix, usermeta } }: OpenSite): [DoorQuestion, Statement][] {
  const like = userTokenKeys.map((key) => `${escaped(prefix)}%${escaped(key)}`);
  const plain = userTokenKeys;
  return [
    [
      'userTokens',
      {
        sql: `SELECT m.user_id AS user_id, LEFT(m.meta_key, 200) AS name FROM ${usermeta} m WHERE (m.meta_key IN (${marksFor(plain)})${like.map(() => ' OR m.meta_key LIKE ?').join('')}) AND m.meta_value NOT IN ('', '0', 'a:0:{}') ORDER BY m.umeta_id LIMIT ${most.tokens + 1}`,
        values: [...plain, ...like],
        columns: ['user_id', 'name'],
      },
    ],
    ['me', { sql: `SELECT CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''') AS me`, columns: ['me'] }],
    [
      'everywhere',
      {
        sql: `SELECT GRANTEE AS account, LEFT(GROUP_CONCAT(DISTINCT PRIVILEGE_TYPE), 500) AS rights FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE IN (${marksFor(wide)}) OR PRIVILEGE_TYPE = 'USAGE' GROUP BY GRANTEE LIMIT ${most.accounts + 1}`,
        values: wide,
        columns: ['account', 'rights'],
      },
    ],
    [
      'writers',
      {
        sql: `SELECT DISTINCT GRANTEE AS account FROM information_schema.SCHEMA_PRIVILEGES WHERE PRIVILEGE_TYPE IN ('INSERT', 'UPDATE') AND DATABASE() LIKE TABLE_SCHEMA LIMIT ${most.accounts + 1}`,
        columns: ['account'],
      },
    ],
  ];
}

const escaped = (text: string): string => text.replaceAll(/[\\_%]/g, '\\$&');

/** What the answers and the configuration say of doors. What is asked of the server's files and over HTTP comes later: until then it is unread. */
export function doorsOf(
  open: OpenSite,
  answers: Answers,
  blogs: ReadonlyMap<number, AuditBlog>,
  unread: Unread,
): DoorReading {
  const tokens = answers.get('userTokens') ?? [];
  if (tokens.length > most.tokens) unread.set('user-tokens', partly(`There are more than ${most.tokens} such tokens.`));
  if ([...blogs.values()].some(({ planned }) => planned === null))
    unread.set('cron', partly('What WP-Cron has planned could not be read on every blog.'));
  const version = open.configuration?.version ?? null;
  if (version === null) unread.set('wordpress-version', not('The version of WordPress is not to be seen from here.'));
  unread.set('php-version', not('The version of PHP is not to be seen from here.'));
  unread.set('cron-code', partly('Whether its hooks have code was not looked up: that takes a shell.'));
  unread.set('outside', not('Nothing was asked from outside.'));
  return {
    userTokens: tokens.slice(0, most.tokens).map((row) => ({ userId: number(row.user_id), key: utf8(row.name) })),
    jwtSecret: jwtSecretOf(open),
    accounts: accountsOf(answers, unread),
    cronWithoutCode: [],
    versions: { wordpress: version, php: null },
    configStatements: oddStatementsOf(open, unread),
    leaks: [],
  };
}

/** An account that may make others without seeing them leaves the question open; one that may not has made none. */
function accountsOf(answers: Answers, unread: Unread): DatabaseAccount[] {
  const me = text(answers.get('me')?.[0]?.me);
  const of = (row: Row) => text(row.account);
  const rows = answers.get('everywhere') ?? [];
  const writers = new Set((answers.get('writers') ?? []).map(of));
  const everywhere = new Map(
    rows.map((row) => [
      of(row),
      text(row.rights)
        .split(',')
        .filter((one) => wide.includes(one)),
    ]),
  );
  const names = new Set([me, ...everywhere.keys(), ...writers].filter(Boolean));
  if (names.size > most.accounts) unread.set('accounts', partly(`There are more than ${most.accounts} accounts.`));
  const own = everywhere.get(me) ?? [];
  if (names.size === 1 && own.includes('CREATE USER'))
    unread.set('accounts', partly('The site’s account may make others, but not see them.'));
  return [...names].slice(0, most.accounts).map((name) => ({
    name: name.slice(0, 200),
    own: name === me,
    everywhere: everywhere.get(name) ?? [],
    writesHere: writers.has(name) || (everywhere.get(name) ?? []).some((one) => one === 'INSERT' || one === 'UPDATE'),
  }));
}

/** JWT plugins sign whoever's login with it (FACTS: Other token stores, believed). */
function jwtSecretOf({ configuration }: OpenSite): AuditReading['jwtSecret'] {
  if (!configuration?.understood.constants.has('JWT_AUTH_SECRET_KEY')) return null;
  const value = plainConstant(configuration.understood, 'JWT_AUTH_SECRET_KEY');
  if (value === undefined) return 'unknown';
  if (/^(your-top-secret-key|your-top-secrect-key|put your unique phrase here|secret|)$/i.test(value))
    return 'placeholder';
  return value.length < 24 ? 'short' : 'long';
}
