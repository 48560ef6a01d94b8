import fc from 'fast-check';
import { placeholder, saltNames } from '../../../../src-main/wordpress/salts.ts';

/** Generated configurations: layouts x quotes x guards x line ends x values over all bytes. Byte strings. */

const byte = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  fc.constantFrom(
    "'",
    '"',
    '\\',
    '$',
    '$x',
    '{$',
    '//',
    '#',
    ';',
    ');',
    '/*',
    '*/',
    '?>',
    '<?php',
    ' ',
    '\n',
    '%',
    'define(',
  ),
);
const value = fc.oneof(
  { weight: 9, arbitrary: fc.array(byte, { maxLength: 40 }).map((bytes) => bytes.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('', '0', placeholder, 'same', 'same') },
);

const single = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
/** The fewest escapes that PHP allows: a backslash stays alone where nothing follows that it could escape. */
const singleBare = (text: string) => `'${text.replace(/\\(?=[\\']|$)|'/g, '\\$&')}'`;
const double = (text: string) => `"${text.replace(/[\\"$]/g, '\\$&')}"`;
const hex = (text: string) =>
  `"${[...text].map((char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')}"`;
const octal = (text: string) =>
  `"${[...text].map((char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`).join('')}"`;
const nowdoc = (text: string) => `<<<'LABEL'\n${text}\nLABEL`;
const heredoc = (text: string) => {
  const written = text.replace(/[\\$]/g, '\\$&');
  // php-parser misreads two escapes in a row in a heredoc; Resalt then refuses (shape heredoc-escapes-in-a-row).
  return /\\.\\/.test(written) ? nowdoc(text) : `<<<LABEL\n${written}\nLABEL`;
};
const halves = (text: string) => `${single(text.slice(0, 3))} . ${double(text.slice(3))}`;
const inBrackets = (text: string) => `( ${single(text)} )`;
const quote = fc.constantFrom(single, singleBare, double, hex, octal, nowdoc, heredoc, halves, inBrackets);

const defineWord = fc.constantFrom('define', 'DEFINE', '\\define', '@define', 'Define');
const space = fc.constantFrom('', ' ', '\t', '  ', ' /* , */ ');
const guard = fc.constantFrom<(name: string, code: string) => string>(
  (_, code) => `${code};`,
  (_, code) => `${code} ;`,
  (name, code) => `if ( ! defined( '${name}' ) ) ${code};`,
  (name, code) => `if(!defined("${name}")){${code};}`,
  (name, code) => `if ( ! defined( '${name}' ) )\n\t${code};`,
  (name, code) => `defined( '${name}' ) || ${code};`,
  (name, code) => `defined( '${name}' ) or ${code};`,
  (name, code) => `! defined( '${name}' ) and ${code};`,
  (name, code) => `if ( ! defined( '${name}' ) ) : ${code}; endif;`,
);

const definition = (name: string) =>
  fc.tuple(defineWord, space, quote, value, guard, fc.boolean()).map(([word, gap, write, text, wrap, comma]) => {
    const code = `${word}${gap.includes('*') ? ' ' : ''}(${gap}'${name}'${gap},${gap}${write(text)}${comma ? ' ,' : ''}${gap})`;
    return wrap(name, code);
  });

const noise = fc.constantFrom(
  '',
  '',
  "// define( 'AUTH_KEY', 'x' );",
  "# define('NONCE_SALT','y')",
  "/* define( 'LOGGED_IN_KEY', 'z' );\n */",
  "$text = \"define( 'AUTH_SALT', 'no' );\";",
  "define( 'OTHER_' . __LINE__, 'kept' );",
  "if ( isset( $_SERVER['HTTPS'] ) ) { $_SERVER['X'] = 'on'; }",
  "function f() { define( 'AUTH_KEY', 'never called' ); }",
  '?>\n<?php',
  'ini_set( \'memory_limit\', "256M" );',
);

/** The eight in any order; some are missing, one may stand twice. */
const eight = fc
  .tuple(
    fc.shuffledSubarray([...saltNames], { minLength: 0 }),
    fc.shuffledSubarray([...saltNames], { minLength: 8 }),
    fc.integer({ min: 0, max: 9 }),
  )
  .chain(([some, every, pick]) =>
    fc.tuple(...(pick < 2 ? some : every).map((name) => fc.tuple(definition(name), noise))),
  )
  .map((lines) =>
    lines
      .flat()
      .filter((line, index, all) => line !== '' && (!line.startsWith('function') || all.indexOf(line) === index)),
  );

interface Layout {
  eol: string;
  bom: boolean;
  close: string;
  place: 'plain' | 'include' | 'branches' | 'function';
  loader: string;
}
const layout: fc.Arbitrary<Layout> = fc.record({
  eol: fc.constantFrom('\n', '\n', '\r\n'),
  bom: fc.boolean(),
  close: fc.constantFrom('', '\n', '?>', '?>\n', '\n\n// end'),
  place: fc.constantFrom('plain', 'plain', 'include', 'branches', 'function'),
  loader: fc.constantFrom(
    "require_once ABSPATH . 'wp-settings.php';",
    "require_once( ABSPATH . 'wp-settings.php' );",
    "require ABSPATH.'wp-settings.php' ;",
  ),
});

export const configuration: fc.Arbitrary<Record<string, string>> = fc
  .tuple(eight, eight, layout)
  .map(([lines, more, { eol, bom, close, place, loader }]) => {
    const code = lines.join(eol);
    const start = `${bom ? '\xef\xbb\xbf' : ''}<?php${eol}define( 'DB_NAME', 'it\\'s' );${eol}`;
    const end = `${eol}$table_prefix = 'wp_';${eol}${loader}${close}`;
    const withoutFunctions = (text: string) => text.replaceAll(/^function f\(\).*$/gm, '');
    if (place === 'include')
      return {
        'wp-config.php': `${start}require __DIR__ . '/salts.php';${end}`,
        'salts.php': `<?php${eol}${code}${eol}`,
      };
    if (place === 'function')
      return {
        'wp-config.php': `${start}function salts() {${eol}${withoutFunctions(code)}${eol}}${eol}salts();${end}`,
      };
    if (place === 'plain') return { 'wp-config.php': `${start}${code}${end}` };
    const [dev, live] = [code, more.join(eol)].map(withoutFunctions);
    return {
      'wp-config.php': `${start}if ( $_SERVER['HTTP_HOST'] === 'dev.test' ) {${eol}${dev}${eol}} else {${eol}${live}${eol}}${end}`,
    };
  });
