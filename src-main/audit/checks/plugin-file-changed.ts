import type { FileReading, OfficialPlugin } from '../../wordpress/file-reading.ts';
import { at } from '../../wordpress/files/places.ts';
import { honestToo } from '../../wordpress/files/shell-signs.ts';
import { isBlownUp, isPhp } from '../../wordpress/files/suspects.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { asFound, digestOf, type Suspect, signsSaid, sureness, suspectOf } from './suspect-file.ts';

/** Changed by hand after a release, as `wp plugin verify-checksums` leaves them out too. */
const soft = /^readme\.(?:txt|md)$/i;

/** Compared with what WordPress.org publishes for the version in the plugin's header. */
export const pluginFileChanged: Check = {
  name: 'plugin-file-changed',
  reads: ['files', 'texts', 'plugin-checksums', 'plugin-hashes'],
  find: inFiles((files) =>
    [...files.plugins].flatMap(([slug, plugin]) => {
      const { changed, same } = compare(slug, plugin, files);
      if (changed.length === 0) return [];
      // Malware takes the name of a public plugin as well: what shows it is told beside.
      const bad = changed.filter(({ signs }) => signs.some((one) => !honestToo.includes(one)));
      if (changed.length <= same || bad.length === changed.length) return changed.map((one) => told(one, slug, plugin));
      return [anotherOne(slug, plugin, changed), ...bad.map((one) => told(one, slug, plugin))];
    }),
  ),
};

function compare(slug: string, { checksums }: OfficialPlugin, files: FileReading) {
  const folder = at(files.places.plugins, slug);
  const alone = files.entries.get(folder)?.kind === 'file';
  const changed: Suspect[] = [];
  let same = 0;
  for (const [name, right] of checksums ?? []) {
    const path = alone ? folder : `${folder}/${name}`;
    const entry = alone && name !== slug ? undefined : files.entries.get(path);
    if (entry && isBlownUp(entry)) changed.push(suspectOf(path, entry, files));
    if (entry?.md5 === undefined) continue;
    if (right.includes(entry.md5)) same += 1;
    else if (!soft.test(name)) changed.push(suspectOf(path, entry, files));
  }
  return { changed, same };
}

function told(suspect: Suspect, slug: string, { version }: OfficialPlugin): Found {
  const code = isPhp(suspect.path) ? 'likely' : /\.js$/i.test(suspect.path) ? 'possible' : null;
  return {
    ...asFound(suspect),
    ...(code ? {} : { harm: 'foothold' }),
    confidence: code ? sureness(suspect, code) : 'unlikely',
    title: `${suspect.path} is not as ${slug} ${version} has it`,
    why: `Code in a plugin runs on every page, and looks as if it belonged there.${signsSaid(suspect)}`,
    fix: null,
    byHand: `Put a fresh copy of ${slug} ${version} or newer over it (wp plugin install ${slug} --force).`,
  };
}

/** A plugin of the agency's own may have the name of one at WordPress.org. */
function anotherOne(slug: string, { version }: OfficialPlugin, changed: readonly Suspect[]): Found {
  return {
    ...{ harm: 'takeover', confidence: 'unlikely', where: changed[0]?.path ?? slug, fix: null },
    title: `${slug} is not what WordPress.org has as ${slug} ${version}`,
    why: 'More of its files differ than are the same: another plugin with this name, or another version than it says. An update may replace it by the other one.',
    about: {
      slug,
      version,
      count: changed.length,
      files: digestOf(changed.map(({ path, entry }) => `${entry.md5} ${path}`).sort()),
    },
    seen: { paths: changed.map(({ path }) => path).sort() },
    byHand: 'See where it comes from. If it is the public plugin, put a fresh copy in.',
  };
}
