import type { EvidenceItem } from '../../src-main/contract/evidence.ts';
import type { EvidenceKind } from '../../src-main/contract/orders/take-snapshot.ts';
import type { TimelineSource } from '../../src-main/contract/timeline.ts';
import { count, number } from './count.ts';

const kinds: Record<EvidenceKind, string> = {
  users: 'Users',
  sessions: 'Sessions',
  capabilities: 'Rights',
  tokens: 'Keys and tokens',
  options: 'Options',
  cron: 'Scheduled tasks',
  'wp-config': 'wp-config.php',
  'access-logs': 'Access log',
  'error-logs': 'Error log',
  files: 'List of files',
  database: 'Database',
};
export const sayKind = (kind: EvidenceKind): string => kinds[kind];

const sources: Record<TimelineSource, string> = {
  'access-log': 'Access log',
  'error-log': 'Error log',
  'wp-activity-log': 'WP Activity Log',
  'simple-history': 'Simple History',
  stream: 'Stream',
  wordfence: 'Wordfence',
  file: 'File times',
  'user-registered': 'New users',
  session: 'Logins',
  'application-password': 'Application passwords',
  post: 'Posts',
  resalt: 'Resalt itself',
};
export const saySource = (source: TimelineSource): string => sources[source];

/** "812 B", "4.2 kB", "1.3 GB". */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [left, at] = [value, 0];
  while (left >= 999.5 && at < units.length - 1) {
    left /= 1000;
    at++;
  }
  return `${at === 0 || left >= 99.5 ? Math.round(left) : left.toFixed(1)} ${units[at]}`;
}

/** The first characters of a hash, enough to tell two apart. */
export const shortHash = (sha256: string): string => sha256.slice(0, 12);

export interface SiteEvidence {
  siteId: string;
  site: string;
  items: EvidenceItem[];
  bytes: number;
  /** How many pieces are not all of what they are of. */
  lacking: number;
}

/** What is kept of each site, in the order of the names in an archive. */
export function bySite(items: readonly EvidenceItem[]): SiteEvidence[] {
  const sites = new Map<string, SiteEvidence>();
  for (const item of items) {
    const { siteId, site } = item;
    const one = sites.get(siteId) ?? { siteId, site, items: [], bytes: 0, lacking: 0 };
    one.items.push(item);
    one.bytes += item.bytes;
    if (item.lacks !== null) one.lacking++;
    sites.set(siteId, one);
  }
  return [...sites.values()].sort((a, b) => a.site.localeCompare(b.site));
}

/** "14 pieces, 1.2 GB". */
export const sayAmount = (items: readonly { bytes: number }[]): string =>
  `${count(items.length, 'piece')}, ${bytes(items.reduce((sum, one) => sum + one.bytes, 0))}`;

const counted: Partial<Record<EvidenceKind, string>> = {
  files: 'file',
  database: 'row',
  'access-logs': 'line',
  'error-logs': 'line',
};

/** "200,000 files"; empty where counting means nothing. */
export const sayCounted = ({ kind, count: many }: EvidenceItem): string =>
  many === null ? '' : counted[kind] ? count(many, counted[kind]) : number(many);
