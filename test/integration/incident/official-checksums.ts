import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { versionOf, wordpressCore } from '../../fleet/core.ts';
import { coreChecksums } from '../audit/official-server.ts';

/** What WordPress.org would publish of the bed's WordPress (which Debian packs a little differently), as a file for `resalt audit checksums add`. */
export async function checksumFile(wordpress: string, folder: string): Promise<string> {
  const core = await wordpressCore(wordpress);
  const file = join(folder, `${versionOf(core)}-en_US.json`);
  await writeFile(file, JSON.stringify({ checksums: await coreChecksums(core) }));
  return file;
}
