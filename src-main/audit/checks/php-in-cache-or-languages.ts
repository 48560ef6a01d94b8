import { foreignPlace, isPhp } from '../../wordpress/files/suspects.ts';
import { type Check, inFiles } from './check.ts';
import { asFound, mayRun, signsSaid, sureness, suspectOf } from './suspect-file.ts';

/** Language files since 6.5 are PHP that returns texts, caches keep data behind `exit`: these do nothing, by their text. Some caches keep templates as code. */
export const phpInCacheOrLanguages: Check = {
  name: 'php-in-cache-or-languages',
  reads: ['files', 'texts'],
  find: inFiles((files) =>
    [...files.entries].flatMap(([path, entry]) => {
      const place = foreignPlace(path, files.places);
      if (entry.kind !== 'file' || (place !== 'cache' && place !== 'languages') || !mayRun(entry)) return [];
      const inPicture = !isPhp(path);
      if (inPicture && !(entry.harmless === null && files.texts.get(path)?.text.includes('<?php'))) return [];
      const suspect = suspectOf(path, entry, files);
      return {
        ...asFound(suspect),
        confidence: sureness(suspect, place === 'cache' ? 'possible' : 'likely'),
        title: `PHP that does something among ${place === 'cache' ? 'cached files' : 'languages'}: ${path}`,
        why: `Nobody looks into this folder, and what lies here is not replaced by an update.${signsSaid(suspect)}`,
        byHand:
          'Read it without opening it in a browser; if nobody of yours put it there, take it away. A cache can be emptied as a whole.',
      };
    }),
  ),
};
