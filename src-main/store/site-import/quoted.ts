/** A word of the file that may be shown, such as a column's name: one line, bounded, harmless on a terminal. */
export function quoted(word: string): string {
  const harmless = word.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  return `"${harmless.length > 60 ? `${harmless.slice(0, 60)}…` : harmless}"`;
}

/** Control, format and bidi characters, which paths and addresses never need. */
export const holdsControls = (text: string): boolean => /[\p{C}\p{Zl}\p{Zp}]/u.test(text);
