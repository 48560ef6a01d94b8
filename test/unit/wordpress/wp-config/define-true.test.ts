import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineTrue } from '../../../../src-main/wordpress/wp-config/define-true.ts';
import { understand } from '../../../../src-main/wordpress/wp-config/understand.ts';

const name = 'DISALLOW_FILE_EDIT';
const end =
  "\nif ( ! defined( 'ABSPATH' ) ) define( 'ABSPATH', __DIR__ . '/' );\nrequire_once ABSPATH . 'wp-settings.php';\n";
const before = "<?php\n$table_prefix = 'wp_';\ndefine( 'DB_NAME', 'shop' );\n";

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'resalt-define-'));
  writeFileSync(join(dir, 'wp-settings.php'), `<?php echo defined('${name}') ? var_export(${name}, true) : 'none';`);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function changed(text: string) {
  const path = join(dir, 'wp-config.php');
  const understood = understand(path, new Map([[path, { bytes: Buffer.from(text, 'latin1') }]]), { siteRoot: dir });
  if (understood.kind !== 'understood') throw new Error(JSON.stringify(understood));
  return defineTrue(understood, name);
}

/** What PHP has of the constant when WordPress begins, without a warning. */
function php(bytes: Buffer): string {
  const path = join(dir, 'wp-config.php');
  writeFileSync(path, bytes);
  execFileSync('php', ['-l', path]);
  return execFileSync('php', ['-d', 'display_errors=1', path], { encoding: 'utf8' });
}

describe('a constant that is to be true', () => {
  it.each([
    [
      'is not there',
      `${before}${end}`,
      `${before}${end}`.replace('require_once', `define( '${name}', true );\nrequire_once`),
    ],
    ['is not there, with CRLF', `${before}${end}`.replaceAll('\n', '\r\n'), null],
    ['is false', `${before}define( '${name}', false ); // no${end}`, `${before}define( '${name}', true ); // no${end}`],
    ['is 0, quoted', `${before}define("${name}",  '0');${end}`, `${before}define("${name}",  true);${end}`],
    ['is commented out', `${before}// define( '${name}', true );${end}`, null],
    ['is in one line with the rest', `${before.replaceAll('\n', ' ')}require_once __DIR__ . '/wp-settings.php';`, null],
    ['is false, beside bytes that are no UTF-8', `${before}# caf\xe9\ndefine('${name}', FALSE);${end}`, null],
  ])('where it %s', (_, text, expected) => {
    const change = changed(text);
    if (change.kind !== 'changed') throw new Error(change.failure.message);
    const after = change.edits[0]?.after ?? Buffer.alloc(0);
    if (expected !== null) expect(after.toString('latin1')).toBe(expected);
    expect(php(after)).toBe('true');
    const again = changed(after.toString('latin1'));
    expect(again).toEqual({ kind: 'changed', edits: [] });
  });

  it.each([
    ['true', `${before}define( '${name}', true );${end}`],
    ['1', `${before}defined( '${name}' ) || define( '${name}', 1 );${end}`],
  ])('stays as it is where it is %s', (_, text) => {
    expect(changed(text)).toEqual({ kind: 'changed', edits: [] });
  });

  it.each([
    ['depends on a condition', `${before}if ( $_SERVER['HTTP_HOST'] === 'a' ) { define( '${name}', true ); }${end}`],
    ['comes from elsewhere', `${before}define( '${name}', getenv( 'EDIT' ) );${end}`],
    ['comes too late', `${before}${end}define( '${name}', true );`],
  ])('is refused where it %s', (_, text) => {
    expect(changed(text).kind).toBe('refused');
  });
});
