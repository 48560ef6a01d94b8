import type { FlagCheck } from './flag.ts';

/** It has expired: WordPress refuses it, and takes it out at the user's next login. */
export const expired: FlagCheck = {
  flag: 'expired',
  ofPlaces: false,
  prepare:
    () =>
    ({ session }) =>
      session.expired && session.goneAt === null ? 'it has expired, only its entry is left' : null,
};
