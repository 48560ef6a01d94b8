import type { FlagCheck } from './flag.ts';

/** An entry that nobody can see in WordPress: its user is deleted, or it stands in a second row (FACTS: Ending sessions). */
export const ghost: FlagCheck = {
  flag: 'ghost',
  ofPlaces: false,
  prepare:
    () =>
    ({ session }) => {
      if (session.goneAt !== null) return null;
      if (session.user === null) return 'its user is deleted, only the entry is left';
      return session.ghost ? 'it stands in a second row of this user, which WordPress does not look at' : null;
    },
};
