import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FleetSite } from '../site.ts';
import { ask } from './attacker.ts';
import { letsIn } from './database.ts';
import type { Door } from './door.ts';
import type { Shell } from './files.ts';

/**
 * Malware that nobody has found yet reads the new secrets and makes itself a login of the site's owner with them. `from`: an address
 * to which the site is open.
 */
export async function survive(site: FleetSite, shell: Shell, from: string): Promise<Door[]> {
  const script = await readFile(join(import.meta.dirname, 'survivor.php'), 'utf8');
  const said = await shell.run(script.replace('<?php', ''));
  const [, json] = said?.split('\n') ?? [];
  if (!json?.startsWith('{')) throw new Error(`The malware did not get what it wanted: ${said?.slice(0, 500)}`);
  const { cookie, password } = JSON.parse(json) as { cookie: string; password: string };
  return [
    {
      name: 'a login signed with salts that malware read',
      trace: /sessions?|logins?/i,
      open: async () => (await ask(site, '/wp-admin/profile.php', { cookie, from })).status === 200,
    },
    {
      name: 'a database password that malware read',
      trace: /database password/i,
      open: () => letsIn(site, site.db.user, password),
    },
  ];
}
