import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGivenChecksums } from '../../../../src-main/audit/read-given-checksums.ts';
import { resolveLink } from '../../../../src-main/operations/steps/scan-answer.ts';
import type { FileEntry } from '../../../../src-main/wordpress/file-reading.ts';
import { readOfficialList } from '../../../../src-main/wordpress/files/official-lists.ts';
import { bytesOfPath, textOfPath } from '../../../../src-main/wordpress/files/path-text.ts';
import { placesOf } from '../../../../src-main/wordpress/files/places.ts';
import { pluginHeader } from '../../../../src-main/wordpress/files/plugin-header.ts';
import { shellSigns } from '../../../../src-main/wordpress/files/shell-signs.ts';
import { file } from '../../audit/checks/a-files.ts';

describe('paths', () => {
  it('any bytes are one text, through JSON too, and come back as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = JSON.parse(JSON.stringify(textOfPath(bytes)));
        expect([...bytesOfPath(text)]).toEqual([...bytes]);
      }),
      { numRuns: 2000 },
    );
    expect(textOfPath(Buffer.from('wp-content/ü\uFFFD.php'))).toBe('wp-content/ü\uFFFD.php');
  });

  it('the folders of WordPress stand where its constants put them', () => {
    const bedrock = { WP_CONTENT_DIR: '/srv/s/web/app' } as Record<string, string>;
    expect(placesOf('/srv/s/web', (name) => bedrock[name], '/srv/s/web/wp')).toEqual({
      ...{ core: 'wp', content: 'app', plugins: 'app/plugins', muPlugins: 'app/mu-plugins', themes: 'app/themes' },
      ...{ uploads: 'app/uploads', languages: 'app/languages' },
    });
    const outside = { UPLOADS: 'files/', WP_PLUGIN_DIR: '/opt/plugins/' } as Record<string, string>;
    expect(placesOf('/srv/s', (name) => outside[name])).toMatchObject({ uploads: 'files', plugins: '/opt/plugins' });
  });

  it('links are followed by the list, and not in a circle', () => {
    const link = (to: string): FileEntry => file({ kind: 'link', link: { to, real: null } });
    const entries = new Map([
      ['a', link('b')],
      ['b', link('a')],
      ['c', link('d/e')],
      ['d/e', link('../../out')],
    ]);
    expect(resolveLink('a', 'b', entries)).toBeNull();
    expect(resolveLink('c', 'd/e', entries)).toBe('../out');
    expect(resolveLink('x', '/etc/../etc/passwd', entries)).toBe('/etc/passwd');
  });
});

describe('official lists', () => {
  const md5 = '0'.repeat(32);
  it('of the core are read as WordPress.org answers them, without what belongs to themes and plugins', () => {
    const flat = readOfficialList({ checksums: { 'wp-load.php': md5, 'wp-content/index.php': md5 } });
    expect(flat).toEqual({ of: 'core', version: null, locale: null, checksums: new Map([['wp-load.php', md5]]) });
    expect(readOfficialList({ checksums: { '6.1.1': { 'wp-load.php': md5 } } })).toMatchObject({ version: '6.1.1' });
    expect(readOfficialList({ checksums: false })).toBeNull();
  });
  it('of plugins know several contents of a file', () => {
    const list = readOfficialList({ plugin: 'p', version: '1', files: { 'p.php': { md5: [md5] }, 'a.js': { md5 } } });
    expect(list?.checksums).toEqual(
      new Map([
        ['p.php', [md5]],
        ['a.js', [md5]],
      ]),
    );
  });
  it.each([
    null,
    [],
    'text',
    { checksums: {} },
    { checksums: { '../wp-load.php': md5 } },
    { checksums: { '/etc/passwd': md5 } },
    { checksums: { 'a.php': 'short' } },
    { files: { 'a.php': { md5: [] } } },
  ])('%j is none', (json) => expect(readOfficialList(json)).toBeNull());
  it('given as files they say whose they are, or their name does', () => {
    const core = JSON.stringify({ checksums: { 'wp-load.php': md5 } });
    expect(readGivenChecksums('core-6.8.1-nl_NL.json', core)).toMatchObject({ key: 'core 6.8.1 nl_NL' });
    expect(readGivenChecksums('6.1.json', core)).toMatchObject({ key: 'core 6.1 en_US', files: 1 });
    const plugin = JSON.stringify({ plugin: 'shop', version: '2.1', files: { 'a.php': { md5 } } });
    expect(readGivenChecksums('any.json', plugin)).toMatchObject({ key: 'plugin shop 2.1' });
    for (const [name, text] of [
      ['core.json', core],
      ['6.1.json', '{'],
      ['x.json', JSON.stringify({ files: {} })],
    ])
      expect(() => readGivenChecksums(name ?? '', text ?? '')).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      );
  });
});

it('the header of a plugin is read as WordPress reads it', () => {
  expect(pluginHeader('<?php\r\n/**\r\n * Plugin Name: Shop & Co */\r\n * Version: 2.1-beta\r\n */')).toEqual({
    name: 'Shop & Co',
    version: '2.1-beta',
  });
  expect(pluginHeader('<?php # Plugin Name: X')).toEqual({ name: 'X', version: null });
  expect(pluginHeader('<?php echo "Version: 1";')).toBeNull();
});

describe('signs of malware', () => {
  it.each([
    '<?php eval($_POST["x"]);',
    '<?php @eval(base64_decode("ZXZhbA=="));',
    '<?php assert(stripslashes($_REQUEST[1]));',
    '<?php $_GET["a"]($_GET["b"]);',
    '<?php include $_GET["p"];',
    '<?php array_map($_POST["f"], $_POST["x"]);',
    "<?php call_user_func('system', $_GET['c']);",
    '<?php echo `$_GET[c]`;',
    '<?php move_uploaded_file($_FILES["f"]["tmp_name"], "x.php");',
    '<?php $a="\\x65\\x76\\x61\\x6c\\x28\\x24\\x5f\\x50\\x4f\\x53\\x54\\x5b";',
  ])('%j has one', (text) => expect(shellSigns(text)).not.toEqual([]));
  it.each([
    '<?php $x = base64_decode($row); $this->exec($_POST["x"]);',
    '<?php add_action("init", function () { return sanitize_key($_GET["page"]); });',
    '<?php require_once __DIR__ . "/x.php"; $y = array_map("trim", $list);',
    "<?php $ids = array_map( 'absint', (array) $_POST['ids'] ); call_user_func( 'my_tab', $_GET['tab'] );",
    '<?php /* Takes `$_POST` and `$_GET` as they come. */ $sql = "SELECT `$_POST[a]` FROM `b`";',
    '<?php curl_exec($ch); preg_match("/x/", $_SERVER["REQUEST_URI"]);',
  ])('%j has none', (text) => expect(shellSigns(text)).toEqual([]));
});
