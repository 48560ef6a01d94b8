import type { Confidence } from '../../contract/findings.ts';
import { inRoot, isPhp, isUnknown } from '../../wordpress/files/suspects.ts';
import { type Check, inFiles } from './check.ts';
import { asFound, mayRun, signsSaid, sureness, suspectOf } from './suspect-file.ts';

/** PHP beside wp-config.php. Agencies do put things there, so that alone is not much. */
export const unknownRootFile: Check = {
  name: 'unknown-root-file',
  reads: ['files', 'texts'],
  find: inFiles((files) =>
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
    }),
  ),
};

function byName(name: string): Confidence {
  if (/^(?:wp-config|local-config|wp-salt|wordfence-waf)/.test(name)) return 'unlikely';
  // A name that is meant to be taken for WordPress's own.
  return /^(?:wp-|xmlrpc|index)/i.test(name) ? 'likely' : 'possible';
}
