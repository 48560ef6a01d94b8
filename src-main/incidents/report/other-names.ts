import type { Material } from './material.ts';

/** Puts "[another client]" for every name that is not this client's to see. Own names are found first, so that they stay. */
export function hider(
  { incident, fleet }: Material,
  client: string,
  ours: ReadonlySet<string>,
): (text: string) => string {
  const all = [...fleet, ...incident.sites.map((one) => ({ ...one, url: null }))];
  const own = namesOf(all.filter((one) => ours.has(one.siteId) || (client !== '' && one.client === client)));
  const others = namesOf(all).filter((name) => !own.includes(name));
  if (others.length === 0) return (text) => text;
  const kept = new Set(own);
  const namesIn = finder([...own, ...others]);
  return (text) => {
    const found = namesIn(text.toLowerCase());
    if (found.every((name) => kept.has(name))) return text;
    const pattern = new RegExp(
      found
        .sort((a, b) => b.length - a.length)
        .map(exactly)
        .join('|'),
      'giu',
    );
    return text.replace(pattern, (name) => (kept.has(name.toLowerCase()) ? name : '[another client]'));
  };
}

/** Which of thousands of names stand in a text; one pattern of them all took seconds. By their beginnings of up to `most` characters. */
function finder(names: readonly string[]): (text: string) => string[] {
  const most = 8;
  const byBeginning = new Map<string, string[]>();
  for (const name of names) {
    const beginning = name.slice(0, most);
    byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), name]);
  }
  const lengths = [...new Set([...byBeginning.keys()].map(({ length }) => length))];
  return (text) => {
    const found = new Set<string>();
    for (let at = 0; at < text.length; at += 1)
      for (const length of lengths)
        for (const name of byBeginning.get(text.slice(at, at + length)) ?? [])
          if (text.startsWith(name, at)) found.add(name);
    return [...found];
  };
}

function namesOf(sites: readonly { site: string; client: string | null; url: string | null }[]): string[] {
  const names = sites.flatMap(({ site, client, url }) => [site, client ?? '', ...(url ? hostsOf(url) : [])]);
  return [...new Set(names.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''))];
}

/** With its port and without, and as people write it. */
function hostsOf(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { host, hostname } = new URL(url);
  return [host, hostname, hostname.replace(/^www\./, '')];
}

/** A short name is only looked for as a word of its own: it would be found in every sentence. */
function exactly(name: string): string {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return name.length < 4 ? `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])` : escaped;
}
