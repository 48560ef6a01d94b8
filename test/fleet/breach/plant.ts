import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { program } from '../processes/program.ts';
import type { FleetSite } from '../site.ts';

interface Account {
  login: string;
  password: string;
}
export interface Asked {
  backdoor: Account;
  hidden: Account;
  application: { login: string; name: string };
  /** Whose key for a new password. */
  reset: string;
  hook: string;
}
export interface Planted {
  application: string;
  reset: string;
}

/** Has WordPress itself make what the attacker wants of it. */
export function plant(site: FleetSite, asked: Asked): Promise<Planted> {
  const script = join(import.meta.dirname, 'plant.php');
  const child = spawn(program('php', 'php-cli'), [script, site.docroot, site.url], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  child.stdin.end(JSON.stringify(asked));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0 && out.startsWith('{')) resolve(JSON.parse(out));
      else reject(new Error(`plant.php: ${code} ${err}${out.slice(0, 500)}`));
    });
  });
}
