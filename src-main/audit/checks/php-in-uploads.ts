import { foreignPlace, isPhp } from '../../wordpress/files/suspects.ts';
import { type Check, inFiles } from './check.ts';
import { asFound, mayRun, signsSaid, sureness, suspectOf } from './suspect-file.ts';

/** Whoever gets PHP into the folder for pictures runs code on the site. `index.php` that does nothing, and the like, stand there honestly. */
export const phpInUploads: Check = {
  name: 'php-in-uploads',
  reads: ['files', 'texts'],
  find: inFiles((files) =>
    [...files.entries].flatMap(([path, entry]) => {
      if (entry.kind !== 'file' || foreignPlace(path, files.places) !== 'uploads' || !mayRun(entry)) return [];
      const inPicture = !isPhp(path);
      if (inPicture && !(entry.harmless === null && files.texts.get(path)?.text.includes('<?php'))) return [];
      const suspect = suspectOf(path, entry, files);
      return {
        ...asFound(suspect),
        confidence: sureness(suspect, 'likely'),
        title: `${inPicture ? 'PHP inside a picture' : 'PHP'} among the uploads: ${path}`,
        why: `Visitors’ files lie here, and no plugin needs PHP among them that does something.${signsSaid(suspect)}`,
        byHand:
          'Read it without opening it in a browser; if nobody of yours put it there, take it away, and forbid PHP in this folder.',
      };
    }),
  ),
};
