import { blockedAddress } from './blocked-address.ts';
import { expired } from './expired.ts';
import type { FlagCheck } from './flag.ts';
import { ghost } from './ghost.ts';
import { hostingNetwork } from './hosting-network.ts';
import { impossibleTravel } from './impossible-travel.ts';
import { newAddress } from './new-address.ts';
import { newNetwork } from './new-network.ts';
import { roleNotHere } from './role-not-here.ts';
import { severalCountries } from './several-countries.ts';
import { sharedAddress } from './shared-address.ts';
import { tooMany } from './too-many.ts';
import { tooOld } from './too-old.ts';

/** In the order in which a person should read them. */
export const allFlags: readonly FlagCheck[] = [
  blockedAddress,
  impossibleTravel,
  severalCountries,
  hostingNetwork,
  newNetwork,
  newAddress,
  sharedAddress,
  roleNotHere,
  tooMany,
  tooOld,
  ghost,
  expired,
];
