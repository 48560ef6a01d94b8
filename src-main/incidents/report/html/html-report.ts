import type { Cell, ReportBlock, ReportDocument, TableBlock } from '../../../contract/reports.ts';
import { footLines } from '../foot-lines.ts';
import { htmlStyle } from './html-style.ts';
import { attribute, html, type Markup } from './html-text.ts';

/** One file that needs nothing else: no script, nothing that is fetched, each text of a site escaped; its own policy forbids the rest. `print`: points. */
export function htmlReport(report: ReportDocument, print: number): string {
  const { agency, audience, title, subtitle } = report;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  const page = html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${attribute(title)}</title>
<style>${{ markup: htmlStyle(agency, audience, print) }}</style>
</head>
<body>
<header>
${agency.name ? html`<p dir="auto"><strong>${agency.name}</strong></p>` : []}
<h1 dir="auto">${title}</h1>
<p dir="auto">${subtitle}</p>
</header>
<main>
${report.blocks.map(block)}
</main>
<footer>
${footLines(report).map((line) => html`<p dir="auto">${line}</p>\n`)}
</footer>
</body>
</html>
`;
  return page.markup;
}

function block(one: ReportBlock): Markup {
  switch (one.kind) {
    case 'heading':
      return one.level === 2 ? html`<h2 dir="auto">${one.text}</h2>\n` : html`<h3 dir="auto">${one.text}</h3>\n`;
    case 'text':
      return html`<p dir="auto" class="${one.tone}">${one.text}</p>\n`;
    case 'list':
      return html`<ul>${one.items.map(({ text, tone }) => html`<li dir="auto" class="${tone}">${text}</li>`)}</ul>\n`;
    case 'figures':
      return html`<dl>${one.figures.map(({ name, value, tone }) => html`<dt>${name}</dt><dd dir="auto" class="${tone}">${value}</dd>`)}</dl>\n`;
    case 'table':
      return table(one);
  }
}

function table({ caption, columns, rows }: TableBlock): Markup {
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  const width = (share: number) => `${Math.round((share / all) * 1000) / 10}%`;
  return html`<table>
${caption ? html`<caption dir="auto">${caption}</caption>` : []}
<thead><tr>${columns.map(({ name, share }) => html`<th scope="col" style="width:${width(share)}">${name}</th>`)}</tr></thead>
<tbody>
${rows.map((one) => row(one, columns.length))}</tbody>
</table>
`;
}

function row({ cells, below }: TableBlock['rows'][number], columns: number): Markup {
  const lines = below.map((text) => html`<p dir="auto">${text}</p>`);
  return html`<tr>${cells.map(cell)}</tr>
${lines.length > 0 ? html`<tr><td class="below" colspan="${columns}">${lines}</td></tr>\n` : []}`;
}

/** The first of a row says what the row is about. */
const cell = ({ text, tone }: Cell, column: number): Markup =>
  column === 0
    ? html`<th scope="row" dir="auto" class="${tone}">${text}</th>`
    : html`<td dir="auto" class="${tone}">${text}</td>`;
