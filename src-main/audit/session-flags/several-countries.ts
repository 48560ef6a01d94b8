import type { Fact } from '../session-facts.ts';
import type { FlagCheck } from './flag.ts';
import { list, span } from './words.ts';

/**
 * A person is logged in from more than one country at the same time, on all sites together. Sessions from a known office count
 * as evidence for the others: who steals the login of somebody at the office is what this is for.
 */
export const severalCountries: FlagCheck = {
  flag: 'several-countries',
  ofPlaces: true,
  prepare({ byPerson }) {
    const reasons = new Map<number, Map<string, string>>();
    for (const theirs of byPerson) {
      const [one] = theirs;
      if (!one || theirs.every(({ place }) => place.country === one.place.country)) continue;
      const placed = theirs.filter(isPlaced);
      const countries = new Set(placed.map(({ place }) => place.country ?? ''));
      if (countries.size > 1) reasons.set(one.person, ofEach([...countries].sort(), within(placed)));
    }
    return (fact) => (isPlaced(fact) && reasons.get(fact.person)?.get(fact.place.country ?? '')) || null;
  },
};

const isPlaced = ({ live, tells, place }: Fact) => live && tells && place.country !== null;

const ofEach = (countries: string[], when: string) =>
  new Map(countries.map((one) => [one, `also ${list(countries.filter((code) => code !== one))} ${when}`]));

function within(facts: readonly Fact[]): string {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { loginAt } of facts) {
    if (loginAt === null) return 'at the same time';
    first = Math.min(first, loginAt);
    last = Math.max(last, loginAt);
  }
  return `within ${span(last - first)}`;
}
