import PdfDocument from 'pdfkit';
import type { ReportDocument, Tone } from '../../../contract/reports.ts';
import { ink, textColour } from '../colour.ts';
import type { Fonts } from './pdf-fonts.ts';
import { type Letters, newLetters } from './pdf-letters.ts';

/** Sizes are points. */
export interface Page {
  doc: InstanceType<typeof PdfDocument>;
  letters: Letters;
  /** Of plain text; everything else is in proportion to it. */
  size: number;
  left: number;
  width: number;
  /** Where the text of a page ends. */
  bottom: number;
  /** The agency's colour, for lines, and a colour for its headings that can be read. */
  colour: string;
  headings: string;
}

const toneColours: Record<Tone, string> = { plain: ink, good: '#14622b', bad: '#a3121f', faint: '#55555c' };

export function newPage({ title, agency, madeAt, madeBy }: ReportDocument, fonts: Fonts, size: number): Page {
  const margin = 40;
  const letters = newLetters(fonts);
  const made = new Date(madeAt);
  const doc = new PdfDocument({
    ...{ size: 'A4', margin, bufferPages: true, lang: 'en', displayTitle: true, pdfVersion: '1.7' },
    // Pdfkit would begin with a font that does not ship with the app.
    font: '',
    info: {
      Title: letters.drawn(title),
      Author: letters.drawn(agency.name),
      Creator: madeBy,
      ...(Number.isNaN(made.getTime()) ? {} : { CreationDate: made }),
    },
  });
  doc.registerFont('plain', fonts.plain).registerFont('bold', fonts.bold).font('plain');
  return {
    ...{ doc, letters, size, left: margin, width: doc.page.width - 2 * margin, bottom: doc.page.height - margin - 12 },
    ...{ colour: agency.colour, headings: textColour(agency.colour) },
  };
}

/** Sets the font for what is measured or written next. Bad news is bold: it must not depend on its colour. */
export function setTone({ doc, size }: Page, tone: Tone, scale = 1): void {
  doc
    .font(tone === 'bad' ? 'bold' : 'plain')
    .fontSize(size * scale * (tone === 'faint' ? 0.88 : 1))
    .fillColor(toneColours[tone]);
}

/** Begins another page where `height` more does not fit on this one. */
export function makeRoom({ doc, bottom }: Page, height: number): boolean {
  if (doc.y + height <= bottom) return false;
  doc.addPage();
  return true;
}
