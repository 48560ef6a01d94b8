import type { FlagCheck } from './flag.ts';
import { neverSeen } from './never-seen.ts';
import { day } from './words.ts';

/** The user was never seen in the network of this operator. */
export const newNetwork: FlagCheck = {
  flag: 'new-network',
  ofPlaces: true,
  prepare(facts) {
    const isNew = neverSeen(facts, ({ place }) => place.network?.number ?? null);
    return (fact) => {
      const found = isNew(fact);
      return found && `this user was not seen in ${fact.place.networkInWords} before, since ${day(found.since)}`;
    };
  },
};
