import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashPassword } from '../../../src-main/wordpress/password-hash.ts';
import { sql } from '../../fleet/database.ts';
import type { FleetSite } from '../../fleet/site.ts';

/** Ways into a site in somebody's name besides the password, as real programs use them. */
export interface Keys {
  applicationPassword: string;
  wooCommerce: { key: string; secret: string };
}

/**
 * Stands in for WooCommerce: looks its keys up as WC_REST_Authentication does (the consumer key's HMAC, the secret as it stands), and lets
 * application passwords work without TLS, which this test bed does not have.
 */
const plugin = `<?php
add_filter( 'wp_is_application_passwords_available', '__return_true' );
add_filter( 'determine_current_user', function ( $user ) {
	global $wpdb;
	$key = $_SERVER['PHP_AUTH_USER'] ?? '';
	if ( 0 !== strpos( $key, 'ck_' ) ) {
		return $user;
	}
	$found = $wpdb->get_row( $wpdb->prepare(
		"SELECT user_id, consumer_secret FROM {$wpdb->base_prefix}woocommerce_api_keys WHERE consumer_key = %s",
		hash_hmac( 'sha256', $key, 'wc-api' )
	) );
	return $found && hash_equals( $found->consumer_secret, $_SERVER['PHP_AUTH_PW'] ?? '' ) ? (int) $found->user_id : $user;
}, 15 );
`;

export async function prepareKeys(site: FleetSite): Promise<void> {
  const folder = join(site.docroot, 'wp-content/mu-plugins');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'keys.php'), plugin);
  await sql(
    site,
    'CREATE TABLE {p}woocommerce_api_keys (key_id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED NOT NULL, description VARCHAR(200), permissions VARCHAR(10) NOT NULL, consumer_key CHAR(64) NOT NULL, consumer_secret CHAR(43) NOT NULL, nonces LONGTEXT, truncated_key CHAR(7) NOT NULL, last_access DATETIME)',
  );
  const name = 'using_application_passwords';
  await sql(site, "INSERT INTO {p}options (option_name, option_value, autoload) VALUES (?, '1', 'yes')", [name]);
  const networks = await sql(site, "SHOW TABLES LIKE '%sitemeta'");
  if (networks.length > 0)
    await sql(site, "INSERT INTO {p}sitemeta (site_id, meta_key, meta_value) VALUES (1, ?, '1')", [name]);
}

/** Gives a user an application password and a key of WooCommerce. */
export async function giveKeys(site: FleetSite, userId: number): Promise<Keys> {
  const applicationPassword = randomBytes(12).toString('hex');
  const text = (value: string) => `s:${value.length}:"${value}";`;
  const fields = { uuid: crypto.randomUUID(), app_id: '', name: 'Phone', password: hashPassword(applicationPassword) };
  const items = Object.entries(fields).map(([name, value]) => text(name) + text(value));
  const value = `a:1:{i:0;a:7:{${items.join('')}${text('created')}i:1700000000;${text('last_used')}N;${text('last_ip')}N;}}`;
  await sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, '_application_passwords', ?)", [
    ...[userId, value],
  ]);
  const key = `ck_${createHash('sha1').update(randomBytes(20)).digest('hex')}`;
  const secret = `cs_${createHash('sha1').update(randomBytes(20)).digest('hex')}`;
  const hmac = createHmac('sha256', 'wc-api').update(key).digest('hex');
  await sql(
    site,
    "INSERT INTO {p}woocommerce_api_keys (user_id, description, permissions, consumer_key, consumer_secret, truncated_key) VALUES (?, 'Till', 'read', ?, ?, ?)",
    [userId, hmac, secret, key.slice(-7)],
  );
  return { applicationPassword, wooCommerce: { key, secret } };
}

/** Whom the REST interface takes somebody for: the number of the user, or null. */
export async function whoIs(site: FleetSite, name: string, secret: string): Promise<number | null> {
  const answer = await fetch(`${site.url}/?rest_route=/wp/v2/users/me`, {
    headers: { authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` },
  });
  const body: unknown = await answer.json();
  return answer.status === 200 && typeof body === 'object' && body !== null && 'id' in body ? Number(body.id) : null;
}
