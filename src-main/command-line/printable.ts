import { eastAsianWidth } from 'get-east-asian-width';

/**
 * Text that a site, a file or a server wrote, made harmless for a terminal: on one line, without escape sequences, control,
 * direction-changing and invisible characters. Everything that Resalt prints passes here.
 */
export function printable(text: string): string {
  return text.replace(/[\r\n\t\u2028\u2029]+/g, ' ').replace(/[\p{Cc}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu, '�');
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that printable text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\u200c\u200d]+$/u.test(grapheme)) return 0;
  if (/\ufe0f|\p{Emoji_Presentation}/u.test(grapheme)) return 2;
  return eastAsianWidth(grapheme.codePointAt(0) ?? 0x20);
}

/** At most so many columns; what was cut ends in "…". Letters under a heap of marks lose the marks. */
export function cut(text: string, columns: number): string {
  const kept: string[] = [];
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    const letter = segment.length > 24 ? `${String.fromCodePoint(segment.codePointAt(0) ?? 0x20)}` : segment;
    width += graphemeWidth(letter);
    if (width > columns) return `${keepColumns(kept, columns - 1)}…`;
    kept.push(letter);
  }
  return kept.join('');
}

function keepColumns(letters: string[], columns: number): string {
  const kept = [...letters];
  while (widthOf(kept.join('')) > Math.max(0, columns)) kept.pop();
  return kept.join('');
}

export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)));

/** One JSON document for scripts; what a terminal could act on stands as \u escapes, which parsers read as the same text. */
export function printableJson(document: unknown): string {
  return JSON.stringify(document, null, 2).replace(/[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu, (letter) =>
    letter.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
