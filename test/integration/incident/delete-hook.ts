import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { program } from '../../fleet/processes/program.ts';
import type { FleetSite } from '../../fleet/site.ts';

/** Has WordPress itself forget a planned hook. `from`: an address to which the site is open. */
export async function deleteHook({ docroot, url }: FleetSite, hook: string, from: string): Promise<void> {
  const script = join(import.meta.dirname, 'delete-hook.php');
  const { stdout } = await promisify(execFile)(program('php', 'php-cli'), [script, docroot, url, hook, from]);
  if (!stdout.endsWith('done')) throw new Error(`WordPress did not forget ${hook}: ${stdout.slice(0, 300)}`);
}
