import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ResaltError } from '../contract/failures.ts';
import { incidentId } from '../contract/incidents.ts';
import { siteId as siteIdSchema } from '../contract/sites.ts';
import type { TimelineEntry, TimelineReading } from '../contract/timeline.ts';
import { makePrivateDirectory, removeUnfinished, syncDirectory, systemCode, writeDurably } from './durable-file.ts';
import type { Boxes } from './session-history/sealed-site.ts';

/** An entry without its site, which the file is of. */
export type KeptEntry = Omit<TimelineEntry, 'siteId' | 'site'>;

/** What was gathered of one site. Times are ISO 8601 UTC. */
export interface KeptTimeline {
  siteId: string;
  gatheredAt: string;
  readings: Omit<TimelineReading, 'siteId' | 'site'>[];
  entryPoint: KeptEntry | null;
  /** What that is worth, in words; not there in what was kept before it was said. */
  beginning?: string;
  /** By time. */
  entries: KeptEntry[];
}

/** What has to be known of a page to tell whether it is wanted. */
export interface TimelinePage {
  from: string;
  to: string;
  count: number;
  marked: number;
  bySource: Record<string, { count: number; marked: number }>;
}

export interface TimelineHead extends Omit<KeptTimeline, 'entries'> {
  pages: TimelinePage[];
}

/** One site's part, open: what is gathered meanwhile does not change it. Close it. */
export interface OpenTimeline {
  head: TimelineHead;
  /** VAULT_DAMAGED where it is not as it was written. */
  page(index: number): Promise<KeptEntry[]>;
  close(): void;
}

/**
 * The time lines of incidents, a sealed file for each site (docs/decisions/0025-timeline.md), written whole: a kill leaves the one before.
 * Failures: VAULT_LOCKED, VAULT_DAMAGED, NOT_WRITABLE.
 */
export interface Timelines {
  keep(incident: string, timeline: KeptTimeline): Promise<void>;
  /** null where nothing was gathered of it. */
  open(incident: string, siteId: string): Promise<OpenTimeline | null>;
  /** Of which sites something is kept. Works locked. */
  sites(incident: string): Promise<string[]>;
}

interface Written extends TimelineHead {
  /** Binds the pages to this head: those of another moment don't open with it. */
  stamp: string;
  lengths: number[];
}

const perPage = 1000;
const format = 1;
const ending = '.sealed';
const mostHead = 16 << 20;
const mostPage = 64 << 20;

export function openTimelines(dir: string, boxes: Boxes): Timelines {
  const folderOf = (incident: string) => join(dir, 'timelines', incidentId.parse(incident));
  const pathOf = (incident: string, site: string) => join(folderOf(incident), `${siteIdSchema.parse(site)}${ending}`);
  const cleaned = new Set<string>();
  return {
    async keep(incident, timeline) {
      const folder = folderOf(incident);
      await makePrivateDirectory(folder);
      if (!cleaned.has(folder)) await removeUnfinished(folder);
      cleaned.add(folder);
      await writeDurably(pathOf(incident, timeline.siteId), await sealed(boxes, incident, timeline));
      await syncDirectory(folder);
    },
    async open(incident, site) {
      const path = pathOf(incident, site);
      const file = openOrNull(path);
      if (file === null) return null;
      try {
        return { ...readerOf(boxes, incident, site, file), close: () => closeSync(file) };
      } catch (error) {
        closeSync(file);
        throw error;
      }
    },
    async sites(incident) {
      const names = await readdir(folderOf(incident)).catch(() => []);
      return names.flatMap((name) =>
        name.endsWith(ending) ? (siteIdSchema.safeParse(name.slice(0, -ending.length)).data ?? []) : [],
      );
    },
  };
}

async function sealed(boxes: Boxes, incident: string, { entries, ...rest }: KeptTimeline): Promise<Buffer> {
  const stamp = randomBytes(12).toString('base64url');
  const pages: TimelinePage[] = [];
  const parts: Buffer[] = [];
  for (let at = 0; at < entries.length; at += perPage) {
    const some = entries.slice(at, at + perPage);
    const packed = await promisify(gzip)(JSON.stringify(some), { level: 3 });
    parts.push(boxes.seal(packed, pageContext(incident, rest.siteId, stamp, pages.length)));
    pages.push(pageOf(some));
  }
  const head: Written = { ...rest, pages, stamp, lengths: parts.map(({ length }) => length) };
  const box = boxes.seal(Buffer.from(JSON.stringify(head)), headContext(incident, rest.siteId));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(box.length);
  return Buffer.concat([size, box, ...parts]);
}

function pageOf(entries: readonly KeptEntry[]): TimelinePage {
  const bySource: TimelinePage['bySource'] = {};
  for (const { source, marked } of entries) {
    const of = bySource[source] ?? { count: 0, marked: 0 };
    of.count += 1;
    if (marked !== null) of.marked += 1;
    bySource[source] = of;
  }
  const marked = entries.filter((one) => one.marked !== null).length;
  return { from: entries[0]?.at ?? '', to: entries.at(-1)?.at ?? '', count: entries.length, marked, bySource };
}

const headContext = (incident: string, site: string) => ['timeline-head', format, incident, site] as const;
const pageContext = (incident: string, site: string, stamp: string, index: number) =>
  ['timeline-page', format, incident, site, stamp, index] as const;

/** Not checked against a schema: what opens was written by this very file, the box's context says in which format. */
function readerOf(boxes: Boxes, incident: string, site: string, file: number): Omit<OpenTimeline, 'close'> {
  const damaged = () => damagedTimeline(incident, site);
  const end = fstatSync(file).size;
  const read = (at: number, length: number, most: number): Buffer => {
    if (length > most || at + length > end) throw damaged();
    const bytes = Buffer.alloc(length);
    if (readSync(file, bytes, 0, length, at) !== length) throw damaged();
    return bytes;
  };
  const size = read(0, 4, 4).readUInt32BE();
  const plain = boxes.open(read(4, size, mostHead), headContext(incident, site));
  if (!plain) throw damaged();
  const { stamp, lengths, ...head }: Written = JSON.parse(plain.toString('utf8'));
  return {
    head,
    async page(index) {
      const at = lengths.slice(0, index).reduce((sum, length) => sum + length, 4 + size);
      const packed = boxes.open(read(at, lengths[index] ?? 0, mostPage), pageContext(incident, site, stamp, index));
      if (!packed) throw damaged();
      return JSON.parse((await promisify(gunzip)(packed, { maxOutputLength: mostPage })).toString('utf8'));
    },
  };
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const reason = systemCode(error);
    if (reason === 'ENOENT') return null;
    throw reason ? new ResaltError('NOT_ALLOWED_HERE', `${path} could not be read (${reason}).`) : error;
  }
}

const damagedTimeline = (incident: string, site: string) =>
  new ResaltError(
    'VAULT_DAMAGED',
    `The time line of site ${site} in incident ${incident} (timelines/${incident}/${site}${ending} in the data folder) was changed by something else than Resalt, or belongs to another vault. Gather it again.`,
    'never',
  );
