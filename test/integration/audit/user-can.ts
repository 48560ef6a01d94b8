import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { dangerousCapabilities } from '../../../src-main/wordpress/user-can.ts';
import type { FleetSite } from '../../fleet/site.ts';

/** By blog and user id. */
export type Said = Record<string, Record<string, string[]>>;

/** Every dangerous capability of every user on every blog, by WordPress's own user_can(). */
export function askUserCan(site: FleetSite): Promise<Said> {
  const script = join(import.meta.dirname, 'user-can.php');
  const child = spawn('php', [script, site.docroot, site.url], { stdio: ['pipe', 'pipe', 'pipe'] });
  const [out, err]: Buffer[][] = [[], []];
  child.stdout.on('data', (chunk) => out?.push(chunk));
  child.stderr.on('data', (chunk) => err?.push(chunk));
  child.stdin.end(JSON.stringify(dangerousCapabilities));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const said = Buffer.concat(out ?? []).toString();
      if (code === 0 && said.startsWith('{')) resolve(JSON.parse(said));
      else reject(new Error(`user-can.php: ${code} ${said.slice(0, 500)} ${Buffer.concat(err ?? [])}`));
    });
  });
}
