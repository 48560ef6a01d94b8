import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { readFile } from './quarantine.ts';
import type { Place } from './quarantine-place.ts';
import { endings, type FoundFile } from './quarantine-script.ts';
import { readServer } from './read-server.ts';
import { absolute } from './server-reading.ts';
import type { SiteFiles } from './site-files.ts';
import { sha256 } from './swap-file.ts';

/** Where WordPress looks for `.maintenance`, and what stands there. */
export interface Maintenance {
  place: Place;
  /** Null: nothing. */
  found: FoundFile | null;
  /** Rights and owner of WordPress's own files, which a new one gets. */
  like: Pick<FoundFile, 'uid' | 'gid'>;
}

/** More than WordPress, a plugin or an agency ever puts there; the vault must be able to keep it. */
const largest = 500_000;
const name = '.maintenance';

/**
 * Reads what stands in ABSPATH, which is the folder where wp-load.php really is. NOT_ALLOWED_HERE where that lies outside the site's folder:
 * other sites may share it and would be closed, too. Fails where something stands there that can't be put back as it was.
 */
export async function readMaintenance({ site, host, configuration }: SiteFiles): Promise<Maintenance> {
  const { root, coreFolder } = configuration;
  const folder = coreFolder === '' ? root : `${root}/${coreFolder}`;
  const load = await wpLoad(host, root, folder);
  if (load === null)
    throw new ResaltError(
      'CONFIG_NOT_FOUND',
      `WordPress’s wp-load.php is neither in ${root} nor in its folder wp, so Resalt does not know where ${name} belongs. Enter the folder that has it as the path of ${site.name}.`,
      'never',
    );
  if (load !== root && !load.startsWith(`${root}/`)) throw shared(site.name, load);
  const place = { asked: `${load}/${name}`, folder: load, name, within: root };
  const [found, like] = await Promise.all([
    readFile(host, place),
    readFile(host, { ...place, asked: `${load}/wp-load.php`, name: 'wp-load.php' }),
  ]);
  if (found === 'gone') return { place, found: null, like: typeof like === 'string' ? { uid: 0, gid: 0 } : like };
  if (found === 'outside') throw shared(site.name, load);
  if (typeof found === 'string' || found.bytes.length > largest)
    throw new ResaltError(
      'NOT_ALLOWED_HERE',
      `${place.asked} is there and can’t be kept as it is. ${typeof found === 'string' ? endings[found] : 'It is larger than 500 kB.'} Look at it by hand.`,
      'never',
    );
  return { place, found, like: typeof like === 'string' ? found : like };
}

const shared = (site: string, folder: string) =>
  new ResaltError(
    'NOT_ALLOWED_HERE',
    `WordPress’s own files of ${site} (${folder}) lie outside the site’s folder: other sites may use them, and would be closed as well. Close it in the web server’s configuration instead.`,
    'never',
  );

async function wpLoad(host: Host, root: string, folder: string): Promise<string | null> {
  const path = absolute(folder, 'wp-load.php');
  const file = (await readServer(host, root, { files: [path] })).files.get(path);
  return typeof file === 'object' ? file.realPath.slice(0, file.realPath.lastIndexOf('/')) || '/' : null;
}

/** Of what stands there; null: nothing does. */
export const shaOf = ({ found }: Pick<Maintenance, 'found'>): string | null => (found ? sha256(found.bytes) : null);

/**
 * Whether WordPress itself, or a plugin's update, put it there less than ten minutes ago: then an update may be under way, which takes
 * the file away when it is over. `now`: Unix seconds of the server.
 */
export function isUpdateUnderWay({ bytes }: FoundFile, now: number): boolean {
  const [, upgrading] = /\$upgrading\s*=\s*(\d{1,12})\s*;/.exec(bytes.toString('latin1')) ?? [];
  return upgrading !== undefined && now - Number(upgrading) < 600;
}
