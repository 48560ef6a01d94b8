import { useMemo, useRef } from 'react';
import type { SiteRow } from '../../src-main/contract/fleet.ts';
import type { AuditSummary } from '../../src-main/contract/known-audits.ts';
import type { RunSite } from '../../src-main/contract/runs.ts';
import { sayAccess, serverOf } from '../words/access.ts';
import { loggedIn } from '../words/logins.ts';
import {
  type Known,
  leftUndone,
  oldAfterDays,
  reachable,
  type SiteState,
  siteState,
  type Tested,
} from '../words/site-state.ts';
import { daysSince } from '../words/time.ts';
import { useAccess } from './access.ts';
import { useNow } from './clock.ts';
import { runInWork, useFleet } from './fleet.ts';
import { useRun } from './run.ts';
import type { FigureName, Filter, SortName } from './view.ts';

/** One site as the fleet screen shows it. */
export interface Entry extends Known {
  id: string;
  name: string;
  state: SiteState;
  /** The minute in which the state was judged: some states are a matter of age. */
  minute: number;
}

type ById<T> = ReadonlyMap<string, T>;

/** Entries for all sites; one of which nothing changed is the same object as before, so that its row is not drawn again. */
export function entriesOf(
  sites: ById<SiteRow>,
  tests: ById<Tested>,
  live: ById<RunSite>,
  minute: number,
  before: ById<Entry>,
): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const [id, row] of sites) {
    const known: Known = { row, test: tests.get(id) ?? null, live: live.get(id) ?? null };
    const old = before.get(id);
    const same = old && old.row === known.row && old.test === known.test && old.live === known.live;
    if (same && old.minute === minute) entries.set(id, old);
    else entries.set(id, { ...known, id, name: row.site.name, state: siteState(known, minute), minute });
  }
  return entries;
}

/** Every site with its state, following the fleet, the access tests of this window and the run in work. */
export function useEntries(): Map<string, Entry> {
  const sites = useFleet((state) => state.sites);
  const tests = useAccess((state) => state.tests);
  const inWork = useFleet((state) => runInWork(state.runs)?.id ?? null);
  const live = useRun(inWork).sites;
  const minute = useNow(60_000);
  const before = useRef<ById<Entry>>(new Map());
  return useMemo(() => {
    const entries = entriesOf(sites, tests, live, minute, before.current);
    before.current = entries;
    return entries;
  }, [sites, tests, live, minute]);
}

/** How many findings are open with which somebody can take the site over, or nearly. */
export const grave = ({ audit }: SiteRow): number => (audit ? audit.findings.critical + audit.findings.high : 0);

/** What each figure counts; clicking it shows exactly these. */
export const figureTests: Record<FigureName, (entry: Entry) => boolean> = {
  unreached: (entry) => reachable(entry) === false,
  logins: ({ row }) => row.inspection !== null && loggedIn(row.inspection.sessions) > 0,
  administrators: ({ row }) => (row.inspection?.administrators ?? 0) > 0,
  'new-administrators': ({ row }) => (row.audit?.drift.newAdministrators ?? 0) > 0,
  findings: ({ row }) => grave(row) > 0,
  incidents: ({ row }) => (row.incidents ?? 0) > 0,
  editing: ({ row }) => (row.inspection?.editingNow ?? 0) > 0,
  old: ({ row, minute }) => (daysSince(row.saltsChangedAt, minute) ?? oldAfterDays) >= oldAfterDays,
  'need-you': ({ state }) => state.tone === 'danger' || state.tone === 'look',
};

/** Whether the filter shows the entry; its text is looked for in name, address, client, tags and access. */
export function shows(filter: Filter, entry: Entry): boolean {
  const { site } = entry.row;
  if (filter.client !== null && site.client !== filter.client) return false;
  if (filter.tag !== null && !site.tags.includes(filter.tag)) return false;
  if (filter.state !== null && entry.state.word !== filter.state) return false;
  if (filter.figure !== null && !figureTests[filter.figure](entry)) return false;
  if (filter.text === '') return true;
  const text = [site.name, site.url, site.client, ...site.tags, sayAccess(site)].join(' ').toLowerCase();
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const weight = { danger: 0, look: 1, work: 2, unknown: 3, proven: 4 };
/** One critical finding outweighs any number of high ones, and so on. */
const weightOf = ({ findings: { critical, high, medium, low } }: AuditSummary): number =>
  critical * 1e9 + high * 1e6 + medium * 1e3 + low;

const sortKeys: Record<SortName, (entry: Entry) => string | number | null> = {
  state: ({ state, row }) =>
    weight[state.tone] - (state.loud ? 1 : 0) - (row.lastRun && leftUndone(row.lastRun) ? 0.5 : 0),
  site: ({ name }) => name,
  client: ({ row }) => row.site.client,
  logins: ({ row }) => row.inspection && loggedIn(row.inspection.sessions),
  administrators: ({ row }) => row.audit?.administrators ?? row.inspection?.administrators ?? null,
  // Descending is the worst first; a site that nobody audited stands last.
  findings: ({ row: { audit } }) => (audit?.lookedAt ? weightOf(audit) : null),
  salts: ({ row }) => row.saltsChangedAt,
  seen: ({ row }) => row.inspection?.at ?? null,
  access: ({ row }) => serverOf(row.site),
};
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The entries in order; what is not known stands last either way, equals by name. */
export function sorted(entries: Entry[], { by, down }: { by: SortName; down: boolean }): Entry[] {
  const key = sortKeys[by];
  const keyed = entries.map((entry) => ({ entry, value: key(entry) }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) {
      if (a.value !== b.value) return a.value === null ? 1 : -1;
    } else {
      const order =
        typeof a.value === 'number' && typeof b.value === 'number'
          ? a.value - b.value
          : collator.compare(String(a.value), String(b.value));
      if (order !== 0) return down ? -order : order;
    }
    return collator.compare(a.entry.name, b.entry.name);
  });
  return keyed.map(({ entry }) => entry);
}
