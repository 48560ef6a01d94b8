import type { FlagCheck } from './flag.ts';

/** The address is on the agency's own list. That outweighs its being an office's, and the site's having a proxy. */
export const blockedAddress: FlagCheck = {
  flag: 'blocked-address',
  ofPlaces: false,
  prepare:
    () =>
    ({ place }) =>
      place.blocked === null ? null : `on your block list as ${place.blocked}`,
};
