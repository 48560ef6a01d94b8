import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from '../../fleet/database.ts';
import type { FleetSite } from '../../fleet/site.ts';
import type { Planted } from './poison.ts';

const text = (value: string) => `s:${Buffer.byteLength(value)}:"${value}";`;
const event = (hook: string, args: string) =>
  `${text(hook)}a:1:{${text('40cd750bba9870f18aada2478b24840a')}a:3:{${text('schedule')}${text('daily')}${text('args')}${args}${text('interval')}i:86400;}}`;
const cron = (...events: string[]) =>
  `a:2:{i:${Math.floor(Date.now() / 1000) + 3600};a:${events.length}:{${events.join('')}}${text('version')}i:2;}`;

const meta = (site: FleetSite, key: string) =>
  sql(site, `INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (1, ?, 'never')`, [key]);
const plan = (site: FleetSite, value: string) =>
  sql(site, `REPLACE INTO {p}options (option_name, option_value) VALUES ('cron', ?)`, [value]);
const activate = (site: FleetSite, plugins: readonly string[]) =>
  sql(site, `REPLACE INTO {p}options (option_name, option_value) VALUES ('active_plugins', ?)`, [
    `a:${plugins.length}:{${plugins.map((one, at) => `i:${at};${text(one)}`).join('')}}`,
  ]);

const backups = (site: FleetSite, settings: string) =>
  sql(site, `REPLACE INTO {p}options (option_name, option_value) VALUES ('updraft_dropbox', ?)`, [`a:1:{${settings}}`]);

/** In tables, beside what poison.ts plants there. */
export async function poisonDoors(site: FleetSite, { old }: { old: boolean }): Promise<Planted[]> {
  await meta(site, `${site.db.prefix}googlesitekit_access_token`);
  await meta(site, `${site.db.prefix}elementor_connect_common_data`);
  await backups(site, 's:15:"tk_access_token";s:5:"never";');
  const code = "eval(base64_decode('eA=='));";
  await plan(
    site,
    cron(
      event('wp_version_check', 'a:0:{}'),
      event('wp_update_core_now', `a:1:{i:0;${text(code)}}`),
      event('gone_plugin_daily', 'a:0:{}'),
    ),
  );
  await activate(site, ['hello-tool/hello-tool.php', 'premium-slider/premium-slider.php']);
  return (
    [
      ['a token of Site Kit', 'user-token', /Site Kit.*owner/, 'low'],
      ['a token of Elementor', 'user-token', /Elementor.*owner/, 'low'],
      ['a token of a store of backups', 'cloud-token', /dropbox/, 'low'],
      ['code in WP-Cron', 'cron-hook', /wp_update_core_now/, 'high'],
      ['a hook of nobody in WP-Cron', 'cron-hook', /gone_plugin_daily/, 'low'],
      ['a database account for the whole server', 'database-user', /whole server: FILE/, 'medium'],
      ['a key with a command', 'authorized-keys', /odd@nowhere.*command/, 'medium'],
      ['a key', 'authorized-keys', /plain@nowhere/, 'low'],
      ...(old ? ([['an old WordPress', 'wordpress-version', /is older than/, 'low']] as const) : []),
    ] as const
  ).map(([what, check, says, severity]) => ({ what, check, says, severity }));
}

export async function dressDoors(site: FleetSite): Promise<void> {
  await backups(site, 's:15:"tk_access_token";s:0:"";');
  await meta(site, `${site.db.prefix}googlesitekit_access_token`);
  await plan(
    site,
    cron(
      ...['wp_version_check', 'wp_scheduled_delete', 'hello_tool_daily', 'premium_sync', 'left_by_a_plugin'].map(
        (hook) => event(hook, 'a:0:{}'),
      ),
    ),
  );
  await activate(site, ['hello-tool/hello-tool.php', 'premium-tool/premium-tool.php']);
}

/** A home with keys, so that the audit does not read those of whoever runs the tests. */
export async function homeWith(folder: string, lines: readonly string[]): Promise<string> {
  await mkdir(join(folder, '.ssh'), { recursive: true });
  await writeFile(join(folder, '.ssh/authorized_keys'), lines.join('\n'));
  return folder;
}
const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIIpNv7a4Y6Y8xPb5oZ0hVnVnYw3c5b1yJ4d5c6b7a8d9';
export const plainKey = `ssh-ed25519 ${key} plain@nowhere`;
export const oddKey = `command="/bin/sh -c 'x'",no-pty ssh-rsa ${key} odd@nowhere`;
