import type { Connection } from 'mysql2/promise';
import { dangerousCapabilities } from '../../../src-main/wordpress/user-can.ts';
import { connect } from '../../fleet/database.ts';
import type { FleetSite } from '../../fleet/site.ts';

const str = (text: string) => `s:${Buffer.byteLength(text)}:"${text}";`;
/** A serialized array of these keys, each with a value as PHP writes it. */
export const row = (...entries: [string, string][]): string =>
  `a:${entries.length}:{${entries.map(([key, value]) => `${str(key)}${value}`).join('')}}`;

/** One user: rows of capabilities in their order, with the key's ending behind the prefix. */
export interface OddUser {
  login: string;
  rows: [key: string, value: string][];
}

/** Every way of being, or of only looking like, an administrator that FACTS knows. */
export const oddUsers: readonly OddUser[] = [
  { login: 'direct', rows: [['capabilities', row(['subscriber', 'b:1;'], ['install_plugins', 'b:1;'])]] },
  { login: 'direct-alone', rows: [['capabilities', row(['manage_options', 'b:1;'])]] },
  { login: 'direct-denied', rows: [['capabilities', row(['administrator', 'b:1;'], ['manage_options', 'b:0;'])]] },
  { login: 'false-role', rows: [['capabilities', row(['administrator', 'b:0;'])]] },
  { login: 'null-role', rows: [['capabilities', row(['administrator', 'N;'])]] },
  { login: 'object', rows: [['capabilities', 'O:8:"stdClass":1:{s:13:"administrator";b:1;}']] },
  { login: 'wrong-case', rows: [['capabilities', row(['Administrator', 'b:1;'])]] },
  { login: 'wrong-key-case', rows: [['CAPABILITIES', row(['administrator', 'b:1;'])]] },
  { login: 'key-with-space', rows: [['capabilities ', row(['administrator', 'b:1;'])]] },
  {
    login: 'second-row',
    rows: [
      ['capabilities', row(['subscriber', 'b:1;'])],
      ['capabilities', row(['administrator', 'b:1;'])],
    ],
  },
  {
    login: 'first-row',
    rows: [
      ['capabilities', row(['administrator', 'b:1;'])],
      ['capabilities', row(['subscriber', 'b:1;'])],
    ],
  },
  {
    login: 'behind-a-wrong-key',
    rows: [
      ['Capabilities', row(['subscriber', 'b:1;'])],
      ['capabilities', row(['administrator', 'b:1;'])],
    ],
  },
  { login: 'broken', rows: [['capabilities', 'a:1:{s:13:"administrator";b:1']] },
  { login: 'bytes-behind', rows: [['capabilities', `${row(['administrator', 'b:1;'])} and more}`]] },
  { login: 'bytes-behind-not', rows: [['capabilities', `${row(['administrator', 'b:1;'])} and more`]] },
  { login: 'blank-around', rows: [['capabilities', `\n ${row(['administrator', 'b:1;'])}\t `]] },
  { login: 'a-string', rows: [['capabilities', str('administrator')]] },
  { login: 'bare', rows: [['capabilities', 'administrator']] },
  { login: 'twice', rows: [['capabilities', row(['edit_users', 'b:1;'], ['edit_users', 'b:0;'])]] },
  { login: 'level-ten', rows: [['user_level', '10']] },
  { login: 'custom', rows: [['capabilities', row(['caretaker', 'b:1;'])]] },
  { login: 'nameless-role', rows: [['capabilities', row(['nameless', 'b:1;'])]] },
  { login: 'tampered', rows: [['capabilities', row(['contributor', 'b:1;'])]] },
  {
    login: 'network-rights',
    rows: [['capabilities', row(['editor', 'b:1;'], ['manage_network_users', 'b:1;'], ['edit_users', 'i:1;'])]],
  },
  {
    login: 'network-plugins',
    rows: [['capabilities', row(['manage_network_plugins', 'b:1;'], ['activate_plugins', 'b:1;'])]],
  },
  {
    login: 'uploads',
    rows: [['capabilities', row(['upload_plugins', 'b:1;'], ['unfiltered_upload', 'b:1;'], ['edit_files', 'b:1;'])]],
  },
  { login: 'of-another-blog', rows: [['2_capabilities', row(['administrator', 'b:1;'])]] },
  { login: 'of-no-blog', rows: [['77_capabilities', row(['administrator', 'b:1;'])]] },
  { login: 'rowless-super', rows: [] },
  { login: 'Case-Super', rows: [] },
  { login: 'nobody', rows: [] },
];

/** Values that PHP reads and Resalt does not, or that might be such: they must be told, not judged. */
export const doubtfulUsers: readonly OddUser[] = [
  { login: 'wrong-length', rows: [['capabilities', 'a:1:{s:12:"administrator";b:1;}']] },
  { login: 'object-role', rows: [['capabilities', row(['administrator', 'O:8:"stdClass":0:{}'])]] },
  { login: 'padded', rows: [['capabilities', 'a:1:{s:00000000000013:"administrator";b:1;}']] },
  { login: 'escaped-key', rows: [['capabilities', 'a:1:{S:13:"\\61dministrator";b:1;}']] },
  {
    login: 'too-deep',
    rows: [
      ['capabilities', `a:2:{${str('administrator')}b:1;${str('x')}${'a:1:{i:0;'.repeat(80)}i:1;${'}'.repeat(80)}}`],
    ],
  },
];

const values = [
  'b:1;',
  'b:0;',
  'i:1;',
  'i:0;',
  'N;',
  's:0:"";',
  's:1:"0";',
  's:1:"1";',
  'd:0;',
  'd:0.5;',
  'a:0:{}',
  'a:1:{i:0;i:0;}',
];
const roles = [
  'administrator',
  'editor',
  'author',
  'contributor',
  'subscriber',
  'caretaker',
  'nameless',
  'Editor',
  'gone',
];

/** Users with rows at random: roles and capabilities mixed, with all kinds of values, doubled keys and rows. */
export function randomUsers(count: number, random: () => number): OddUser[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const value = () =>
    row(
      ...Array.from({ length: Math.floor(random() * 6) }, (): [string, string] => [
        random() < 0.4 ? pick(roles) : pick(dangerousCapabilities),
        pick(values),
      ]),
    );
  const key = () =>
    pick([
      'capabilities',
      'capabilities',
      'capabilities',
      'Capabilities',
      '2_capabilities',
      '3_capabilities',
      'capabilitie',
    ]);
  return Array.from({ length: count }, (_, index) => ({
    login: `random-${index}`,
    rows: Array.from({ length: 1 + Math.floor(random() * 2) }, (): [string, string] => [key(), value()]),
  }));
}

/** Gives a site two odd roles of its own, tampers with a third, and adds the users; answers with their ids by login. */
export async function plantUsers(site: FleetSite, users: readonly OddUser[]): Promise<Map<string, number>> {
  const connection = await connect(site);
  try {
    return new Map(await insertAll(connection, site.db.prefix, users));
  } finally {
    connection.destroy();
  }
}

async function insertAll(
  connection: Connection,
  prefix: string,
  users: readonly OddUser[],
): Promise<[string, number][]> {
  const ids: [string, number][] = [];
  for (const { login, rows } of users) {
    const [made] = await connection.query(
      `INSERT INTO ${prefix}users (user_login, user_pass, user_nicename, user_email, user_registered, display_name) VALUES (?, '*', ?, ?, '2024-03-01 10:00:00', ?)`,
      [login, login.toLowerCase(), `${login}@client.test`, login],
    );
    const id = 'insertId' in made ? made.insertId : 0;
    ids.push([login, id]);
    for (const [key, value] of rows)
      await connection.query(`INSERT INTO ${prefix}usermeta (user_id, meta_key, meta_value) VALUES (?, ?, ?)`, [
        id,
        `${prefix}${key}`,
        value,
      ]);
  }
  return ids;
}

/** Adds the roles `caretaker` (dangerous) and `nameless` (none to WordPress), and lets contributors edit plugins. `blog`: '' or as "2_". */
export async function plantRoles(site: FleetSite, blog = ''): Promise<void> {
  const connection = await connect(site);
  const table = `${site.db.prefix}${blog}options`;
  const name = `${site.db.prefix}${blog}user_roles`;
  try {
    const [rows] = await connection.query(`SELECT option_value AS value FROM ${table} WHERE option_name = ?`, [name]);
    const stored = String((rows as { value: string }[])[0]?.value);
    const own = (what: string, capabilities: string) =>
      `${str(what)}a:2:{${str('name')}${str(what)}${str('capabilities')}${capabilities}}`;
    const more = `${own('caretaker', row(['read', 'b:1;'], ['edit_users', 'b:1;'], ['manage_options', 's:1:"0";'], ['export', 'i:1;']))}${str('nameless')}a:2:{${str('name')}N;${str('capabilities')}${row(['manage_options', 'b:1;'])}}`;
    const tampered = stored.replace(
      /(s:11:"contributor";a:2:\{s:4:"name";s:11:"Contributor";s:12:"capabilities";a:)(\d+):\{/,
      (_, head: string, count: string) => `${head}${Number(count) + 1}:{${str('edit_plugins')}b:1;`,
    );
    if (tampered === stored) throw new Error('There is no role contributor to tamper with');
    const all = tampered.replace(/^a:(\d+):\{/, (_, count: string) => `a:${Number(count) + 2}:{${more}`);
    await connection.query(`UPDATE ${table} SET option_value = ? WHERE option_name = ?`, [all, name]);
  } finally {
    connection.destroy();
  }
}
