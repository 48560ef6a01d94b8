import type { Confidence } from '../../contract/findings.ts';
import { readClosedFile } from '../../wordpress/closed-to-visitors.ts';
import type { FileReading } from '../../wordpress/file-reading.ts';
import { at } from '../../wordpress/files/places.ts';
import { inRoot, isPhp, isUnknown } from '../../wordpress/files/suspects.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { strayPhp } from './stray-php.ts';
import { asFound, mayRun, signsSaid, sureness, suspectOf } from './suspect-file.ts';

/** PHP beside wp-config.php, and in folders that are nobody's. Agencies do put things there, so that alone is not much. */
export const unknownRootFile: Check = {
  name: 'unknown-root-file',
  reads: ['files', 'texts'],
  find: inFiles((files) => [...unknownPhp(files), ...foreignMaintenance(files), ...strayPhp(files)]),
};

const unknownPhp = (files: FileReading): Found[] =>
  [...files.entries].flatMap(([path, entry]) => {
    if (entry.kind !== 'file' || !inRoot(path, files.places) || !isPhp(path)) return [];
    if (isUnknown(path, files) !== true || !mayRun(entry)) return [];
    const suspect = suspectOf(path, entry, files);
    return {
      ...asFound(suspect),
      confidence: sureness(suspect, byName(path.slice(path.lastIndexOf('/') + 1))),
      title: `${path} is not WordPress’s`,
      why: `It runs when anybody opens its address.${signsSaid(suspect)}`,
      byHand: 'Ask who put it there. If nobody says so, take it away.',
    };
  });

/** What WordPress itself writes during an update (WP_Upgrader::maintenance_mode(), read in 6.1 and 7.1). */
const ofAnUpdate = /^<\?php \$upgrading = \d+; \?>\s*$/;

/** WordPress includes `.maintenance` in every request, whatever its name ends in. Resalt's own is known by every byte of it. */
function foreignMaintenance(files: FileReading): Found[] {
  const path = at(files.places.core, '.maintenance');
  const [entry, read] = [files.entries.get(path), files.texts.get(path)];
  if (entry?.kind !== 'file' || !read) return [];
  if (!read.cut && (ofAnUpdate.test(read.text) || readClosedFile(Buffer.from(read.text)) !== null)) return [];
  const suspect = suspectOf(path, entry, files);
  return [
    {
      ...asFound(suspect),
      confidence: sureness(suspect, 'likely'),
      title: `${path} is neither WordPress’s nor Resalt’s`,
      why: `WordPress includes it in every request.${signsSaid(suspect)}`,
      byHand: 'Look at what it does. An update of WordPress leaves one line in it, and takes it away.',
    },
  ];
}

function byName(name: string): Confidence {
  if (/^(?:wp-config|local-config|wp-salt|wordfence-waf)/.test(name)) return 'unlikely';
  // A name that is meant to be taken for WordPress's own.
  return /^(?:wp-|xmlrpc|index)/i.test(name) ? 'likely' : 'possible';
}
