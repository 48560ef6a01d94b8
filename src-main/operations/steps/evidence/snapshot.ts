import { createHash } from 'node:crypto';
import type { EvidenceKind } from '../../../contract/orders/take-snapshot.ts';
import type { Deed } from '../../../contract/runs.ts';
import type { KeptItem } from '../../../store/evidence/catalogue.ts';
import type { Piece } from '../../../store/evidence/evidence.ts';
import type { Story } from '../../story.ts';
import type { Tools } from '../../tools.ts';
import type { OpenSite } from '../look.ts';
import type { Survey } from './survey.ts';

/** What one kind of evidence works with. */
export interface Snapshot {
  open: OpenSite;
  tools: Tools;
  story: Story;
  survey: Survey | null;
  incident: string;
  logDays: number;
  /** What earlier attempts of this run have kept of this site, by name. */
  there: ReadonlyMap<string, KeptItem>;
  deeds: Deed[];
}

/** What there is of a kind, before it is read: for the plan and for the room that it needs. */
export interface Plan {
  /** In words, as "database: 24 tables, about 2.0 GB"; null where there is nothing to be read. */
  words: string | null;
  /** At most about so many on this disk. */
  bytes: number;
}

export interface Keeper {
  kind: EvidenceKind;
  /** For the step, as "Keep the users". */
  words: string;
  plan(snapshot: Snapshot): Promise<Plan>;
  keep(snapshot: Snapshot): Promise<void>;
}

type Wanted = Pick<Piece, 'body' | 'packed' | 'told' | 'from'> & {
  name: string;
  most?: number;
  /** What whoever watches is told when so many bytes have come; else the piece's name and how many. */
  doing?: (bytes: number) => string;
};

/** Milliseconds between two words of where a long piece is. */
const tellMs = 3000;

/** Bytes of a table or a file have names of the site's own; in the archive they have plain ones, each still another than the rest. */
export function plainName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]/gu, '_').replace(/^[.-]+/, '_') || '_';
  if (plain === name && name.length <= 60) return plain;
  return `${plain.slice(0, 60)}~${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

export const nameOf = ({ open }: Pick<Snapshot, 'open'>, kind: EvidenceKind, name: string): string =>
  `${plainName(open.site.name)}/${kind}/${name}`;

/** Keeps one piece, unless this run has it already, and tells of it. */
export async function keepPiece(snapshot: Snapshot, kind: EvidenceKind, wanted: Wanted): Promise<KeptItem> {
  const { open, tools, story, survey, incident, there, deeds } = snapshot;
  const { name, doing = (bytes) => `Keep ${kind}: ${name}, ${sizeInWords(bytes)} so far`, ...rest } = wanted;
  const whole = nameOf(snapshot, kind, name);
  const earlier = there.get(whole);
  const { id: siteId, name: site } = open.site;
  let told = Date.now();
  const passed = (bytes: number) => {
    if (Date.now() - told < tellMs) return;
    told = Date.now();
    story.now?.(doing(bytes));
  };
  const item =
    earlier ??
    (await tools.evidence.keep({
      ...{ incident, siteId, site, kind, name: whole, run: story.runId, passed, ...rest },
      clockAhead: survey?.clockAhead ?? null,
    }));
  deeds.push(deedOf(item));
  return item;
}

const deedOf = ({ kind, name, bytes, sha256, lacks }: KeptItem): Deed => ({
  kind: 'evidence',
  what: `${kind}: ${name.split('/').slice(2).join('/')}, ${sizeInWords(bytes)}, SHA-256 ${sha256.slice(0, 16)}…`,
  result: 'done',
  why: lacks?.slice(0, 1000) ?? null,
});

/** What could not be kept, and why: told, never passed over. */
export function tellMissing({ deeds }: Snapshot, kind: EvidenceKind, what: string, why: string, failed: boolean): void {
  deeds.push({
    kind: 'evidence',
    what: `${kind}: ${what}`.slice(0, 500),
    result: failed ? 'failed' : 'kept',
    why: why.slice(0, 1000),
  });
}

export function sizeInWords(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let at = 0;
  let size = bytes;
  for (; size >= 1000 && at < units.length - 1; at += 1) size /= 1000;
  return `${at === 0 ? size : size.toFixed(1)} ${units[at]}`;
}
