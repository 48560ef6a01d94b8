/** What can't be seen or turns the reading direction: a site may have it in any text, to look like something else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is made visible
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A site's own text for the screen: bounded, and each unseen character as its number, so that nothing hides in it. */
export function plain(text: string, most = 2000): string {
  const shown = text.length > most ? `${text.slice(0, most)}… (${text.length} characters in all)` : text;
  return shown.replace(
    unseen,
    (char) => `⟨U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}
