import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { FleetSite } from '../../fleet/site.ts';

/** WordPress itself makes the user, or gives one that is there the role. Answers with the id. */
export function makeUser(site: FleetSite, user: { login: string; email: string; role: string }): Promise<number> {
  const script = join(import.meta.dirname, 'make-user.php');
  const child = spawn('php', [script, site.docroot, site.url], { stdio: ['pipe', 'pipe', 'pipe'] });
  const heard = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    heard.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    heard.err += chunk;
  });
  child.stdin.end(JSON.stringify(user));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0 && /^\d+$/.test(heard.out)) resolve(Number(heard.out));
      else reject(new Error(`make-user.php: ${code} ${heard.out.slice(0, 500)} ${heard.err}`));
    });
  });
}
