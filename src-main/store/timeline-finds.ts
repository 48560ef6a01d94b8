import { join } from 'node:path';
import { ResaltError } from '../contract/failures.ts';
import { incidentId } from '../contract/incidents.ts';
import { siteId as siteIdSchema } from '../contract/sites.ts';
import { makePrivateDirectory, readBounded, writeDurably } from './durable-file.ts';
import type { KeptFinding } from './kept-audits/kept-types.ts';
import type { Boxes } from './session-history/sealed-site.ts';

/** What audits found on a site since its incident was opened: what was cleaned is in no audit any more. Text in it is the site's own. */
export interface Finds {
  findings: KeptFinding[];
  /** Administrators that came from one look to the next. */
  administrators: string[];
}

/** A sealed file for each site, `timelines/<incident>/<site>.finds`, written whole. VAULT_LOCKED, VAULT_DAMAGED, NOT_WRITABLE. */
export interface TimelineFinds {
  of(incident: string, siteId: string): Promise<Finds>;
  keep(incident: string, siteId: string, finds: Finds): Promise<void>;
}

const mostBytes = 64 << 20;

export function openTimelineFinds(dir: string, boxes: Boxes): TimelineFinds {
  const folderOf = (incident: string) => join(dir, 'timelines', incidentId.parse(incident));
  const pathOf = (incident: string, site: string) => join(folderOf(incident), `${siteIdSchema.parse(site)}.finds`);
  const contextOf = (incident: string, site: string) => ['timeline-finds', 1, incident, site] as const;
  return {
    async of(incident, site) {
      const text = await readBounded(pathOf(incident, site), mostBytes);
      if (text === null) return { findings: [], administrators: [] };
      const plain = boxes.open(Buffer.from(text, 'base64'), contextOf(incident, site));
      if (!plain)
        throw new ResaltError(
          'VAULT_DAMAGED',
          `What audits found of site ${site} in incident ${incident} (timelines/${incident}/${site}.finds) does not open.`,
          'never',
        );
      return JSON.parse(plain.toString('utf8'));
    },
    async keep(incident, site, finds) {
      await makePrivateDirectory(folderOf(incident));
      const box = boxes.seal(Buffer.from(JSON.stringify(finds)), contextOf(incident, site));
      await writeDurably(pathOf(incident, site), box.toString('base64'));
    },
  };
}
