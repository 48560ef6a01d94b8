import type { FileReading, FileText } from '../../wordpress/file-reading.ts';
import { within } from '../../wordpress/files/places.ts';
import { saysNothingAlone, shellSigns } from '../../wordpress/files/shell-signs.ts';
import { isPhp } from '../../wordpress/files/suspects.ts';
import { makesAdministrators } from '../../wordpress/hidden-code/makes-administrators.ts';
import { type Check, type Found, inFiles } from './check.ts';
import { hiddenIn, ofFile, readOf, saysOf } from './hidden-in-file.ts';

/**
 * functions.php runs on every page; what is wrong in it is what hides. Of a theme's other PHP (404.php is a favourite) what shows signs of malware. Whether it changed
 * lately is changed-later's to say.
 */
export const themeFunctions: Check = {
  name: 'theme-functions',
  reads: ['files', 'texts', 'theme-code'],
  find: inFiles((files) =>
    [...files.texts].flatMap(([path, text]): Found[] => {
      const name = within(files.places.themes, path);
      if (name === null) return [];
      if (!/(^|\/)functions\.php$/i.test(name)) return inOther(path, name, text, files);
      const hidden = hiddenIn(text);
      const [worst] = hidden ?? [];
      if (hidden && !worst && !text.cut) return [];
      return [
        {
          ...ofFile(path, files),
          // A theme is taken out as a whole or mended: its functions.php alone can't be moved away.
          fix: null,
          harm: 'takeover',
          confidence: worst?.sure ?? (hidden ? 'unlikely' : 'possible'),
          title: worst
            ? `The theme’s ${name} hides something: ${worst.what.toLowerCase()}`
            : `The theme’s ${name} ${hidden ? 'is larger than Resalt reads' : 'can’t be read as PHP'}`,
          why: 'It runs on every page of the site.',
          seen: { hidden: saysOf(hidden ?? []), ...readOf(hidden, text) },
          byHand: 'Compare it with the theme as its maker delivers it, and put that one back.',
        },
      ];
    }),
  ),
};

function inOther(path: string, name: string, text: FileText, files: FileReading): Found[] {
  if (!isPhp(name)) return [];
  const signs = shellSigns(text.text);
  const doors = makesAdministrators(Buffer.from(text.text, 'utf8'));
  // A comment within the call keeps a pattern from seeing it, but not who reads words.
  const certain = signs.length > 0 ? [] : (hiddenIn(text) ?? []).filter(({ sure }) => sure === 'certain');
  const hidden = [...certain, ...doors];
  if (signs.length + hidden.length === 0) return [];
  const says = saysOf(hidden);
  return [
    {
      ...ofFile(path, files),
      fix: null,
      harm: 'takeover',
      confidence: saysNothingAlone(signs) ? (hidden[0]?.sure ?? 'possible') : 'certain',
      title: `The theme’s ${name} looks like malware`,
      why: `It runs when a page of its kind is shown, or when anybody opens its address. ${signs.length > 0 ? `Its text ${signs.join(', ')}` : `By its words, ${says.join('; ')}`}.`,
      seen: { signs, hidden: says },
      byHand: 'Compare it with the theme as its maker delivers it, and put that one back.',
    },
  ];
}
