/**
 * Text of a site, for a page: characters that nobody sees, or that turn the direction of others, stand as ⟨U+202E⟩; a heap of marks on
 * one letter is cut. Line ends and tabs stay, and so do the joiners that Persian and Indic names are written with.
 */
export function visible(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?![\n\t\u200c\u200d])[\p{Cc}\p{Cs}\p{Cf}]/gu, named)
    .replace(/(\p{M}{4})\p{M}+/gu, '$1');
}

const named = (letter: string): string =>
  `⟨U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

const rightToLeft =
  '\\p{Script=Hebrew}\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}\\p{Script=Adlam}\\p{Script=Samaritan}\\p{Script=Mandaic}';

/** Runs of letters that are written from right to left, with what stands between them. */
export const rightToLeftRuns = (): RegExp =>
  new RegExp(`[${rightToLeft}](?:[${rightToLeft}\\p{M}\\p{N}\\s'".-]*[${rightToLeft}\\p{M}])?`, 'gu');
