import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLiteral, writeLiteral } from '../../../../src-main/wordpress/wp-config/literal.ts';
import { php } from '../php.ts';

const runs = Number(process.env.RESALT_PROPERTY_RUNS ?? 1000);

/** Text that looks like PHP literals, right and wrong ones, made of the pieces that matter. */
const piece = fc.oneof(
  fc.constantFrom(
    "'",
    '"',
    '\\',
    '\\\\',
    "\\'",
    '\\"',
    '$',
    '$a',
    '${',
    '{$',
    '\\$',
    '\n',
    '\r\n',
    '\r',
    '\\n',
    '\\x41',
    '\\X41',
    '\\xg',
  ),
  fc.constantFrom(
    '\\101',
    '\\777',
    '\\u{41}',
    '\\u{1F600}',
    '\\u{',
    'EOT',
    '\nEOT',
    '\n  EOT',
    ' ',
    '\n ',
    '  ',
    '\t',
    '\n\t',
    '//',
    '?>',
    'b',
    '\0',
  ),
  fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
);
const body = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
const source = fc.oneof(
  body.map((text) => `'${text}'`),
  body.map((text) => `"${text}"`),
  body.map((text) => `b"${text}"`),
  fc
    .tuple(fc.constantFrom('EOT', '"EOT"', "'EOT'"), body, fc.constantFrom('', '  ', '\t', ' \t'))
    .map(([label, text, indent]) => `<<<${label}\n${text}\n${indent}EOT`),
);

/** What PHP's own tokenizer and compiler say: the value where the bytes are one literal, else null. */
const judged = `
  return array_map(function ($source) {
    $tokens = @token_get_all('<?php return ' . $source . ';');
    $kinds = array_map(fn($t) => is_array($t) ? $t[0] : $t, array_slice($tokens, 3));
    $plain = [[T_CONSTANT_ENCAPSED_STRING, ';'], [T_START_HEREDOC, T_ENCAPSED_AND_WHITESPACE, T_END_HEREDOC, ';'], [T_START_HEREDOC, T_END_HEREDOC, ';']];
    if (!in_array($kinds, $plain, true)) return null;
    try { return eval('return ' . $source . ';'); } catch (ParseError $e) { return null; }
  }, $input);`;

it('reads a literal exactly where PHP does, byte for byte', () => {
  const sources = fc.sample(source, runs);
  const values = php<(string | null)[]>(judged, sources);
  sources.forEach((text, index) => {
    expect(readLiteral(text)?.value ?? null, JSON.stringify(text)).toBe(values[index]);
  });
});

it.each([
  ["<<<'EOT'\n \n  EOT", ''],
  ['<<<EOT\n \n  a\n  EOT', '\na'],
  ['<<<EOT\n\t\n  EOT', null],
  ['<<<EOT\n \tEOT', null],
  ['"\\X41\\x41"', 'AA'],
])('%j is what it is to PHP', (text, value) => {
  expect(php<(string | null)[]>(judged, [text])).toEqual([value]);
  expect(readLiteral(text)?.value ?? null).toBe(value);
});

it('writes only what needs no escape', () => {
  expect(writeLiteral('aB-_9', 'single')).toBe("'aB-_9'");
  expect(writeLiteral('aB-_9', 'double')).toBe('"aB-_9"');
  expect(() => writeLiteral("it's", 'single')).toThrow('alphabet');
});
