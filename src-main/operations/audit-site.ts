import type { Site } from '../contract/sites.ts';
import type { AuditReading, ReadingPart } from '../wordpress/audit-reading.ts';
import { askServer } from './steps/ask-server.ts';
import { type OpenSite, openSite } from './steps/look.ts';
import { lookFromOutside } from './steps/look-from-outside.ts';
import { readForAudit } from './steps/read-for-audit.ts';
import type { Story } from './story.ts';
import type { Tools } from './tools.ts';

/**
 * AuditSite: reads what the checks judge (audit/find.ts) and changes nothing. By files and database, or by the database alone; what anybody can read is asked over HTTP.
 * `parts`: what is wanted, where not all is.
 */
export async function auditSite(
  site: Site,
  tools: Tools,
  story: Story,
  parts?: ReadonlySet<ReadingPart>,
): Promise<AuditReading> {
  const open = await openSite(site, tools, story);
  try {
    const reading = await story.step('Read users, keys and settings', () => readForAudit(open));
    return await askAround(open, reading, tools, story, (...any) => any.some((part) => parts?.has(part) ?? true));
  } finally {
    await open.close();
  }
}

/** What neither the database nor the list of files tells. */
async function askAround(
  open: OpenSite,
  reading: AuditReading,
  tools: Tools,
  story: Story,
  wants: (...any: ReadingPart[]) => boolean,
): Promise<AuditReading> {
  const unread = new Map(reading.unread);
  const [server, outside] = await Promise.all([
    wants('cron-code', 'php-version')
      ? story.step('Look for the code of what is planned', () => askServer(open, reading, unread))
      : null,
    wants('outside', 'php-version')
      ? story.step('Look from outside', () => lookFromOutside(reading, tools, unread))
      : reading,
  ]);
  const php = outside.versions.php ?? server?.versions.php ?? null;
  return { ...reading, ...(server ?? {}), leaks: outside.leaks, versions: { ...reading.versions, php }, unread };
}
