import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hook } from '../../fleet/breach/accounts.ts';
import { dropAccount } from '../../fleet/breach/database.ts';
import { copyPath, iniPath, prependedPath, restoreCore } from '../../fleet/breach/files.ts';
import { wordpressCore } from '../../fleet/core.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { deleteHook } from './delete-hook.ts';

/** Where the people sit who work on the incident: to them a closed site is open. */
export const office = '203.0.113.9';

/** What a person does by hand where the checklist leaves it to them: on the server, in the host's panel, in WordPress. */
export const handsOn = (site: FleetSite, fleet: Fleet) => ({
  restoreCore: async () => restoreCore(site, await wordpressCore('6.1')),
  async removeIni() {
    await rm(join(site.docroot, iniPath), { force: true });
    await rm(join(site.docroot, prependedPath), { force: true });
  },
  removeCopy: () => rm(join(site.docroot, copyPath), { force: true }),
  deleteHook: () => deleteHook(site, hook, office),
  dropAccount: () => dropAccount(site, fleet.db),
  forbidPhpInUploads: () =>
    fleet.web.tell(site.address, 'location ~* /wp-content/uploads/.*\\.(php|phtml|phar) { deny all; }\n'),
});
export type Hands = ReturnType<typeof handsOn>;
