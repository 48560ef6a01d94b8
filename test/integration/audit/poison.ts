import type { CheckName, Finding } from '../../../src-main/contract/findings.ts';
import { sql } from '../../fleet/database.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { type OddUser, plantUsers, row } from './odd-users.ts';

/** One problem that is planted, and how its finding is told from others. */
export interface Planted {
  what: string;
  check: CheckName;
  /** Of the finding's title, place and evidence together. */
  says: RegExp;
  severity: Finding['severity'];
}

const admin = row(['administrator', 'b:1;']);
const user = (login: string, value: string): OddUser => ({ login, rows: [['capabilities', value]] });
const now = () => Math.floor(Date.now() / 1000);
const text = (value: string) => `s:${Buffer.byteLength(value)}:"${value}";`;

const password = (name: string, hash: string, created: number, used: number | null): string =>
  `a:1:{i:0;a:7:{s:4:"uuid";${text(`00000000-0000-4000-8000-${name.padStart(12, '0').slice(-12)}`)}s:6:"app_id";s:0:"";s:4:"name";${text(name)}s:8:"password";${text(hash)}s:7:"created";i:${created};s:9:"last_used";${used === null ? 'N;' : `i:${used};`}s:7:"last_ip";${used === null ? 'N;' : text('198.51.100.4')}}}`;

/** Problems of a single site before 6.8 and after; `before68` decides what a bare MD5 among application passwords is worth. */
export async function poison(site: FleetSite, { before68 }: { before68: boolean }): Promise<Planted[]> {
  const users = [
    user('sub-installer', row(['subscriber', 'b:1;'], ['install_plugins', 'b:1;'])),
    user('options-alone', row(['manage_options', 'i:1;'])),
    user('exporter', row(['subscriber', 'b:1;'], ['export', 'b:1;'])),
    user('looks-demoted', row(['administrator', 'b:0;'])),
    user('escaped', 'a:1:{S:13:"\\61dministrator";b:1;}'),
    user(
      'much-too-deep',
      `a:2:{${text('administrator')}b:1;${text('x')}${'a:1:{i:0;'.repeat(80)}i:1;${'}'.repeat(80)}}`,
    ),
    ...['wpsupp-user', 'xtw18387abc', 'mail-of-nobody', 'no-mail', 'twin-mail', 'new-one', 'no-date', 'never-here'].map(
      (login) => user(login, admin),
    ),
    ...['app-door', 'app-old', 'reset-now', 'reset-future', 'md5-user', 'no-password', 'hash-one'].map((login) =>
      user(login, admin),
    ),
    user('hash-two', row(['subscriber', 'b:1;'])),
  ];
  const ids = await plantUsers(site, users);
  const id = (login: string) => ids.get(login) ?? 0;
  const set = (login: string, what: string, value: unknown) =>
    sql(site, `UPDATE {p}users SET ${what} = ? WHERE ID = ?`, [value, id(login)]);
  const meta = (login: string, key: string, value: string) =>
    sql(site, 'INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, ?, ?)', [id(login), key, value]);
  await sql(site, `INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (99999, '{p}capabilities', ?)`, [
    admin,
  ]);
  await set('mail-of-nobody', 'user_email', 'wp-backup@wordpress.com');
  await set('no-mail', 'user_email', '');
  await set('twin-mail', 'user_email', 'member1@client.test');
  await set(
    'new-one',
    'user_registered',
    new Date((now() - 2 * 86_400) * 1000).toISOString().slice(0, 19).replace('T', ' '),
  );
  await sql(site, `UPDATE IGNORE {p}users SET user_registered = '0000-00-00 00:00:00' WHERE ID = ?`, [id('no-date')]);
  await set('reset-now', 'user_activation_key', `${now() - 600}:$P$BabcdefghijklmnopqrstuvwxyZ012.`);
  await set('reset-future', 'user_activation_key', `${now() + 400 * 86_400}:$P$BabcdefghijklmnopqrstuvwxyZ012.`);
  await set('md5-user', 'user_pass', '5f4dcc3b5aa765d61d8327deb882cf99');
  await set('no-password', 'user_pass', '');
  for (const login of ['hash-one', 'hash-two']) await set(login, 'user_pass', '$P$BsamesamesamesamesamesamesameS.');
  await meta(
    'app-door',
    '_application_passwords',
    password('door', '5f4dcc3b5aa765d61d8327deb882cf99', now() - 86_400, null),
  );
  await meta(
    'app-old',
    '_application_passwords',
    password('forgotten', '$P$Bxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.', now() - 900 * 86_400, now() - 400 * 86_400),
  );
  await roles(site);
  await keys(site, [
    ['woocommerce_api_keys', 88_888, 'read_write', null],
    ['woocommerce_api_keys', 1, 'read_write', null],
    ['gf_rest_api_keys', 1, 'read', null],
  ]);
  await sql(
    site,
    `INSERT INTO {p}options (option_name, option_value) VALUES ('mainwp_child_pubkey', 'x'), ('iwp_client_public_key', 'y')`,
  );
  await sql(site, `UPDATE {p}options SET option_value = '1' WHERE option_name = 'users_can_register'`);
  await sql(site, `UPDATE {p}options SET option_value = 'administrator' WHERE option_name = 'default_role'`);
  await sql(site, `UPDATE {p}options SET option_value = 'http://evil.example' WHERE option_name = 'home'`);
  await sql(
    site,
    `CREATE TRIGGER again AFTER DELETE ON {p}users FOR EACH ROW INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (1, 'x', 'y')`,
  );
  await sql(
    site,
    `CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO UPDATE {p}users SET user_pass = 'x' WHERE ID = 99999`,
  );
  return [
    ...(
      [
        ['a plugin installer by direct grant', 'hidden-administrator', /sub-installer.*install_plugins/, 'critical'],
        ['manage_options without any role', 'hidden-administrator', /options-alone.*manage_options/, 'critical'],
        ['export by direct grant', 'hidden-administrator', /exporter.*export/, 'medium'],
        ['"administrator";b:0', 'false-valued-role', /looks-demoted/, 'high'],
        ['contributors may edit plugins', 'tampered-role', /contributor.*edit_plugins/, 'critical'],
        ['editors may change options', 'tampered-role', /editor.*manage_options/, 'high'],
        ['a role of its own', 'custom-role', /caretaker/, 'medium'],
        ['an escaped key', 'unjudged-capabilities', /escaped/, 'high'],
        ['a row too deep to read', 'unjudged-capabilities', /much-too-deep/, 'high'],
        ['rights of nobody', 'orphaned-capabilities', /99999/, 'low'],
        ['a name of malware', 'known-bad-user', /wpsupp-user/, 'high'],
        ['a name of malware, in a row', 'known-bad-user', /xtw18387abc/, 'high'],
        ['an address of malware', 'known-bad-user', /wp-backup@wordpress\.com/, 'high'],
        ['an address of nobody', 'administrator-email', /mail-of-nobody/, 'medium'],
        ['no address', 'administrator-email', /no-mail.*no e-mail/, 'medium'],
        ['a subscriber’s address', 'administrator-email', /twin-mail.*member1/, 'medium'],
        ['registered two days ago', 'administrator-registered-lately', /new-one/, 'medium'],
        ['registered never', 'administrator-registered-lately', /no-date/, 'medium'],
        ['never logged in', 'administrator-never-seen', /never-here/, 'low'],
        ['anyone becomes administrator', 'open-registration', /administrator/, 'critical'],
        ['the bare MD5 back door', 'application-password', /app-door.*MD5/, before68 ? 'critical' : 'high'],
        ['an application password of years ago', 'application-password', /forgotten/, 'medium'],
        ['a shop’s key of nobody', 'woocommerce-key', /88888, who does not exist/, 'medium'],
        ['a shop’s key that was never used', 'woocommerce-key', /for owner/, 'low'],
        ['a key of forms', 'gravity-forms-key', /Gravity Forms/, 'low'],
        ['a token of MainWP', 'plugin-token', /MainWP/, 'low'],
        ['a token of InfiniteWP', 'plugin-token', /InfiniteWP/, 'low'],
        ['an open reset link', 'password-reset', /reset-now/, 'medium'],
        ['a reset link of next year', 'password-reset', /reset-future.*future/, 'high'],
        ['an MD5 password', 'weak-hash', /md5-user/, 'medium'],
        ['an empty password', 'weak-hash', /no-password/, 'low'],
        ['one hash for two', 'shared-hash', /hash-one.*hash-two/, 'high'],
        ['another home', 'site-address', /evil\.example/, 'medium'],
        ['a trigger', 'database-trigger', /again/, 'high'],
        ['an event', 'database-event', /nightly/, 'high'],
      ] as const
    ).map(([what, check, says, severity]) => ({ what, check, says, severity })),
  ];
}

/** Problems that only a network can have, beside some on a blog of its own. */
export async function poisonNetwork(site: FleetSite): Promise<Planted[]> {
  await plantUsers(site, [
    { login: 'rowless', rows: [] },
    { login: 'blog-two', rows: [['2_capabilities', row(['subscriber', 'b:1;'], ['manage_options', 'b:1;'])]] },
    { login: 'blog-three', rows: [['3_capabilities', row(['administrator', 'b:0;'])]] },
    { login: 'blog-gone', rows: [['55_capabilities', admin]] },
  ]);
  const logins = ['owner', 'rowless', 'not-made-yet'];
  await sql(site, `UPDATE {p}sitemeta SET meta_value = ? WHERE meta_key = 'site_admins'`, [
    `a:3:{${logins.map((login, index) => `i:${index};${text(login)}`).join('')}}`,
  ]);
  await sql(site, `UPDATE {p}2_options SET option_value = 'administrator' WHERE option_name = 'default_role'`);
  return (
    [
      ['a super admin in no list', 'super-admin', /rowless/, 'medium'],
      ['a super admin to be made', 'super-admin', /not-made-yet/, 'medium'],
      ['a direct grant on a blog', 'hidden-administrator', /blog-two.*blog 2/, 'critical'],
      ['b:0 on a blog', 'false-valued-role', /blog-three.*blog 3/, 'high'],
      ['rights on a blog that is gone', 'orphaned-capabilities', /blog 55/, 'low'],
      ['new users of a blog', 'default-role', /blog 2/, 'high'],
    ] as const
  ).map(([what, check, says, severity]) => ({ what, check, says, severity }));
}

/** What honest sites have and what looks like the above. Nothing of it is a high finding. */
export async function dress(site: FleetSite): Promise<void> {
  const ids = await plantUsers(site, [
    user('shop', row(['shop_manager', 'b:1;'])),
    user('buyer', row(['customer', 'b:1;'])),
    user('backup', row(['subscriber', 'b:1;'])),
    user('seo', row(['wpseo_editor', 'b:1;'], ['editor', 'b:1;'])),
    user('builder', row(['administrator', 'b:1;'], ['install_plugins', 'b:1;'], ['edit_files', 'b:1;'])),
    user('careless', 'a:1:{s:10:"administrator";b:1;}'),
    {
      login: 'twice',
      rows: [
        ['capabilities', row(['subscriber', 'b:1;'])],
        ['capabilities', admin],
        ['user_level', '10'],
      ],
    },
    { login: 'shouting', rows: [['CAPABILITIES', admin]] },
    user('locked-one', row(['subscriber', 'b:1;'])),
    user('locked-two', row(['subscriber', 'b:1;'])),
  ]);
  await sql(
    site,
    "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (77777, '{p}capabilities', ?), (77778, '{p}capabilities', ?)",
    [admin, row(['subscriber', 'b:1;'])],
  );
  await sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (2, '_application_passwords', ?)", [
    password('deploy', '$P$Bxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.', now() - 90 * 86_400, now() - 3600),
  ]);
  await sql(site, 'UPDATE {p}users SET user_activation_key = ? WHERE ID IN (1, ?)', [
    `${now() - 5 * 86_400}:$P$Babcdef`,
    ids.get('buyer'),
  ]);
  await sql(site, `UPDATE {p}options SET option_value = '1' WHERE option_name = 'users_can_register'`);
  await sql(site, `UPDATE {p}users SET user_registered = '2024-01-05 10:00:00' WHERE ID < 3`);
  await editRoles(site, (roles) =>
    roles
      .replace(/^a:(\d+):\{/, (_, count: string) => `a:${Number(count) + 4}:{${honestRoles}`)
      .replace(
        /(s:6:"Editor";s:12:"capabilities";a:)(\d+):\{/,
        (_, head: string, count: string) => `${head}${Number(count) + 1}:{${text('edit_theme_options')}b:1;`,
      ),
  );
  await keys(site, [
    ['woocommerce_api_keys', 1, 'read', 3600],
    ['gf_rest_api_keys', 2, 'read_write', 3600],
  ]);
  await sql(
    site,
    `INSERT INTO {p}options (option_name, option_value) VALUES ('mainwp_child_pubkey', 'x'), ('jetpack_private_options', 'y'), ('wp-health', '')`,
  );
  await sql(site, 'CREATE TABLE {p}stock (id INT PRIMARY KEY, count INT, changed DATETIME)');
  await sql(site, 'CREATE TRIGGER {p}stock_changed BEFORE UPDATE ON {p}stock FOR EACH ROW SET NEW.changed = NOW()');
}

const role = (name: string, ...capabilities: string[]) =>
  `${text(name)}a:2:{s:4:"name";${text(name)}s:12:"capabilities";${row(...capabilities.map((one): [string, string] => [one, 'b:1;']))}}`;
const honestRoles = [
  role('shop_manager', 'read', 'edit_users', 'list_users', 'import', 'export', 'manage_woocommerce', 'unfiltered_html'),
  role('customer', 'read'),
  role('wpseo_editor', 'read', 'edit_posts', 'wpseo_bulk_edit'),
  role('members_vip', 'read', 'read_private_posts'),
].join('');

async function roles(site: FleetSite): Promise<void> {
  const add = (name: string, capability: string) => (stored: string) =>
    stored.replace(
      new RegExp(`(s:\\d+:"${name}";s:12:"capabilities";a:)(\\d+):\\{`),
      (_, head: string, count: string) => `${head}${Number(count) + 1}:{${text(capability)}b:1;`,
    );
  await editRoles(site, add('Contributor', 'edit_plugins'));
  await editRoles(site, add('Editor', 'manage_options'));
  await editRoles(site, (stored) =>
    stored.replace(
      /^a:(\d+):\{/,
      (_, count: string) => `a:${Number(count) + 1}:{${role('caretaker', 'read', 'edit_users')}`,
    ),
  );
}

export async function rolesOf(site: FleetSite): Promise<string> {
  const name = `${site.db.prefix}user_roles`;
  const [found] = await sql(site, 'SELECT option_value AS value FROM {p}options WHERE option_name = ?', [name]);
  return String(found?.value);
}

export async function editRoles(site: FleetSite, change: (stored: string) => string): Promise<void> {
  const name = `${site.db.prefix}user_roles`;
  const before = await rolesOf(site);
  const after = change(before);
  if (after === before) throw new Error('The roles are not as this test knows them');
  await sql(site, 'UPDATE {p}options SET option_value = ? WHERE option_name = ?', [after, name]);
}

type Key = [table: string, userId: number, permissions: string, usedSecondsAgo: number | null];

/** Tables as WooCommerce and Gravity Forms make them. */
async function keys(site: FleetSite, rows: Key[]): Promise<void> {
  for (const [table, userId, permissions, ago] of rows) {
    await sql(
      site,
      `CREATE TABLE IF NOT EXISTS {p}${table} (key_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED NOT NULL, description VARCHAR(200), permissions VARCHAR(10) NOT NULL, consumer_key CHAR(64) NOT NULL, consumer_secret CHAR(43) NOT NULL, nonces LONGTEXT, truncated_key CHAR(7) NOT NULL, last_access DATETIME)`,
    );
    const last = ago === null ? null : new Date(Date.now() - ago * 1000).toISOString().slice(0, 19).replace('T', ' ');
    await sql(
      site,
      `INSERT INTO {p}${table} (user_id, description, permissions, consumer_key, consumer_secret, truncated_key, last_access) VALUES (?, 'a key', ?, 'ck_neverseen', 'cs_neverseen', 'abcdefg', ?)`,
      [userId, permissions, last],
    );
  }
}
