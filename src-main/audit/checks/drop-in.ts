import { dropIns, isKnownDropIn } from '../../wordpress/drop-ins.ts';
import { harmlessPhp } from '../../wordpress/files/harmless-php.ts';
import { at } from '../../wordpress/files/places.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { hiddenIn, ofFile, saysOf } from './hidden-in-file.ts';

/** Files that WordPress loads by their name alone. Caches make them; malware takes their place. */
export const dropIn: Check = {
  name: 'drop-in',
  reads: ['files', 'texts'],
  find: inFiles((files) =>
    dropIns.flatMap((name): Found[] => {
      const path = at(files.places.content, name);
      const text = files.texts.get(path);
      if (!text) return [];
      const hidden = hiddenIn(text);
      const [worst] = hidden ?? [];
      const quiet = isKnownDropIn(name, text.text) || harmlessPhp(text.text) !== null;
      if (hidden && quiet && (worst?.sure ?? 'possible') === 'possible') return [];
      return [
        {
          ...ofFile(path, files),
          harm: 'takeover',
          confidence: worst?.sure ?? 'possible',
          title: worst
            ? `The drop-in ${name} hides something: ${worst.what.toLowerCase()}`
            : `The drop-in ${name} is of nobody that is known`,
          why: 'WordPress loads it before any plugin, by its name alone.',
          seen: { hidden: saysOf(hidden ?? []), readable: hidden !== null },
          byHand:
            'Find out which plugin or host made it; without one, take it away and look whether the site still works.',
        },
      ];
    }),
  ),
};
