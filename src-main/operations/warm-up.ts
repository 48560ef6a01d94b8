import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { loadLibraries } from '../hosts/load-libraries.ts';
import { newSalts } from '../wordpress/salts.ts';
import { rotate } from '../wordpress/wp-config/rotate.ts';
import { understand } from '../wordpress/wp-config/understand.ts';

const times = 40;
/** How much code runs before V8 optimises it; 15 times its default. */
const laterOptimising = '--interrupt-budget=1000000';
let warming: Promise<void> | undefined;

/**
 * Once per process, for a moment when nothing else is to be done (while a passphrase is being derived): reads and rotates a
 * configuration of no site some times over, so that the code that does it is compiled when the first site needs it. From
 * then on V8 is slower to optimise: a run over many sites is short, and compiling for it takes more than it gives (measured:
 * a fifth of all the time that a run of 50 sites takes). Electron's flags are left alone: it may have sealed them. Never fails:
 * nobody waits for it.
 */
export function warmUp(): Promise<void> {
  warming ??= loadLibraries()
    .then(rotateNothing)
    .then(() => {
      if (!('electron' in process.versions)) setFlagsFromString(laterOptimising);
    })
    .catch(() => undefined);
  return warming;
}

async function rotateNothing(): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const bytes = Buffer.from(sample());
    const files = new Map([
      ['/site/wp-config.php', { bytes }],
      ['/site/wp-settings.php', { bytes: Buffer.from('<?php\n') }],
    ]);
    const understood = understand('/site/wp-config.php', files, { siteRoot: '/site' });
    if (understood.kind === 'understood') rotate(understood, newSalts());
    await setImmediate();
  }
}

/** As WordPress' own wp-config-sample.php is built, filled in. */
function sample(): string {
  const salts = Object.entries(newSalts()).map(([name, value]) => `define( '${name}', '${value}' );`);
  return `<?php
/** The name of the database for WordPress */
define( 'DB_NAME', 'site' );
define( 'DB_USER', 'site' );
define( 'DB_PASSWORD', 'nothing' );
define( 'DB_HOST', 'localhost' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
/**#@+
 * Authentication unique keys and salts.
 */
${salts.join('\n')}
/**#@-*/
$table_prefix = 'wp_';
define( 'WP_DEBUG', false );
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
`;
}
