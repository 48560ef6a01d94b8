import { ResaltError } from '../../contract/failures.ts';
import type { Audience, ReportDocument, ReportFormat } from '../../contract/reports.ts';
import { clientReport } from './client/client-report.ts';
import { engineerReport } from './engineer/engineer-report.ts';
import { htmlReport } from './html/html-report.ts';
import type { Material } from './material.ts';
import { withoutSecrets } from './nothing-secret.ts';
import { clientNames, clientsOf, ofClient } from './one-client.ts';
import type { Pdf } from './pdf/pdf-report.ts';
import { recordJson } from './record-json.ts';
import { shorten } from './wording.ts';

export interface Asked {
  audience: Audience;
  format: ReportFormat;
  /** Of this client's sites only; '' of those without one; null of all. */
  client: string | null;
}
export interface Made {
  name: string;
  type: string;
  bytes: Buffer;
}

const types = { html: 'text/html; charset=utf-8', pdf: 'application/pdf', json: 'application/json' } as const;

/** INPUT_INVALID where the client has no site here, or a client's report would be of several clients. */
export async function makeReport(given: Material, { audience, format, client }: Asked): Promise<Made> {
  const whose = audience === 'client' ? (client ?? onlyClient(given)) : client;
  const material = ready(given, whose);
  return {
    name: fileName(material, audience, format, whose),
    type: types[format],
    bytes: await bytesOf(material, { audience, format, client: whose || null }),
  };
}

/** Material for a note, under the same rules. */
export const materialFor = (given: Material, to: 'client' | 'team' | 'authority', client: string | null): Material => {
  const whose = to === 'client' ? (client ?? onlyClient(given)) : client;
  return ready(given, whose);
};

function ready(given: Material, client: string | null): Material {
  const material = withoutSecrets(client === null ? given : ofClient(given, client));
  return { ...material, agency: { ...given.agency, name: shorten(given.agency.name, 100) } };
}

/** What one client may read must not name another one. */
function onlyClient({ incident }: Material): string {
  const [client, ...more] = clientsOf(incident);
  if (client !== undefined && more.length === 0) return client;
  if (client === undefined) throw new ResaltError('INPUT_INVALID', 'The incident has no sites to report on.', 'never');
  throw new ResaltError(
    'INPUT_INVALID',
    `The incident is about sites of several clients: ${clientNames(incident)}. Say which of them the report is for.`,
    'never',
  );
}

type DrawPdf = (report: ReportDocument, size: number) => Pdf;

/** Loaded when the first report is made: what draws PDF takes longer to load than most commands take. */
async function openPdf(): Promise<DrawPdf> {
  const [{ pdfReport }, { readFonts }] = await Promise.all([
    import('./pdf/pdf-report.ts'),
    import('./pdf/pdf-fonts.ts'),
  ]);
  const fonts = readFonts();
  return (report, size) => pdfReport(report, fonts, size);
}

async function bytesOf(material: Material, { audience, format, client }: Asked): Promise<Buffer> {
  if (audience === 'record' && format === 'json') return json(recordJson(material, client));
  if (audience === 'client') {
    const page = onOnePage(material, client, await openPdf());
    return format === 'pdf' ? page.pdf.bytes() : written(page.report, format, page.size * 0.87);
  }
  const report = engineerReport(material, audience, client);
  return format === 'pdf' ? (await openPdf())(report, 9).bytes() : written(report, format, 8.5);
}

const written = (report: ReportDocument, format: 'html' | 'json', print: number): Buffer =>
  format === 'json' ? json(report) : Buffer.from(htmlReport(report, print), 'utf8');

const json = (document: object): Buffer => Buffer.from(`${JSON.stringify(document, null, 2)}\n`, 'utf8');

/** From roomy to terse: names and texts give way, figures never do. */
const rooms = [
  { names: 10, text: 600, name: 60, size: 9.5 },
  { names: 6, text: 350, name: 50, size: 9 },
  { names: 4, text: 200, name: 40, size: 8.5 },
  { names: 2, text: 120, name: 30, size: 8 },
  { names: 1, text: 60, name: 20, size: 7.5 },
  { names: 0, text: 40, name: 12, size: 7 },
] as const;

/** The client's report as roomy as one page of A4 allows; HTML and JSON then say the same as the PDF. */
function onOnePage(material: Material, client: string | null, pdf: DrawPdf): OnePage {
  const [roomy, ...tighter] = rooms;
  let page = drawn(material, client, pdf, roomy);
  for (const room of tighter) {
    if (page.pdf.pages === 1) break;
    page = drawn(material, client, pdf, room);
  }
  return page;
}

interface OnePage {
  report: ReportDocument;
  pdf: Pdf;
  size: number;
}

function drawn(material: Material, client: string | null, pdf: DrawPdf, room: (typeof rooms)[number]): OnePage {
  const report = clientReport(material, client, room);
  return { report, pdf: pdf(report, room.size), size: room.size };
}

function fileName({ incident, at }: Material, audience: Audience, format: ReportFormat, client: string | null): string {
  const words = [incident.name, audience, client ?? ''].map(plain).filter((word) => word !== '');
  return `resalt-${words.join('-')}-${plain(at.slice(0, 10))}.${format}`;
}

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .toLowerCase();
