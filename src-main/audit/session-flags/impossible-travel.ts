import { countryDistance } from '../places/country-distance.ts';
import type { Fact } from '../session-facts.ts';
import type { FlagCheck } from './flag.ts';
import { span } from './words.ts';

/** Kilometres per hour, as an airliner; and what a wrong entry in the data of countries may be off. */
const fastest = 1000;
const leeway = 200;

/**
 * A person logged in somewhere that cannot be reached in the time since their login before, border to nearest border. Of sessions
 * that are over as well, as far as the history has them. Known offices are left out altogether: who is connected to one
 * by VPN jumps there in no time.
 */
export const impossibleTravel: FlagCheck = {
  flag: 'impossible-travel',
  ofPlaces: true,
  prepare({ byPerson }) {
    const reasons = new Map<Fact, string>();
    for (const theirs of byPerson) {
      const [one] = theirs;
      if (theirs.every(({ place }) => place.country === one?.place.country)) continue;
      const placed = theirs.filter(isPlaced).sort((a, b) => (a.loginAt ?? 0) - (b.loginAt ?? 0));
      for (const [at, fact] of placed.entries()) {
        const reason = at > 0 && tooFast(placed[at - 1], fact);
        if (reason) reasons.set(fact, reason);
      }
    }
    return (fact) => reasons.get(fact) ?? null;
  },
};

const isPlaced = ({ tells, trusted, place, loginAt }: Fact) =>
  tells && !trusted && place.country !== null && loginAt !== null;

function tooFast(before: Fact | undefined, { place, loginAt }: Fact): string | null {
  const [from, to] = [before?.place.country ?? null, place.country];
  if (from === null || to === null || from === to) return null;
  const ms = (loginAt ?? 0) - (before?.loginAt ?? 0);
  const km = countryDistance(from, to) ?? 0;
  if (km <= leeway + (fastest * ms) / 3_600_000) return null;
  return `${to} ${span(ms)} after ${from}: at least ${km.toLocaleString('en')} km`;
}
