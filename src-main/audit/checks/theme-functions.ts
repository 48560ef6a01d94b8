import { within } from '../../wordpress/files/places.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { hiddenIn, ofFile, saysOf } from './hidden-in-file.ts';

/** functions.php runs on every page; what is wrong in it is what hides. Whether it changed lately is changed-later's to say. */
export const themeFunctions: Check = {
  name: 'theme-functions',
  reads: ['files', 'texts'],
  find: inFiles((files) =>
    [...files.texts].flatMap(([path, text]): Found[] => {
      const name = within(files.places.themes, path);
      if (name === null || !/(^|\/)functions\.php$/i.test(name)) return [];
      const hidden = hiddenIn(text);
      const [worst] = hidden ?? [];
      if (hidden && !worst) return [];
      return [
        {
          ...ofFile(path, files),
          // A theme is taken out as a whole or mended: its functions.php alone can't be moved away.
          fix: null,
          harm: 'takeover',
          confidence: worst?.sure ?? 'possible',
          title: worst
            ? `The theme’s ${name} hides something: ${worst.what.toLowerCase()}`
            : `The theme’s ${name} can’t be read as PHP`,
          why: 'It runs on every page of the site.',
          seen: { hidden: saysOf(hidden ?? []) },
          byHand: 'Compare it with the theme as its maker delivers it, and put that one back.',
        },
      ];
    }),
  ),
};
