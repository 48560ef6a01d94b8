import { randomInt } from 'node:crypto';

export const SALT_NAMES = [
  'AUTH_KEY',
  'SECURE_AUTH_KEY',
  'LOGGED_IN_KEY',
  'NONCE_KEY',
  'AUTH_SALT',
  'SECURE_AUTH_SALT',
  'LOGGED_IN_SALT',
  'NONCE_SALT',
] as const;

export type Salts = Record<(typeof SALT_NAMES)[number], string>;

/** What api.wordpress.org hands out: 64 of these, so never a quote or a backslash. */
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ []{}<>~`+=,.;:/?|!@#$%^&*()';

export function newSalts(): Salts {
  const salt = () => Array.from({ length: 64 }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join('');
  return Object.fromEntries(SALT_NAMES.map((name) => [name, salt()])) as Salts;
}

export interface ConfigurationParts {
  db: { name: string; user: string; password: string; host: string; prefix: string };
  salts: Salts;
  /** More constants, written as PHP expressions. */
  constants: Record<string, string>;
}

/** A wp-config.php as WordPress's own installer writes it from its sample. */
export function configuration({ db, salts, constants }: ConfigurationParts): string {
  const width = Math.max(...SALT_NAMES.map((name) => name.length));
  const saltLines = SALT_NAMES.map(
    (name) => `define( '${name}',${' '.repeat(width - name.length + 1)}'${salts[name]}' );`,
  );
  const more = Object.entries(constants).map(([name, value]) => `define( '${name}', ${value} );`);
  return `<?php
/**
 * The base configuration for WordPress
 *
 * @link https://wordpress.org/documentation/article/editing-wp-config-php/
 *
 * @package WordPress
 */

// ** Database settings - You can get this info from your web host ** //
/** The name of the database for WordPress */
define( 'DB_NAME', '${db.name}' );

/** Database username */
define( 'DB_USER', '${db.user}' );

/** Database password */
define( 'DB_PASSWORD', '${db.password}' );

/** Database hostname */
define( 'DB_HOST', '${db.host}' );

/** Database charset to use in creating database tables. */
define( 'DB_CHARSET', 'utf8mb4' );

/** The database collate type. Don't change this if in doubt. */
define( 'DB_COLLATE', '' );

/**#@+
 * Authentication unique keys and salts.
 *
 * @since 2.6.0
 */
${saltLines.join('\n')}

/**#@-*/

/**
 * WordPress database table prefix.
 */
$table_prefix = '${db.prefix}';

/**
 * For developers: WordPress debugging mode.
 */
define( 'WP_DEBUG', false );

/* Add any custom values between this line and the "stop editing" line. */

${more.join('\n')}

/* That's all, stop editing! Happy publishing. */

/** Absolute path to the WordPress directory. */
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}

/** Sets up WordPress vars and included files. */
require_once ABSPATH . 'wp-settings.php';
`;
}
