import { openAgency } from './agency.ts';
import { openAuditTrail } from './audit-trail.ts';
import { openChecksums } from './checksums.ts';
import { openClosings } from './closings.ts';
import { lockDataFolder } from './data-lock.ts';
import { type OpenConf, openConf } from './document.ts';
import { makePrivateDirectory } from './durable-file.ts';
import { openHostKeys } from './host-keys.ts';
import { openInspections } from './inspections.ts';
import { openJournals } from './journals.ts';
import { openKnowledge } from './knowledge.ts';
import { openLooksToCome } from './looks-to-come.ts';
import { openOwnChecklist } from './own-checklist.ts';
import { openPolicies } from './policies.ts';
import { openSettings } from './settings.ts';
import { openSites } from './sites.ts';
import type { Store } from './store-types.ts';

export interface StoreOptions {
  /** The data folder, made where it is not there yet. */
  dir: string;
  /** The desktop app gives electron-store here. */
  openDocument?: OpenConf;
  now?: () => Date;
}

/**
 * Takes the data folder for this process and opens all that is in it. NOT_ALLOWED_HERE where another process has it,
 * VAULT_DAMAGED where a file is not what Resalt wrote: nothing is then changed, and the folder is free again.
 */
export async function openStore({
  dir,
  openDocument = openConf,
  now = () => new Date(),
}: StoreOptions): Promise<Store> {
  await makePrivateDirectory(dir);
  const lock = await lockDataFolder(dir);
  try {
    const journals = await openJournals(dir);
    const auditTrail = openAuditTrail(dir, now);
    return {
      sites: openSites(dir, openDocument),
      settings: openSettings(dir, openDocument),
      knowledge: openKnowledge(dir, openDocument),
      agency: openAgency(dir, openDocument),
      policies: openPolicies(dir, openDocument, now),
      looksToCome: openLooksToCome(dir, openDocument),
      ownChecklist: openOwnChecklist(dir, openDocument),
      closings: openClosings(dir, openDocument),
      hostKeys: openHostKeys(dir, openDocument, now),
      inspections: await openInspections(dir),
      checksums: openChecksums(dir, now),
      journals,
      auditTrail,
      async close() {
        await Promise.all([journals.close(), auditTrail.close()]);
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
