import { type Fact, grouped } from '../session-facts.ts';
import type { FlagCheck } from './flag.ts';
import { list, span } from './words.ts';

/**
 * A person is logged in from more than one country at the same time, on all sites together. Sessions from a known office count
 * as evidence for the others: who steals the login of somebody at the office is what this is for.
 */
export const severalCountries: FlagCheck = {
  flag: 'several-countries',
  ofPlaces: true,
  prepare(facts) {
    const whereabouts = new Map<string | number, { countries: string[]; within: string }>();
    const placed = facts.filter(({ live, tells, place }) => live && tells && place.country !== null);
    for (const [person, theirs] of grouped(placed, (fact) => fact.person)) {
      const countries = [...new Set(theirs.flatMap(({ place }) => place.country ?? []))].sort();
      if (countries.length > 1) whereabouts.set(person, { countries, within: within(theirs) });
    }
    return ({ live, person, place }) => {
      const found = live && place.country !== null ? whereabouts.get(person) : undefined;
      return found ? `also ${list(found.countries.filter((code) => code !== place.country))} ${found.within}` : null;
    };
  },
};

function within(facts: readonly Fact[]): string {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { loginAt } of facts) {
    if (loginAt === null) return 'at the same time';
    first = Math.min(first, loginAt);
    last = Math.max(last, loginAt);
  }
  return `within ${span(last - first)}`;
}
