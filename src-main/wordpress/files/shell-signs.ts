import { findHiddenCode } from '../hidden-code/find-hidden-code.ts';

/** What malware does and honest code hardly ever: by its text, so more than a hint and less than a proof. In words for people. */
export function shellSigns(text: string): string[] {
  const said = signs.filter(([words, pattern]) => pattern.test(text) && (words !== backticks || runsBackticks(text)));
  return [...new Set(said.map(([words]) => words))];
}

const backticks = 'runs shell commands in backticks';
const hides = 'hides its words';

/** Signs that honest plugins have too: forms with files, bytes of fonts and ciphers. Among uploads they tell as much as the others. */
export const honestToo: readonly string[] = ['stores files that a visitor sends', hides];
/** Of a file that somebody wrote honestly, ciphers above all, this alone says nothing. */
export const saysNothingAlone = (said: readonly string[]): boolean => said.every((one) => one === hides);

/** Comments in Markdown and MySQL have such marks around names, too: PHP's own words tell. */
function runsBackticks(text: string): boolean {
  const hidden = findHiddenCode(Buffer.from(text, 'utf8'));
  return hidden?.some(({ what }) => what.startsWith('It runs a command that a request')) ?? true;
}

const input = String.raw`\$(?:_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES)\b|GLOBALS\s*\[\s*['"]_|HTTP_RAW_POST_DATA|\{\s*['"]_)`;
const runs = `(?:eval|assert|system|exec|passthru|shell_exec|popen|proc_open|create_function|pcntl_exec)`;
/** These run what stands first in them: array_map('absint', $_POST['ids']) is what every honest plugin does. */
const callers = `(?:array_map|call_user_func(?:_array)?|forward_static_call(?:_array)?)`;
const unpacks = `(?:base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|hex2bin|convert_uudecode|rawurldecode|strrev)`;

const signs: readonly (readonly [string, RegExp])[] = [
  ['runs what a visitor sends', new RegExp(String.raw`(?<![\w$>:])${runs}\s*\([^;{}]{0,300}?${input}`, 'i')],
  [
    'runs what a visitor sends',
    new RegExp(
      String.raw`(?<![\w$>:])${callers}\s*\(\s*@?(?:${input}|['"]\\?${runs}['"]\s*,[^;{}]{0,300}?${input})`,
      'i',
    ),
  ],
  ['calls what a visitor names', new RegExp(String.raw`${input}\s*\[[^\]]{0,60}\]\s*\(`)],
  [
    'includes what a visitor names',
    new RegExp(String.raw`(?<![\w$>:])(?:include|require)(?:_once)?\s*\(?\s*@?${input}`, 'i'),
  ],
  [
    'runs packed code',
    new RegExp(String.raw`(?<![\w$>:])(?:eval|assert|create_function)\s*\([^;{}]{0,100}?${unpacks}\s*\(`, 'i'),
  ],
  ['runs what it is sent', /(?<![\w$>:])(?:eval|assert)\s*\([^;{}]{0,100}?php:\/\/input/i],
  ['stores files that a visitor sends', /(?:move_uploaded_file|copy)\s*\(\s*@?\$_FILES/i],
  [backticks, /`[^`\n]{0,200}\$_(?:GET|POST|REQUEST|COOKIE)[^`\n]{0,200}`/],
  [hides, /(?:\\x[0-9a-f]{2}){12}|(?:chr\s*\(\s*\d+\s*\)\s*\.\s*){6}/i],
];
