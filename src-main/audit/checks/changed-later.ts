import type { FileEntry, FileReading } from '../../wordpress/file-reading.ts';
import { within } from '../../wordpress/files/places.ts';
import { isPhp } from '../../wordpress/files/suspects.ts';
import { type Check, day, type Found, inFiles } from './check.ts';
import { asFound, signsSaid, suspectOf } from './suspect-file.ts';

/** So many PHP files make a whole with which one can be compared; so few of them can be "changed later". */
const fewest = 5;
const mostLater = 3;

/**
 * PHP of a theme or of a plugin that nobody publishes, changed later than the rest of its folder: an update sets all of them anew. Agencies
 * edit themes, above all child themes, so without signs of malware it says little.
 */
export const changedLater: Check = {
  name: 'changed-later',
  reads: ['files', 'texts'],
  find: inFiles((files) =>
    [...foldersOf(files)].flatMap(([folder, all]) => {
      const later = laterThanRest(all);
      const theme = within(files.places.themes, folder) !== null;
      return later.map(([path, entry]): Found => {
        const suspect = suspectOf(path, entry, files);
        return {
          ...asFound(suspect),
          confidence: suspect.signs.length > 0 ? 'likely' : theme ? 'unlikely' : 'possible',
          since: changedAt(entry),
          about: { path, changed: changedAt(entry), size: entry.size },
          title: `${path} was changed later than the rest of its folder`,
          why: `An update changes all files of a ${theme ? 'theme' : 'plugin'} at once; this one was changed alone.${signsSaid(suspect)}`,
          fix: null,
          byHand: 'Compare it with a fresh copy. If nobody of yours edited it, put the fresh copy in.',
        };
      });
    }),
  ),
};

/** By content or, where the server tells, by name and rights: that time can't be set back. */
const changedAt = ({ mtime, ctime }: FileEntry): number => Math.max(mtime, ctime ?? 0);

function foldersOf({ entries, places, plugins }: FileReading): Map<string, [string, FileEntry][]> {
  const folders = new Map<string, [string, FileEntry][]>();
  for (const [path, entry] of entries) {
    if (entry.kind !== 'file' || !isPhp(path)) continue;
    const place = [places.themes, places.plugins].find((one) => within(one, path) !== null);
    const [slug, ...rest] = place === undefined ? [] : (within(place, path)?.split('/') ?? []);
    if (place === undefined || slug === undefined || rest.length === 0) continue;
    if (place === places.plugins && plugins.get(slug)?.checksums) continue; // compared by content
    const folder = `${place}/${slug}`;
    const all = folders.get(folder) ?? [];
    all.push([path, entry]);
    folders.set(folder, all);
  }
  return folders;
}

function laterThanRest(all: [string, FileEntry][]): [string, FileEntry][] {
  if (all.length < fewest) return [];
  const times = all.map(([, entry]) => changedAt(entry)).sort((one, other) => one - other);
  const rest = times[times.length - 1 - Math.min(mostLater, Math.floor(all.length / 4))] ?? 0;
  return all.filter(([, entry]) => changedAt(entry) > rest + day);
}
