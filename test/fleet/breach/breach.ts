import type { Mariadb } from '../processes/mariadb.ts';
import type { FleetSite } from '../site.ts';
import { takeAccounts } from './accounts.ts';
import { leaveInDatabase } from './database.ts';
import type { Door } from './door.ts';
import { leaveFiles, type Shell } from './files.ts';

export interface Breach {
  site: FleetSite;
  doors: Door[];
  /** The web shell, for what the attacker does with it later. */
  shell: Shell;
  /** Passwords and keys that the attacker made or took: no report tells them. */
  secrets: string[];
}

/** Breaks into a site as attackers do and leaves every kind of way back in. The doors are real: each opens until it is shut. */
export async function breach(site: FleetSite, server: Mariadb): Promise<Breach> {
  const { doors: accounts, secrets } = await takeAccounts(site);
  const inDatabase = await leaveInDatabase(site, server);
  const { doors, shell } = await leaveFiles(site);
  return { site, doors: [...accounts, ...inDatabase, ...doors], shell, secrets };
}
