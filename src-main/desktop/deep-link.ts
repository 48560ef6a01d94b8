const link = /^resalt:\/\/(site|run|incident)\/([^/?#]{1,600})\/?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const unprintable = /[\u0000-\u001f\u007f-\u009f]/;

const sessions = /^resalt:\/\/(sessions|people|audit|incidents)\/?(?:\?([A-Za-z0-9%._~+=&*-]{0,1500}))?$/;

/**
 * The view that a link from outside asks for: "resalt://site/acme-shop" is "#/site/acme-shop". Anybody can make such a
 * link, so it can only show a view, never do anything; null where it is not one.
 */
export function viewOf(url: string): string | null {
  const [, list, query] = sessions.exec(url) ?? [];
  if (list) return query && list !== 'people' && list !== 'incidents' ? `#/${list}?${query}` : `#/${list}`;
  const [, kind, text] = link.exec(url) ?? [];
  if (!kind || !text) return null;
  try {
    const name = decodeURIComponent(text);
    if (name.length > 200 || unprintable.test(name)) return null;
    return `#/${kind}/${encodeURIComponent(name)}`;
  } catch {
    return null;
  }
}

/** Windows and Linux hand a link over as an argument of a second start. */
export function viewAmong(argv: readonly string[]): string | null {
  return argv.map(viewOf).find((view) => view !== null) ?? null;
}
