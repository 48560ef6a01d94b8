import { countryName } from '../../words/country.ts';
import type { SessionTable } from './table.ts';
import { addTexts, holding, type Texts, texts } from './texts.ts';

/** Where a word is found: 1 for each user, address (one more than its number) and agent (likewise) that says it. */
export interface Found {
  users: Uint8Array;
  addresses: Uint8Array;
  agents: Uint8Array;
}

interface Words {
  sites: string[];
  users: Texts;
  addresses: Texts;
  agents: Texts;
  /** The latest words with what was found, for this many users, addresses and agents; `own`: users without their sites' words. */
  found: Map<string, Found & { own: Uint8Array }>;
  size: number;
}

/** What is looked through, in lower case; made once for a table and added to as pages come. */
const wordsOf = new WeakMap<SessionTable, Words>();
/** Words whose finds are kept: those of a text that is being typed, letter by letter. */
const kept = 40;

/** Reads what pages have added since the last time, so that the first letter that is typed need not wait for it. */
export function readWords(table: SessionTable): Words {
  const all: Words = wordsOf.get(table) ?? {
    ...{ sites: [], users: texts(), addresses: texts(), agents: texts(), found: new Map(), size: 0 },
  };
  wordsOf.set(table, all);
  const size = table.sites.length + table.users.length + table.addresses.length + table.agents.length;
  if (all.size === size) return all;
  for (const one of table.sites.slice(all.sites.length))
    all.sites.push([one.site, one.client, ...one.tags].join('\n').toLowerCase());
  // An e-mail address is parted at its @: what comes before is mostly the login again, what comes after is that of others, too.
  addTexts(all.users, table.users, ({ user, email, displayName, roles }) => {
    const [name = '', ...provider] = (email ?? '').split('@');
    return { own: [user, name, displayName], shared: [...roles, ...provider.map((part) => `@${part}`)] };
  });
  addTexts(all.addresses, table.addresses, ({ ip, country, network, office }) => ({
    own: [ip],
    shared: [country, country === null ? null : countryName(country), network, office],
  }));
  addTexts(all.agents, table.agents, ({ device, browser, userAgent }) => ({
    own: [userAgent],
    shared: [device, browser],
  }));
  all.found.clear();
  all.size = size;
  return all;
}

/** The find of the longest beginning of this word that is kept: only what says that can say the word. */
function narrower({ found }: Words, word: string) {
  for (let end = word.length - 1; end > 0; end--) {
    const before = found.get(word.slice(0, end));
    if (before) return before;
  }
  return null;
}

/** Where this word (in lower case) is in what the table's users, addresses and agents say; a site's words are its users'. */
export function findWord(table: SessionTable, word: string): Found {
  const all = readWords(table);
  const known = all.found.get(word);
  if (known) return known;
  const before = narrower(all, word);
  const own = holding(all.users, word, before?.own);
  if (word.includes('@')) addEmails(table, word, own, before?.own);
  const found = {
    own,
    users: withSites(table, own, all.sites, word),
    addresses: afterNone(holding(all.addresses, word, before?.addresses.subarray(1))),
    agents: afterNone(holding(all.agents, word, before?.agents.subarray(1))),
  };
  for (const oldest of all.found.keys()) if (all.found.size >= kept) all.found.delete(oldest);
  all.found.set(word, found);
  return found;
}

/** A word with an @ may stand across the two parts of an e-mail address. */
function addEmails({ users }: SessionTable, word: string, own: Uint8Array, before: Uint8Array | undefined): void {
  for (let at = 0; at < own.length; at++)
    if (before?.[at] !== 0 && users[at]?.email?.toLowerCase().includes(word)) own[at] = 1;
}

function withSites({ siteOfUser }: SessionTable, own: Uint8Array, sites: string[], word: string): Uint8Array {
  const said = Uint8Array.from(sites, (site) => (site.includes(word) ? 1 : 0));
  if (!said.includes(1)) return own;
  const users = own.slice();
  for (let at = 0; at < users.length; at++) if (said[siteOfUser[at] as number] === 1) users[at] = 1;
  return users;
}

/** By the values of the column: the first is that of rows without any. */
function afterNone(found: Uint8Array): Uint8Array {
  const moved = new Uint8Array(found.length + 1);
  moved.set(found, 1);
  return moved;
}
