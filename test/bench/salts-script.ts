import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSalts } from '../fleet/configuration.ts';
import type { FleetSite } from '../fleet/site.ts';
import type { Ground } from './contender.ts';

/** A way of changing the salts on a server by a script, as people do it without Resalt. */
export interface Script {
  name: string;
  /** Writes a fresh script for each site and gives the folder: `<folder>/<site's address>`. */
  write(ground: Ground): Promise<string>;
}

const safe = (salt: string) => salt.replace(/[^A-Za-z0-9]/g, 'x');

const sed: Script = {
  name: 'sed',
  write: (ground) =>
    writeScripts(ground, 'sed', (site) =>
      Object.entries(newSalts())
        .map(([name, salt]) => `-e "s/^define( *'${name}',.*/define( '${name}', '${safe(salt)}' );/"`)
        .reduce((line, edit) => `${line} ${edit}`, 'exec sed -i')
        .concat(` '${site.configPath}'`),
    ),
};

const wpCli = (phar: string): Script => ({
  name: 'WP-CLI',
  write: (ground) =>
    writeScripts(ground, 'wp-cli', (site) => {
      const options = `--allow-root --skip-plugins --skip-themes --path='${site.docroot}'`;
      return `exec php '${phar}' config shuffle-salts ${options}`;
    }),
});

/** WP-CLI is taken from PEER_WP_CLI, the path of its phar. */
export function scripts(): { there: Script[]; missing: string[] } {
  const phar = process.env.PEER_WP_CLI;
  if (phar && existsSync(phar)) return { there: [sed, wpCli(phar)], missing: [] };
  return { there: [sed], missing: ['WP-CLI: set PEER_WP_CLI to the path of wp-cli.phar'] };
}

async function writeScripts({ fleet, dir }: Ground, name: string, text: (site: FleetSite) => string): Promise<string> {
  const folder = join(dir, name);
  await mkdir(folder, { recursive: true });
  await Promise.all(fleet.sites.map((site) => writeFile(join(folder, site.address), `${text(site)}\n`)));
  return folder;
}
