import type { FlagCheck } from './flag.ts';
import { neverSeen } from './never-seen.ts';
import { day } from './words.ts';

/** The user was never seen in the network of this operator. */
export const newNetwork: FlagCheck = {
  flag: 'new-network',
  ofPlaces: true,
  prepare({ byAccount }) {
    const isNew = neverSeen(byAccount, ({ place }) => place.network?.number ?? null);
    return (fact) => {
      const since = isNew.get(fact);
      return since === undefined
        ? null
        : `this user was not seen in ${fact.place.networkInWords} before, since ${day(since)}`;
    };
  },
};
