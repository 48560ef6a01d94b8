import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FleetSite } from './site.ts';

export function newPassword(): string {
  return randomBytes(15).toString('base64url');
}

/** What must never leave the engine. A private key is told by its last full line, which no two keys share. */
export async function secretsOf(
  sites: readonly FleetSite[],
  keyPath: string,
  adminPassword: string,
): Promise<string[]> {
  const key = (await readFile(keyPath, 'utf8'))
    .split('\n')
    .filter((line) => line.length === 70)
    .at(-1);
  const ofSites = sites.flatMap((site) => [
    ...Object.values(site.salts),
    site.db.password,
    site.redis?.password,
    ...site.users.map((user) => user.password),
    ...site.sessions.map((session) => session.token),
  ]);
  return [...new Set([key, adminPassword, ...ofSites])].filter((secret) => secret !== undefined);
}
