import { ResaltError } from '../contract/failures.ts';
import { filesLeftOut } from '../contract/findings.ts';
import type { Site } from '../contract/sites.ts';
import type { AuditReading, ReadingPart } from '../wordpress/audit-reading.ts';
import { askServer } from './steps/ask-server.ts';
import { type OpenSite, openSite } from './steps/look.ts';
import { lookFromOutside } from './steps/look-from-outside.ts';
import { readForAudit } from './steps/read-for-audit.ts';
import { type FilesRead, filesNotRead, scanFiles } from './steps/scan-files.ts';
import type { Story } from './story.ts';
import type { Tools } from './tools.ts';

export interface AuditWishes {
  /** Files are looked at too, where they are in reach. */
  files: boolean;
  /** Official checksums are taken as they are kept here: nothing is fetched. */
  offline: boolean;
  /** What is wanted of the rest; undefined: all. */
  parts?: ReadonlySet<ReadingPart> | undefined;
}

/** AuditSite: reads what the checks judge (audit/find.ts) and changes nothing. By files and database, or by the database alone; what anybody can read is asked over HTTP. */
export async function auditSite(
  site: Site,
  tools: Tools,
  story: Story,
  wishes: AuditWishes = { files: true, offline: false },
): Promise<AuditReading> {
  const open = await openSite(site, tools, story);
  try {
    const reading = await story.step('Read users, keys and settings', () => readForAudit(open));
    const { files, unread } = await story.step('Look through the files', () => filesOf(open, tools, wishes));
    const read = {
      ...reading,
      files,
      unread: new Map<ReadingPart, { partly: boolean; why: string }>([...reading.unread, ...unread]),
    };
    return await askAround(open, read, tools, story, (...any) => any.some((part) => wishes.parts?.has(part) ?? true));
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

/** Users and keys are told though the files could not be read; unless nothing is left of the server. */
async function filesOf({ host, configuration }: OpenSite, tools: Tools, wishes: AuditWishes): Promise<FilesRead> {
  if (!wishes.files) return filesNotRead(filesLeftOut);
  if (!host || !configuration) return filesNotRead('Its files are not in reach: it is reached by its database alone.');
  try {
    return await scanFiles(host, configuration, tools.checksums, wishes);
  } catch (error) {
    if (error instanceof ResaltError && stays.has(error.code)) return filesNotRead(error.message);
    throw error;
  }
}

const stays = new Set(['COMMAND_FAILED', 'TIMED_OUT', 'NOT_ALLOWED_HERE']);
