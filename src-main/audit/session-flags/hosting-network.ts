import type { FlagCheck } from './flag.ts';

/** It comes from where servers and VPN exits are rented (places/hosting-networks.ts). */
export const hostingNetwork: FlagCheck = {
  flag: 'hosting-network',
  ofPlaces: true,
  prepare:
    () =>
    ({ place }) =>
      place.hosting ? `${place.networkInWords} rents out servers: people seldom log in from there` : null,
};
