import { rightToLeftRuns, visible } from '../visible.ts';
import type { Fonts } from './pdf-fonts.ts';

/** Turns texts into what the fonts can draw, and remembers what it could not do. */
export interface Letters {
  drawn(text: string): string;
  /** Sentences for the foot: of boxes, and of writing from right to left. */
  remarks(): string[];
}

/** Invisible joiners and variants of the letter before: nothing is lost without them. */
const silent = /\u200c|\u200d|[\ufe00-\ufe0f]/u;
const box = '□';

export function newLetters({ letters }: Fonts): Letters {
  const has = (letter: string) => letters.has(letter.codePointAt(0) ?? 0);
  let boxes = false;
  let rightToLeft = false;
  const letterOf = (letter: string): string => {
    if (letter === '\n' || has(letter)) return letter;
    if (letter === '\t') return ' ';
    if (silent.test(letter)) return '';
    boxes = true;
    return box;
  };
  return {
    drawn(text) {
      const seen = visible(text);
      if (rightToLeftRuns().test(seen)) rightToLeft = true;
      return [...seen].map(letterOf).join('');
    },
    remarks: () => [
      ...(boxes ? [`${box} stands for a character that this file’s font lacks; the HTML report has it.`] : []),
      ...(rightToLeft
        ? ['Words written from right to left may stand in another order here; the HTML report has them as they are.']
        : []),
    ],
  };
}
