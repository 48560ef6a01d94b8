import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** DejaVu Sans, which ships with Resalt: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic and many signs. */
export interface Fonts {
  plain: Buffer;
  bold: Buffer;
}

/** Where the package lies: beside the sources, beside out/, or in the packaged app's archive, which Electron's fs reads, too. */
export function readFonts(): Fonts {
  const resolve = createRequire(import.meta.url).resolve;
  return {
    plain: readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
    bold: readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
  };
}
