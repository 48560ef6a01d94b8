import type { FlagCheck } from './flag.ts';
import { neverSeen } from './never-seen.ts';
import { day } from './words.ts';

/** The user was never seen from this address, or of IPv6 from its first 64 bits. */
export const newAddress: FlagCheck = {
  flag: 'new-address',
  ofPlaces: true,
  prepare({ byAccount }) {
    const isNew = neverSeen(byAccount, ({ place }) => place.line);
    return (fact) => {
      const since = isNew.get(fact);
      return since === undefined ? null : `this user was not seen from this address before, since ${day(since)}`;
    };
  },
};
