import type { CheckName } from '../../../../src-main/contract/findings.ts';
import type { AuditReading } from '../../../../src-main/wordpress/audit-reading.ts';
import { closedFile } from '../../../../src-main/wordpress/closed-to-visitors.ts';
import type { FileEntry } from '../../../../src-main/wordpress/file-reading.ts';
import { files } from './a-files.ts';
import { day, now, reading } from './a-reading.ts';

const sha256 = 'a'.repeat(64);
const [good, bad] = ['1'.repeat(32), '2'.repeat(32)];
const closedByResalt = closedFile({ allow: ['0'.repeat(32)], pass: sha256 }).toString();
const shell = '<?php eval($_POST["x"]);';
const looked = (harmless: FileEntry['harmless'] = null) => ({ sha256, harmless });
const of = (given: Parameters<typeof files>[0]): AuditReading => reading({ files: files(given) });
const core = (checksums: Record<string, string>) => ({
  core: { version: '6.8.1', locale: 'en_US', checksums: new Map(Object.entries(checksums)) },
});
const plugin = (sums: Record<string, string>) => ({
  plugins: new Map([
    [
      'shop',
      { name: 'Shop', version: '2.1', checksums: new Map(Object.entries(sums).map(([at, md5]) => [at, [md5]])) },
    ],
  ]),
});
const shop = 'wp-content/plugins/shop';
const theme = (more: Record<string, Partial<FileEntry>>) => ({
  entries: {
    ...Object.fromEntries(
      ['index', 'page', 'single', 'header', 'footer'].map((name) => [`wp-content/themes/own/${name}.php`, {}]),
    ),
    ...more,
  },
});
const later = { mtime: now - day, ctime: now - day };

type Cases = { finds: [AuditReading, string][]; leaves: AuditReading[] };
export const fileCases = {
  'core-file-changed': {
    finds: [
      [of({ ...core({ 'wp-load.php': good }), entries: { 'wp-load.php': { md5: bad } } }), 'high, likely'],
      [
        of({
          ...core({ 'wp-load.php': good }),
          entries: { 'wp-load.php': { md5: bad } },
          texts: { 'wp-load.php': shell },
        }),
        'critical, certain',
      ],
      [of({ ...core({ 'readme.html': good }), entries: { 'readme.html': { md5: bad } } }), 'low, unlikely'],
    ],
    leaves: [
      of({ ...core({ 'wp-load.php': good }), entries: { 'wp-load.php': { md5: good } } }),
      of({ entries: { 'wp-load.php': { md5: bad } } }),
      of({ ...core({ 'wp-load.php': good }), entries: { 'wp-load.php': {} } }),
    ],
  },
  'core-file-missing': {
    finds: [[of(core({ 'wp-includes/user.php': good, 'wp-includes/post.php': good })), 'low, unlikely']],
    leaves: [of({}), of({ ...core({ 'readme.html': good, 'wp-admin/install.php': good, 'licens.html': good }) })],
  },
  'unknown-core-file': {
    finds: [
      [of({ ...core({}), entries: { 'wp-includes/class-x.php': looked() } }), 'high, likely'],
      [
        of({ ...core({}), entries: { 'wp-admin/x.php': looked() }, texts: { 'wp-admin/x.php': shell } }),
        'critical, certain',
      ],
      [of({ ...core({}), entries: { 'wp-includes/x.js': {} } }), 'low, possible'],
    ],
    leaves: [
      of({ ...core({ 'wp-includes/a.php': good }), entries: { 'wp-includes/a.php': {} } }),
      of({ ...core({}), entries: { 'wp-includes/index.php': looked('no code'), 'wp-admin/error_log': {} } }),
      of({ entries: { 'wp-includes/x.php': {} } }),
      of({
        ...core({}),
        entries: { 'wp-includes/all': { kind: 'link', link: { to: '/', real: '/' } }, 'wp-includes/all/x.php': {} },
      }),
    ],
  },
  'unknown-root-file': {
    finds: [
      [of({ entries: { 'tool.php': looked() } }), 'medium, possible'],
      [of({ entries: { 'wp-logins.php': looked() } }), 'high, likely'],
      [
        of({ entries: { 'tool.php.suspected': looked() }, texts: { 'tool.php.suspected': shell } }),
        'critical, certain',
      ],
      [of({ entries: { 'blog/tool.php': {}, 'blog/more.php': {} } }), 'low, unlikely'],
      [of({ entries: { 'wp-content/tool.php': looked() } }), 'low, unlikely'],
      ...['.well-known/acme.php', 'wp-content/fonts/a.php', 'wp-content/a.php'].map((path): [AuditReading, string] => [
        of({ entries: { [path]: looked() }, texts: { [path]: shell } }),
        'critical, certain',
      ]),
      [of({ entries: { '.maintenance': {} }, texts: { '.maintenance': shell } }), 'critical, certain'],
      [
        of({ entries: { '.maintenance': {} }, texts: { '.maintenance': `${closedByResalt}<?php a();` } }),
        'high, likely',
      ],
    ],
    leaves: [
      of({ entries: { 'index.php': {}, 'wp-login.php': {}, 'wp-config.php': {}, 'ads.txt': {} } }),
      of({ entries: { 'wp-content/index.php': looked('no code'), 'wp-content/fonts/a.woff2': {} } }),
      of({ entries: { 'wp-content/object-cache.php': {}, 'wp-content/themes/own/inc/a.php': {}, 'blog/a.js': {} } }),
      of({ entries: { 'empty.php': looked('no code') } }),
      of({ entries: { '.maintenance': {} }, texts: { '.maintenance': closedByResalt } }),
      of({ entries: { '.maintenance': {} }, texts: { '.maintenance': '<?php $upgrading = 1700000000; ?>' } }),
    ],
  },
  'plugin-file-changed': {
    finds: [
      [
        of({
          ...plugin({ 'a.php': good, 'b.php': good }),
          entries: { [`${shop}/a.php`]: { md5: bad }, [`${shop}/b.php`]: { md5: good } },
        }),
        'high, likely',
      ],
      [of({ ...plugin({ 'a.php': good }), entries: { [`${shop}/a.php`]: { md5: bad } } }), 'low, unlikely'],
      // It took the name of a public plugin.
      [
        of({
          ...plugin({ 'a.php': good }),
          entries: { [`${shop}/a.php`]: { md5: bad } },
          texts: { [`${shop}/a.php`]: shell },
        }),
        'critical, certain',
      ],
    ],
    leaves: [
      of({
        ...plugin({ 'a.php': good, 'readme.txt': good }),
        entries: { [`${shop}/a.php`]: { md5: good }, [`${shop}/readme.txt`]: { md5: bad } },
      }),
      of({ entries: { 'wp-content/plugins/premium/a.php': { md5: bad } } }),
    ],
  },
  'unknown-plugin-file': {
    finds: [
      [of({ ...plugin({ 'a.php': good }), entries: { [`${shop}/lib/x.php`]: looked() } }), 'medium, possible'],
      [
        of({ ...plugin({}), entries: { [`${shop}/x.php`]: looked() }, texts: { [`${shop}/x.php`]: shell } }),
        'critical, certain',
      ],
    ],
    leaves: [
      of({ ...plugin({ 'a.php': good }), entries: { [`${shop}/a.php`]: {}, [`${shop}/cache.json`]: {} } }),
      of({ ...plugin({}), entries: { [`${shop}/index.php`]: looked('no code') } }),
      of({ entries: { 'wp-content/plugins/premium/a.php': {} } }),
    ],
  },
  // Nobody publishes them: a plugin that was bought, or made up by who broke in.
  'plugin-code': {
    finds: [
      [of({ entries: { [`${shop}/x.php`]: looked() }, texts: { [`${shop}/x.php`]: shell } }), 'critical, certain'],
      [of({ texts: { 'wp-content/plugins/x.phtml': shell } }), 'critical, certain'],
      [of({ texts: { [`${shop}/x.php`]: '<?php $f = $_POST["f"]; $f($_POST["x"]);' } }), 'medium, possible'],
      [of({ texts: { [`${shop}/x.php`]: '<?php echo `id $_GET[c]`;' } }), 'critical, certain'],
      [of({ texts: { [`${shop}/up.php`]: '<?php move_uploaded_file($_FILES[0], "a");' } }), 'medium, possible'],
      [
        of({
          entries: { 'wp-content/plugins/index.php': looked() },
          texts: { 'wp-content/plugins/index.php': '<?php a();' },
        }),
        'high, likely',
      ],
    ],
    leaves: [
      of({ texts: { [`${shop}/x.php`]: `<?php $ids = array_map('absint', $_POST['ids']); $callback($ids);` } }),
      of({ ...plugin({ 'x.php': good }), texts: { [`${shop}/x.php`]: shell } }),
      of({ texts: { [`${shop}/aes.php`]: `<?php $a = "${'\\x0a'.repeat(16)}";` } }),
      of({ entries: { 'wp-content/plugins/index.php': looked('no code') } }),
      of({ texts: { 'wp-content/themes/own/x.php': shell, 'wp-content/plugins/own/readme.txt': shell } }),
    ],
  },
  'php-in-uploads': {
    finds: [
      [of({ entries: { 'wp-content/uploads/2024/x.php': looked() } }), 'high, likely'],
      [of({ entries: { 'wp-content/uploads/x.phtml': {} } }), 'high, likely'],
      [of({ entries: { 'wp-content/uploads/x.php.jpg': looked() } }), 'high, likely'],
      [
        of({ entries: { 'wp-content/uploads/x.php': looked() }, texts: { 'wp-content/uploads/x.php': shell } }),
        'critical, certain',
      ],
      [
        of({ entries: { 'wp-content/uploads/.a.ico': looked() }, texts: { 'wp-content/uploads/.a.ico': shell } }),
        'critical, certain',
      ],
    ],
    leaves: [
      of({ entries: { 'wp-content/uploads/index.php': looked('no code'), 'wp-content/uploads/x.jpg': {} } }),
      of({ entries: { 'wp-content/uploads/logs/a.php': looked('ends at once'), 'wp-content/x.php': {} } }),
      of({ entries: { 'wp-content/uploads/favicon.ico': looked(), 'wp-content/uploads/graph.phpx': {} } }),
    ],
  },
  'php-in-cache-or-languages': {
    finds: [
      [of({ entries: { 'wp-content/languages/nl_NL.l10n.php': looked() } }), 'high, likely'],
      [of({ entries: { 'wp-content/cache/templates/a.php': looked() } }), 'medium, possible'],
      [
        of({ entries: { 'wp-content/cache/a.php': looked() }, texts: { 'wp-content/cache/a.php': shell } }),
        'critical, certain',
      ],
    ],
    leaves: [
      of({ entries: { 'wp-content/languages/nl_NL.l10n.php': looked('literal') } }),
      of({
        entries: { 'wp-content/cache/index.php': looked('no code'), 'wp-content/cache/db.php': looked('ends at once') },
      }),
      of({ entries: { 'wp-content/plugins/cache/a.php': {} } }),
    ],
  },
  'changed-later': {
    finds: [
      [of(theme({ 'wp-content/themes/own/functions.php': later })), 'low, unlikely'],
      // Its time was set back, but not that of the file's own record.
      [of(theme({ 'wp-content/themes/own/functions.php': { ctime: now - day } })), 'low, unlikely'],
      [
        of({
          ...theme({ 'wp-content/themes/own/functions.php': later }),
          texts: { 'wp-content/themes/own/functions.php': shell },
        }),
        'high, likely',
      ],
    ],
    leaves: [
      of(theme({ 'wp-content/themes/own/functions.php': {}, 'wp-content/themes/own/style.css': later })),
      of({ entries: { 'wp-content/themes/child/functions.php': later, 'wp-content/themes/child/page.php': {} } }),
      of(theme(Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`wp-content/themes/own/${name}.php`, later])))),
    ],
  },
  'world-writable': {
    finds: [
      [of({ entries: { 'wp-config.php': { mode: 0o666 } } }), 'high, likely'],
      [
        of({ entries: { 'wp-content/plugins/a/a.php': { mode: 0o777 }, 'index.php': { mode: 0o646 } } }),
        'medium, possible',
      ],
      [of({ entries: { 'wp-content/uploads': { kind: 'folder', mode: 0o777 } } }), 'low, possible'],
    ],
    leaves: [
      of({ entries: { 'wp-config.php': { mode: 0o664 }, 'wp-content': { kind: 'folder', mode: 0o775 } } }),
      of({ entries: { 'a.php': { kind: 'link', mode: 0o777, link: { to: 'b.php', real: 'b.php' } } } }),
    ],
  },
  'symlink-out-of-site': {
    finds: [
      [of({ entries: { 'wp-content/uploads/r': { kind: 'link', link: { to: '/', real: '/' } } } }), 'high, certain'],
      [
        of({ entries: { 'x.txt': { kind: 'link', link: { to: '../b/wp-config.php', real: '../b/wp-config.php' } } } }),
        'high, certain',
      ],
      [
        of({ entries: { 'wp-content/uploads': { kind: 'link', link: { to: '/mnt/up', real: '/mnt/up' } } } }),
        'low, unlikely',
      ],
      [of({ entries: { shared: { kind: 'link', link: { to: '/opt/x', real: '/opt/x' } } } }), 'low, possible'],
      [
        of({
          entries: {
            'wp-includes/x.php': { kind: 'link', link: { to: '../a.jpg', real: 'a.jpg' } },
            'a.jpg': {},
          },
        }),
        'high, likely',
      ],
      [
        of({ entries: { 'wp-content/uploads/x.php': { kind: 'link', link: { to: 'b.php', real: 'b.php' } } } }),
        'high, likely',
      ],
    ],
    leaves: [
      of({
        entries: {
          a: { kind: 'link', link: { to: 'b', real: 'b' } },
          'wp-load.php': { kind: 'link', link: { to: 'core/wp-load.php', real: 'core/wp-load.php' } },
          c: { kind: 'link', link: { to: 'c', real: null } },
        },
      }),
      of({ entries: { a: { kind: 'link', link: { to: '/srv/site/b', real: '/srv/site/b' } } } }),
      of({
        entries: {
          'wp-includes/js': { kind: 'link', link: { to: '/opt/wp/wp-includes/js', real: '/opt/wp/wp-includes/js' } },
        },
      }),
    ],
  },
} satisfies Partial<Record<CheckName, Cases>>;
