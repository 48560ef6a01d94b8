import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';

/** DejaVu Sans, which ships with Resalt: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic and many signs. */
export interface Fonts {
  plain: Buffer;
  bold: Buffer;
  /** Code points that both have. */
  letters: ReadonlySet<number>;
}

let read: Fonts | null = null;

/** Read once. Where the package lies: beside the sources, beside out/, or in the packaged app's archive, which Electron's fs reads, too. */
export function readFonts(): Fonts {
  if (read) return read;
  const resolve = createRequire(import.meta.url).resolve;
  const plain = readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  const bold = readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'));
  const inBold = new Set(lettersOf(bold));
  read = { plain, bold, letters: new Set(lettersOf(plain).filter((letter) => inBold.has(letter))) };
  return read;
}

function lettersOf(file: Buffer): number[] {
  const font = create(file);
  // A collection of fonts has no letters of its own; DejaVu's files are none.
  return 'characterSet' in font ? font.characterSet : [];
}
