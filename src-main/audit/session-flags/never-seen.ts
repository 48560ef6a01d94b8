import type { Fact, Facts } from '../session-facts.ts';

/**
 * The sessions that are new by a name (of a line, of a network), and since when the history knows their user. A session is new if it was first known later than the first one, and nothing by its name was known before it. Of the first look at a
 * user everything would be new: there it is silent, and so it is where there is no history. The sessions of one site alone
 * count: a hostile site could else vouch for an address on the others.
 */
export function neverSeen(
  byAccount: Facts['byAccount'],
  nameOf: (fact: Fact) => string | number | null,
): Map<Fact, number> {
  const found = new Map<Fact, number>();
  for (const theirs of byAccount) {
    const [one] = theirs;
    if (theirs.every(({ firstKnownAt }) => firstKnownAt === one?.firstKnownAt)) continue;
    const telling = theirs.filter((fact) => fact.tells && fact.firstKnownAt !== null && nameOf(fact) !== null);
    const times = firstTimes(telling, nameOf);
    let since = Number.POSITIVE_INFINITY;
    for (const time of times.values()) since = Math.min(since, time);
    for (const fact of telling) {
      const at = fact.firstKnownAt ?? since;
      if (at > since && times.get(nameOf(fact) ?? '') === at) found.set(fact, since);
    }
  }
  return found;
}

/** By name, when it was first known. */
function firstTimes(
  facts: readonly Fact[],
  nameOf: (fact: Fact) => string | number | null,
): Map<string | number, number> {
  const times = new Map<string | number, number>();
  for (const fact of facts) {
    const name = nameOf(fact) ?? '';
    times.set(
      name,
      Math.min(fact.firstKnownAt ?? Number.POSITIVE_INFINITY, times.get(name) ?? Number.POSITIVE_INFINITY),
    );
  }
  return times;
}
