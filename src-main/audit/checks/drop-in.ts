import { dropIns, isKnownDropIn } from '../../wordpress/drop-ins.ts';
import { harmlessPhp } from '../../wordpress/files/harmless-php.ts';
import { at } from '../../wordpress/files/places.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { hiddenIn, ofFile, readOf, saysOf } from './hidden-in-file.ts';

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
      const silent = hidden !== null && quiet && (worst?.sure ?? 'possible') === 'possible';
      if (silent && !text.cut) return [];
      return [
        {
          ...ofFile(path, files),
          harm: 'takeover',
          confidence: silent ? 'unlikely' : (worst?.sure ?? 'possible'),
          title: titleOf(name, silent ? undefined : worst?.what, silent),
          why: 'WordPress loads it before any plugin, by its name alone.',
          seen: { hidden: saysOf(hidden ?? []), ...readOf(hidden, text) },
          byHand:
            'Find out which plugin or host made it; without one, take it away and look whether the site still works.',
        },
      ];
    }),
  ),
};

function titleOf(name: string, hides: string | undefined, known: boolean): string {
  if (hides) return `The drop-in ${name} hides something: ${hides.toLowerCase()}`;
  return known ? `The drop-in ${name} is larger than Resalt reads` : `The drop-in ${name} is of nobody that is known`;
}
