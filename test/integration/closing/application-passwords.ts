import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FleetSite } from '../../fleet/site.ts';

export type Made = Record<string, Record<string, { uuid: string; password: string }>>;

/** Application passwords made by WordPress itself, by login and name. */
export function makePasswords(site: FleetSite, asked: Record<string, string[]>): Promise<Made> {
  const script = join(import.meta.dirname, 'make-passwords.php');
  const child = spawn('php', [script, site.docroot, site.url], { stdio: ['pipe', 'pipe', 'inherit'] });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stdin.end(JSON.stringify(asked));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const said = Buffer.concat(out).toString();
      if (code === 0 && said.startsWith('{')) resolve(JSON.parse(said));
      else reject(new Error(`make-passwords.php: ${code} ${said.slice(0, 500)}`));
    });
  });
}

/** WordPress takes application passwords over http only where it is told that it is at home. */
export async function atHome(site: FleetSite): Promise<void> {
  const config = await readFile(site.configPath, 'utf8');
  await writeFile(site.configPath, config.replace(/<\?php/, `<?php\ndefine( 'WP_ENVIRONMENT_TYPE', 'local' );`));
}

/** The status of a real request with an application password: 200, or 401 where it is refused. */
export async function askRest(site: FleetSite, login: string, password: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
  const response = await fetch(`${site.url}/?rest_route=/wp/v2/users/me`, { headers: { authorization } });
  await response.arrayBuffer();
  return response.status;
}
