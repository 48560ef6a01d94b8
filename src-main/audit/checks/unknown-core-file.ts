import { inCore, isPhp, isUnknown } from '../../wordpress/files/suspects.ts';
import { type Check, inFiles } from './check.ts';
import { asFound, behindLink, mayRun, signsSaid, sureness, suspectOf } from './suspect-file.ts';

/** What servers and people leave there. Settings of web server and PHP are other checks' to read. */
const left = /(?:^|\/)(?:error_log|\.htaccess|\.user\.ini|php5?\.ini|\.DS_Store|Thumbs\.db|\.gitkeep)$/i;

/** wp-admin and wp-includes hold what WordPress brings and nothing else. */
export const unknownCoreFile: Check = {
  name: 'unknown-core-file',
  reads: ['files', 'texts', 'core-checksums'],
  find: inFiles((files) =>
    [...files.entries].flatMap(([path, entry]) => {
      const name = inCore(path, files.places);
      if (entry.kind !== 'file' || name === null || isUnknown(path, files) !== true || left.test(name)) return [];
      const php = isPhp(path);
      if ((php && !mayRun(entry)) || behindLink(path, files.entries)) return [];
      const suspect = suspectOf(path, entry, files);
      return {
        ...asFound(suspect),
        harm: php || suspect.signs.length > 0 ? ('takeover' as const) : ('foothold' as const),
        confidence: sureness(suspect, php ? 'likely' : 'possible'),
        title: `${path} is not WordPress ${files.core.version}’s`,
        why: `No update brings or replaces it, and among the core’s own files nobody looks for it.${signsSaid(suspect)}`,
        byHand:
          'Take it away, unless somebody of yours says what it is for. Then put fresh copies of wp-admin and wp-includes in.',
      };
    }),
  ),
};
