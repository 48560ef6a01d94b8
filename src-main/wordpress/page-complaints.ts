/** How PHP begins to complain, as display_errors puts it into a page. What a page says is its site's to choose: nothing here looks at a byte often. */
const begins = /(?:Fatal error|Parse error|Warning|Notice|Deprecated|Strict Standards)(?:<\/b>)?:\s/g;
/** How every complaint ends: ` in FILE on line N`. */
const ends = / on line (?:<b>)?\d+(?:<\/b>)?(?:<br \/>)?/;
const mostCharacters = 3000;

const sentences: readonly [string, string][] = [
  ['There has been a critical error on this website', 'says that there has been a critical error'],
  ['Error establishing a database connection', 'says that the database can’t be reached'],
  ['Briefly unavailable for scheduled maintenance', 'says that it is under maintenance'],
];

/** What a page says of itself that no visitor should read; null where nothing. Also a text about such errors counts. */
export function complaintIn(body: string): string | null {
  if (complains(body)) return 'shows warnings or errors of PHP';
  return sentences.find(([sentence]) => body.includes(sentence))?.[1] ?? null;
}

function complains(body: string): boolean {
  for (const { index } of body.matchAll(begins)) {
    const said = body.slice(index, index + mostCharacters);
    const end = said.search(ends);
    if (end > 0 && said.slice(0, end).includes(' in ')) return true;
  }
  return false;
}

/** WordPress's own page of an error, by wp_die() and the handler of fatal errors, in every language (read in 6.1 and 7.1). */
const errorPage = /<body[^>]{0,200}\sid=["']error-page["']/;
const deadly = /(?:Fatal|Parse|Compile|Core) error(?:<\/b>)?:\s/;

/**
 * Whether this is no page, but what is left of one that PHP could not make. With display_errors=On, or where something was sent before, it answers
 * 200 all the same. `body`: its beginning, so that an error behind the first 64 KiB is not seen.
 */
export const isBrokenPage = ({ status, body }: { status: number; body: string }): boolean =>
  status >= 500 || errorPage.test(body) || diesIn(body);

/** An error that ends PHP is the last that a page says; in a text about one the page goes on behind it. */
function diesIn(body: string): boolean {
  const text = body.trimEnd();
  const last = text.slice(-100);
  const end = last.search(ends);
  if (end < 0 || last.slice(end).replace(ends, '') !== '') return false;
  const from = Math.max(0, text.length - 24_000);
  return text.slice(from).search(deadly) >= 0;
}
