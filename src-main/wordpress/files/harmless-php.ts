/** Why a PHP file does nothing when somebody opens it, by its text alone: its name says nothing. */
export type Harmless = 'no code' | 'literal' | 'ends at once';

/**
 * What honest plugins put where no PHP belongs: `<?php // Silence is golden.`, language files that only return a list of texts
 * (*.l10n.php since WordPress 6.5), data behind `<?php exit; ?>`. Null for all else, also for what Resalt doesn't understand. `text`:
 * one character per byte, the whole file.
 */
export function harmlessPhp(text: string): Harmless | null {
  if (!/<[?%]|<script/i.test(text)) return 'no code';
  // PHP prints what stands before its first tag; only a byte order mark and blanks are let pass.
  const opened = /^(?:\xEF\xBB\xBF)?\s*<\?php(?=\s|$)/.exec(text);
  if (!opened) return null;
  const reader = readerOf(text, opened[0].length);
  if (reader.atEnd()) return 'no code';
  if (reader.closed()) return /<\?/.test(text.slice(reader.place())) ? null : 'no code';
  if (endsAtOnce.test(text.slice(reader.place()))) return 'ends at once';
  if (!reader.word('return') || !literal(reader)) return null;
  reader.sign(';');
  return reader.atEnd() || (reader.closed() && !/<\?/.test(text.slice(reader.place()))) ? 'literal' : null;
}

/** `exit;`, `die();`, `exit ?>`, `__halt_compiler();`: nothing behind it runs. Not `exit(f());`, not `exit . f()`. */
const endsAtOnce =
  /^(?:(?:exit|die)\s*(?:\(\s*(?:\d+\s*|'[^'\\]*'\s*)?\)\s*)?(?:;|\?>)|__halt_compiler\s*\(\s*\)\s*(?:;|\?>))/i;

interface Reader {
  /** Past blanks and comments. */
  place(): number;
  atEnd(): boolean;
  closed(): boolean;
  sign(sign: string): boolean;
  word(word: string): boolean;
  matches(pattern: RegExp): boolean;
}

/** Blanks, `#` (no attribute) and `//` to the line's end or to `?>`, and those of C. */
const between = /(?:\s+|#(?!\[)(?:(?!\?>)[^\r\n])*|\/\/(?:(?!\?>)[^\r\n])*|\/\*[\s\S]*?\*\/)*/y;

function readerOf(text: string, from: number): Reader {
  let at = from;
  const skip = () => {
    between.lastIndex = at;
    at += between.exec(text)?.[0].length ?? 0;
  };
  skip();
  const matches = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return false;
    at += found[0].length;
    skip();
    return true;
  };
  return {
    place: () => at,
    atEnd: () => at >= text.length,
    closed: () => text.startsWith('?>', at),
    sign(sign) {
      if (!text.startsWith(sign, at)) return false;
      at += sign.length;
      skip();
      return true;
    },
    word: (word) => matches(new RegExp(`${word}(?![A-Za-z0-9_\\x80-\\xff\\\\])`, 'iy')),
    matches,
  };
}

const single = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'/y;
/** Without `$`, with which PHP would put a value in. */
const double = /"[^"\\$]*(?:\\[\s\S][^"\\$]*)*"/y;
const number = /[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w\x80-\xff])/y;
const constant = /(?:null|true|false)(?![\w\\\x80-\xff])/iy;

/** A value that holds no code: texts (also joined by "."), numbers, null, lists of these. The lists may be large, so no recursion. */
function literal(reader: Reader): boolean {
  const open: string[] = [];
  for (;;) {
    const opened = reader.matches(/array\s*\(/iy) ? ')' : reader.sign('[') ? ']' : null;
    if (opened) {
      if (open.push(opened) > 64) return false;
      continue;
    }
    // Where no value is, a list ends: an empty one, or behind a comma.
    if (!scalar(reader) && !closes(reader, open)) return false;
    while (closes(reader, open));
    if (open.length === 0) return true;
    if (!reader.sign('=>') && !reader.sign(',')) return false;
  }
}

function closes(reader: Reader, open: string[]): boolean {
  const closing = open.at(-1);
  if (closing === undefined || !reader.sign(closing)) return false;
  open.pop();
  return true;
}

function scalar(reader: Reader): boolean {
  if (reader.matches(number) || reader.matches(constant)) return true;
  const text = () => reader.matches(single) || reader.matches(double);
  if (!text()) return false;
  while (reader.sign('.')) if (!text()) return false;
  return true;
}
