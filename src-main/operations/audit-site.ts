import type { Site } from '../contract/sites.ts';
import type { AuditReading } from '../wordpress/audit-reading.ts';
import { openSite } from './steps/look.ts';
import { readForAudit } from './steps/read-for-audit.ts';
import type { Story } from './story.ts';
import type { Tools } from './tools.ts';

/** AuditSite: reads what the checks judge (audit/find.ts) and changes nothing. By files and database, or by the database alone. */
export async function auditSite(site: Site, tools: Tools, story: Story): Promise<AuditReading> {
  const open = await openSite(site, tools, story);
  try {
    return await story.step('Read users, keys and settings', () => readForAudit(open));
  } finally {
    await open.close();
  }
}
