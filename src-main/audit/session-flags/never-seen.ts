import type { Fact } from '../session-facts.ts';

/**
 * Of each user of a site: from when on the history knows them, and from when on by each name (of a line, of a network). A session
 * is new if it was first known later than the first one, and nothing by its name was known before it. Of the first look at a
 * user everything would be new: there it is silent, and so it is where there is no history. The sessions of one site alone
 * count: a hostile site could else vouch for an address on the others.
 */
export function neverSeen(
  facts: readonly Fact[],
  nameOf: (fact: Fact) => string | number | null,
): (fact: Fact) => { since: number } | null {
  const accounts = new Map<string, { since: number; byName: Map<string | number, number> }>();
  for (const fact of facts) {
    const name = fact.tells ? nameOf(fact) : null;
    const at = fact.firstKnownAt;
    if (name === null || at === null) continue;
    const known = accounts.get(fact.account);
    if (!known) accounts.set(fact.account, { since: at, byName: new Map([[name, at]]) });
    else {
      known.since = Math.min(known.since, at);
      known.byName.set(name, Math.min(at, known.byName.get(name) ?? at));
    }
  }
  return (fact) => {
    const name = nameOf(fact);
    const known = accounts.get(fact.account);
    const at = fact.firstKnownAt;
    if (name === null || at === null || !known || at <= known.since) return null;
    return (known.byName.get(name) ?? at) >= at ? { since: known.since } : null;
  };
}
