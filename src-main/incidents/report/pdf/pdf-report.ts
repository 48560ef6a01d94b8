import { once } from 'node:events';
import type { ReportBlock, ReportDocument } from '../../../contract/reports.ts';
import { footLines } from '../foot-lines.ts';
import type { Fonts } from './pdf-fonts.ts';
import { makeRoom, newPage, type Page, setTone } from './pdf-page.ts';
import { drawTable } from './pdf-table.ts';

/** A report on its pages; only `bytes` makes a file of them, which takes most of the time. To be asked once. */
export interface Pdf {
  pages: number;
  bytes(): Promise<Buffer>;
}

/** A report as PDF, A4. `size`: of plain text, in points. The same report gives the same bytes. */
export function pdfReport(report: ReportDocument, fonts: Fonts, size: number): Pdf {
  const page = newPage(report, fonts, size);
  const { doc } = page;
  drawHeader(page, report);
  for (const one of report.blocks) drawBlock(page, one);
  drawFoot(page, report);
  const pages = doc.bufferedPageRange().count;
  if (pages > 1) numberPages(page, pages);
  return { pages, bytes: () => fileOf(doc) };
}

async function fileOf(doc: Page['doc']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(doc, 'end');
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

function drawHeader(page: Page, { title, subtitle, agency }: ReportDocument): void {
  const { doc, letters, left, width, size, colour, headings } = page;
  const top = doc.y;
  const indented = { width: width - 16 };
  if (agency.name) {
    setTone(page, 'plain');
    doc.font('bold').text(letters.drawn(agency.name), left + 16, doc.y, indented);
  }
  doc
    .font('bold')
    .fontSize(size * 1.7)
    .fillColor(headings);
  doc.text(letters.drawn(title), left + 16, doc.y, indented);
  setTone(page, 'faint');
  doc.text(letters.drawn(subtitle), left + 16, doc.y, indented);
  // A title may go over to a second page; the bar then is of the first alone.
  const end = doc.bufferedPageRange().count > 1 ? page.bottom : doc.y;
  doc.rect(left, top, 6, Math.max(0, end - top)).fill(colour);
  doc.x = left;
  doc.y += size * 0.6;
}

function drawBlock(page: Page, one: ReportBlock): void {
  if (one.kind === 'heading') drawHeading(page, one.text, one.level === 2 ? 1.22 : 1.05);
  else if (one.kind === 'text') drawText(page, one.text, one.tone, 0);
  else if (one.kind === 'list') for (const { text, tone } of one.items) drawText(page, `• ${text}`, tone, 6);
  else if (one.kind === 'figures')
    for (const { name, value, tone } of one.figures) drawText(page, `${name}: ${value}`, tone, 0);
  else drawTable(page, one);
}

function drawHeading(page: Page, text: string, scale: number): void {
  const { doc, letters, left, width, size, headings } = page;
  makeRoom(page, size * 6);
  doc.y += size * 0.55;
  doc
    .font('bold')
    .fontSize(size * scale)
    .fillColor(headings);
  doc.text(letters.drawn(text), left, doc.y, { width });
  doc.y += size * 0.15;
}

function drawText(page: Page, text: string, tone: Parameters<typeof setTone>[1], indent: number): void {
  const { doc, letters, left, width, size } = page;
  makeRoom(page, size * 1.5);
  setTone(page, tone);
  doc.text(letters.drawn(text), left + indent, doc.y, { width: width - indent });
  doc.x = left;
  doc.y += size * 0.25;
}

function drawFoot(page: Page, report: ReportDocument): void {
  const { doc, letters, left, width, size, colour } = page;
  const drawn = footLines(report).map((text) => letters.drawn(text));
  doc.y += size * 0.5;
  makeRoom(page, size * 4);
  doc
    .moveTo(left, doc.y)
    .lineTo(left + width, doc.y)
    .lineWidth(1.2)
    .strokeColor(colour)
    .stroke();
  doc.y += size * 0.4;
  for (const text of [...drawn, ...letters.remarks()]) {
    setTone(page, 'faint');
    doc.text(text, left, doc.y, { width });
  }
}

/** In the margin, where pdfkit would otherwise begin another page. */
function numberPages(page: Page, pages: number): void {
  const { doc, left, width } = page;
  for (let number = 0; number < pages; number += 1) {
    doc.switchToPage(number);
    const { bottom } = doc.page.margins;
    doc.page.margins.bottom = 0;
    setTone(page, 'faint');
    const at = doc.page.height - bottom + 4;
    doc.text(`Page ${number + 1} of ${pages}`, left, at, { width, align: 'right', lineBreak: false });
    doc.page.margins.bottom = bottom;
  }
}
