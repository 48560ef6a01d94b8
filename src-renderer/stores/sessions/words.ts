import { countryName } from '../../words/country.ts';
import type { SessionTable } from './table.ts';

/** Where a word is found: 1 for each user, address (one more than its number) and agent (likewise) that says it. */
export interface Found {
  users: Uint8Array;
  addresses: Uint8Array;
  agents: Uint8Array;
}

interface Texts {
  users: string[];
  addresses: string[];
  agents: string[];
  sites: string[];
  /** The latest words with what was found, for this many users, addresses and agents. */
  words: Map<string, Found>;
  size: number;
}

/** What is looked through, in lower case; made once for a table and added to as pages come. */
const textsOf = new WeakMap<SessionTable, Texts>();
/** Words whose finds are kept: those of a text that is being typed, letter by letter. */
const kept = 40;

function texts(table: SessionTable): Texts {
  const found: Texts = textsOf.get(table) ?? {
    users: [],
    addresses: [],
    agents: [],
    sites: [],
    words: new Map(),
    size: -1,
  };
  textsOf.set(table, found);
  const size = table.sites.length + table.users.length + table.addresses.length + table.agents.length;
  if (found.size === size) return found;
  for (const one of table.sites.slice(found.sites.length))
    found.sites.push([one.site, one.client, ...one.tags].join('\n').toLowerCase());
  for (let at = found.users.length; at < table.users.length; at++) {
    const one = table.users[at];
    found.users.push([one?.user, one?.email, one?.displayName, ...(one?.roles ?? [])].join('\n').toLowerCase());
  }
  for (const one of table.addresses.slice(found.addresses.length)) {
    const country = one.country === null ? '' : `${one.country}\n${countryName(one.country)}`;
    found.addresses.push([one.ip, country, one.network, one.office].join('\n').toLowerCase());
  }
  for (const one of table.agents.slice(found.agents.length))
    found.agents.push([one.device, one.browser, one.userAgent].join('\n').toLowerCase());
  found.words.clear();
  found.size = size;
  return found;
}

/** The find of the longest beginning of this word that is kept: only what says that can say the word. */
function narrower({ words }: Texts, word: string): Found | null {
  for (let end = word.length - 1; end > 0; end--) {
    const found = words.get(word.slice(0, end));
    if (found) return found;
  }
  return null;
}

/** 1 for each text, from place `first` on, that holds the word; where `before` has a 0 nothing is looked at. */
function holding(all: readonly string[], word: string, first: number, before: Uint8Array | undefined): Uint8Array {
  const found = new Uint8Array(all.length + first);
  for (let at = 0; at < all.length; at++) {
    if (before !== undefined && before[at + first] === 0) continue;
    if ((all[at] as string).includes(word)) found[at + first] = 1;
  }
  return found;
}

/** Where this word (in lower case) is in what the table's users, addresses and agents say; a site's words are its users'. */
export function findWord(table: SessionTable, word: string): Found {
  const all = texts(table);
  const known = all.words.get(word);
  if (known) return known;
  const before = narrower(all, word);
  const sites = holding(all.sites, word, 0, undefined);
  const users = holding(all.users, word, 0, before?.users);
  if (sites.includes(1))
    for (let at = 0; at < users.length; at++) if (sites[table.siteOfUser[at] as number] === 1) users[at] = 1;
  const found = {
    users,
    addresses: holding(all.addresses, word, 1, before?.addresses),
    agents: holding(all.agents, word, 1, before?.agents),
  };
  const oldest = all.words.size >= kept ? all.words.keys().next().value : undefined;
  if (oldest !== undefined) all.words.delete(oldest);
  all.words.set(word, found);
  return found;
}
