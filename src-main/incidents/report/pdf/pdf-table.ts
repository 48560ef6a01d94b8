import type { TableBlock, Tone } from '../../../contract/reports.ts';
import { makeRoom, type Page, setTone } from './pdf-page.ts';

const scale = 0.92;
const padding = 3;

/** The head of the table stands again on each page that a row begins. A row that no page could hold is written as lines. */
export function drawTable(page: Page, { caption, columns, rows }: TableBlock): void {
  const { doc, letters, left, width, size, bottom } = page;
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(({ share }) => (share / all) * width);
  const names = columns.map(({ name }) => letters.drawn(name));
  if (caption) {
    makeRoom(page, size * 5);
    setTone(page, 'faint');
    doc.text(letters.drawn(caption), left, doc.y, { width });
  }
  drawHead(page, names, widths);
  for (const { cells, below } of rows) {
    const texts = cells.map(({ text }) => letters.drawn(text));
    const height = Math.max(...texts.map((text, column) => heightOf(page, text, cells[column]?.tone, widths[column])));
    if (height > bottom - 140) drawAsLines(page, names, texts);
    else {
      // What goes with a row begins on its page.
      if (makeRoom(page, height + (below.length > 0 ? size * 1.5 : 0))) drawHead(page, names, widths);
      drawCells(page, cells, texts, widths, height);
    }
    for (const text of below) drawBelow(page, letters.drawn(text));
  }
  doc.y += size * 0.5;
}

const inner = (width = 0): number => Math.max(10, width - 2 * padding);

function heightOf(page: Page, text: string, tone: Tone = 'plain', width = 0): number {
  setTone(page, tone, scale);
  return page.doc.heightOfString(text || ' ', { width: inner(width) }) + 2 * padding;
}

function drawHead(page: Page, names: readonly string[], widths: readonly number[]): void {
  const { doc, left, colour, size } = page;
  const height = Math.max(...names.map((name, column) => heightOf(page, name, 'bad', widths[column])));
  makeRoom(page, height + size * 2);
  const top = doc.y;
  let x = left;
  names.forEach((name, column) => {
    setTone(page, 'plain', scale);
    doc.font('bold').text(name, x + padding, top + padding, { width: inner(widths[column]) });
    x += widths[column] ?? 0;
  });
  doc.y = top + height;
  line(page, colour, 1.2);
  doc.y += 1;
  doc.x = left;
}

function drawCells(
  page: Page,
  cells: TableBlock['rows'][number]['cells'],
  texts: readonly string[],
  widths: readonly number[],
  height: number,
): void {
  const { doc, left } = page;
  line(page, '#d0d0d6', 0.5);
  const top = doc.y;
  let x = left;
  texts.forEach((text, column) => {
    setTone(page, cells[column]?.tone ?? 'plain', scale);
    doc.text(text, x + padding, top + padding, { width: inner(widths[column]) });
    x += widths[column] ?? 0;
  });
  doc.x = left;
  doc.y = top + height;
}

/** Flows over pages by itself. */
function drawBelow(page: Page, text: string): void {
  const { doc, left, width, size } = page;
  makeRoom(page, size * 1.5);
  setTone(page, 'plain', scale * 0.95);
  doc.text(text, left + 12, doc.y, { width: width - 12 - padding, paragraphGap: 1 });
  doc.x = left;
}

function drawAsLines(page: Page, names: readonly string[], texts: readonly string[]): void {
  line(page, '#d0d0d6', 0.5);
  texts.forEach((text, column) => {
    if (text) drawBelow(page, `${names[column] ?? ''}: ${text}`);
  });
}

function line({ doc, left, width }: Page, colour: string, thick: number): void {
  doc
    .moveTo(left, doc.y)
    .lineTo(left + width, doc.y)
    .lineWidth(thick)
    .strokeColor(colour)
    .stroke();
}
