import type { Failure } from '../../../src-main/contract/failures.ts';
import type { Finding, Looked, Severity } from '../../../src-main/contract/findings.ts';
import { severities } from '../../../src-main/contract/findings.ts';
import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import { checkTitle } from '../../words/audit.ts';
import { asking, type FindingFilter } from './filter.ts';
import type { FindingGrouping, FindingSort } from './view.ts';

/** How a site stands with the audit: when it was last looked at, and why not since. */
export interface AuditedSite {
  siteId: string;
  site: string;
  /** null where it never was. */
  lookedAt: string | null;
  /** A run changed something there after that look. */
  changedAt: string | null;
  /** Why the last look failed; what is shown is from `lookedAt`. */
  failure: Failure | null;
  checks: Looked[];
}

export interface FindingRow {
  /** Names a finding over reloads. */
  key: string;
  finding: Finding;
  client: string | null;
  tags: string[];
  /** Not there at the look before. */
  fresh: boolean;
  /** What it says, in lower case, to be looked through. */
  text: string;
}

type Sites = ReadonlyMap<string, SiteRow>;

/** Findings as rows; one that is there twice by all that tells them apart is one row. */
export function rowsOf(findings: readonly Finding[], sites: Sites, fresh: (finding: Finding) => boolean): FindingRow[] {
  const rows = new Map<string, FindingRow>();
  for (const finding of findings) {
    const { siteId, site, check, contentHash, title, where } = finding;
    const { client = null, tags = [] } = sites.get(siteId)?.site ?? {};
    const text = [title, where, site, client, checkTitle(check), ...tags].join('\n').toLowerCase();
    const key = `${siteId} ${check} ${contentHash}`;
    rows.set(key, { key, finding, client, tags, fresh: fresh(finding), text });
  }
  return [...rows.values()];
}

const severityRank: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3 };
export const worse = (a: Finding, b: Finding): number => severityRank[a.severity] - severityRank[b.severity];

/** Whether the filter shows the row; `but` is a part that is not asked. */
export function shows(filter: FindingFilter, row: FindingRow, but?: keyof FindingFilter): boolean {
  const { finding } = row;
  const asks = (part: keyof FindingFilter): boolean => part !== but && filter[part] !== null;
  if (but !== 'accepted' && filter.accepted !== finding.accepted) return false;
  if (but !== 'fresh' && filter.fresh && !row.fresh) return false;
  if (asks('severity') && finding.severity !== filter.severity) return false;
  if (asks('check') && finding.check !== filter.check) return false;
  if (asks('client') && row.client !== filter.client) return false;
  if (asks('site') && finding.site !== filter.site) return false;
  if (asks('tag') && !row.tags.includes(filter.tag ?? '')) return false;
  if (filter.text === '' || but === 'text') return true;
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => row.text.includes(word));
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const orders: Record<FindingSort, (a: FindingRow, b: FindingRow) => number> = {
  severity: (a, b) => worse(a.finding, b.finding),
  title: (a, b) => collator.compare(a.finding.title, b.finding.title),
  site: (a, b) => collator.compare(a.finding.site, b.finding.site),
  // The latest first; what has no date last.
  since: (a, b) => (b.finding.since ?? '').localeCompare(a.finding.since ?? ''),
};

export function sorted(rows: FindingRow[], { by, down }: { by: FindingSort; down: boolean }): FindingRow[] {
  const order = orders[by];
  const turn = down ? -1 : 1;
  return [...rows].sort((a, b) => turn * order(a, b) || worse(a.finding, b.finding) || orders.site(a, b));
}

export interface FindingGroup {
  key: string;
  rows: FindingRow[];
  worst: Severity;
  sites: number;
}

const groupKeys: Record<FindingGrouping, (row: FindingRow) => string> = {
  check: ({ finding }) => finding.check,
  site: ({ finding }) => finding.site,
  severity: ({ finding }) => finding.severity,
};

/** Rows by what they have in common, the group with the worst finding first, then the larger one. */
export function grouped(rows: FindingRow[], by: FindingGrouping): FindingGroup[] {
  const groups = new Map<string, FindingRow[]>();
  for (const row of rows) {
    const key = groupKeys[by](row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const made = [...groups].map(([key, rows]) => ({
    key,
    rows,
    worst: severities[Math.min(...rows.map(({ finding }) => severityRank[finding.severity]))] ?? 'low',
    sites: new Set(rows.map(({ finding }) => finding.siteId)).size,
  }));
  return made.sort(
    (a, b) =>
      severityRank[a.worst] - severityRank[b.worst] || b.rows.length - a.rows.length || a.key.localeCompare(b.key),
  );
}

export type FindingLine = FindingGroup | FindingRow;
export const isGroup = (line: FindingLine): line is FindingGroup => 'rows' in line;
export const lineId = (line: FindingLine): string => (isGroup(line) ? `group ${line.key}` : line.key);

/** How many rows each value of a part of the filter would leave, the most first. */
export function facet(
  rows: readonly FindingRow[],
  filter: FindingFilter,
  part: 'check' | 'client' | 'tag' | 'site' | 'severity',
): [value: string, count: number][] {
  const counts = new Map<string, number>();
  const add = (value: string | null): void => void (value !== null && counts.set(value, (counts.get(value) ?? 0) + 1));
  for (const row of rows) {
    if (!shows(filter, row, part)) continue;
    if (part === 'client') add(row.client);
    else if (part === 'tag') for (const tag of row.tags) add(tag);
    else add(row.finding[part]);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** What hides how many where nothing matches. */
export const hiding = (rows: readonly FindingRow[], filter: FindingFilter): [keyof FindingFilter, number][] =>
  asking(filter).map((part) => [part, rows.filter((row) => shows(filter, row, part)).length]);
