import { writeFile } from 'node:fs/promises';
import papaparse from 'papaparse';
import type { FleetSite } from './site.ts';

/** Writes what `resalt sites import` reads: every site by SSH, with its own host. */
export async function writeImportCsv(sites: readonly FleetSite[], path: string): Promise<void> {
  const rows = sites.map((site) => ({
    name: site.name,
    url: site.url,
    client: site.client,
    tags: site.tags.join(';'),
    path: site.docroot,
    ssh_host: site.address,
    ssh_port: site.sshPort,
    ssh_user: site.sshUser,
    ssh_key: site.keyPath,
  }));
  await writeFile(path, `${papaparse.unparse(rows, { newline: '\n' })}\n`, { mode: 0o600 });
}
