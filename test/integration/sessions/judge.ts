import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SessionRow } from '../../../src-main/contract/sessions.ts';
import type { FleetSite } from '../../fleet/site.ts';

/** A user's sessions by verifier, each as [login, expiration, ip, ua], and the roles on the main site. */
export type Judged = Record<string, { roles: string[]; sessions: Record<string, unknown[]> }>;

interface Said {
  roles: string[];
  sessions: Record<string, { login?: number; expiration: number; ip?: string; ua?: string }>;
}

/** What WordPress's own WP_Session_Tokens says of the site. */
export async function askWordpress(site: FleetSite): Promise<Judged> {
  const script = join(import.meta.dirname, 'judge.php');
  const { stdout } = await promisify(execFile)('php', [script, site.docroot, site.url], { maxBuffer: 64_000_000 });
  const said = JSON.parse(stdout) as Record<string, Said>;
  return Object.fromEntries(
    Object.entries(said).map(([id, { roles, sessions }]) => [
      id,
      {
        roles,
        sessions: Object.fromEntries(
          Object.entries(sessions).map(([verifier, { login, expiration, ip, ua }]) => [
            verifier,
            [login ?? null, expiration, ip ?? null, ua ?? null],
          ]),
        ),
      },
    ]),
  );
}

/** What Resalt listed of one site, in the same form; expired ones left out. */
export function asJudged(rows: SessionRow[], site: FleetSite): Judged {
  const all: Judged = {};
  const seconds = (iso: string | null) => (iso === null ? null : Date.parse(iso) / 1000);
  for (const row of rows) {
    if (row.site !== site.name || row.expired) continue;
    const roles = row.blogs ? (row.blogs.find(({ blog }) => blog === 1)?.roles ?? []) : row.roles;
    const user = all[row.userId] ?? { roles, sessions: {} };
    all[row.userId] = user;
    user.sessions[row.verifier] = [seconds(row.loginAt), seconds(row.expiresAt), row.ip, row.userAgent];
  }
  return all;
}
