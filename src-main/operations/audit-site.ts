import { ResaltError } from '../contract/failures.ts';
import { filesLeftOut } from '../contract/findings.ts';
import type { Site } from '../contract/sites.ts';
import type { AuditReading, ReadingPart } from '../wordpress/audit-reading.ts';
import { type OpenSite, openSite } from './steps/look.ts';
import { readForAudit } from './steps/read-for-audit.ts';
import { type FilesRead, filesNotRead, scanFiles } from './steps/scan-files.ts';
import type { Story } from './story.ts';
import type { Tools } from './tools.ts';

export interface AuditWishes {
  /** Files are looked at too, where they are in reach. */
  files: boolean;
  /** Official checksums are taken as they are kept here: nothing is fetched. */
  offline: boolean;
}

/** AuditSite: reads what the checks judge (audit/find.ts) and changes nothing. By files and database, or by the database alone. */
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
    return {
      ...reading,
      files,
      unread: new Map<ReadingPart, { partly: boolean; why: string }>([...reading.unread, ...unread]),
    };
  } finally {
    await open.close();
  }
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
