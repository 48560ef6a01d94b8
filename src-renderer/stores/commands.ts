import type { IncidentSummary } from '../../src-main/contract/incidents.ts';
import type { Site } from '../../src-main/contract/sites.ts';
import { operations } from '../words/operation.ts';
import { testSites } from './access.ts';
import { audit } from './audit/look.ts';
import { inspect, lockVault, plan } from './calls.ts';
import { askToOpen } from './incidents/asked.ts';
import { go } from './route.ts';

export interface Command {
  id: string;
  title: string;
  /** What it is, at its right: "action", "client", "site". */
  kind: string;
  run(): void;
}

const distinct = (values: (string | null)[]): string[] =>
  [...new Set(values.filter((value) => value !== null))].sort((a, b) => a.localeCompare(b));

/** Questions that are asked of the sessions again and again. */
const sessionViews: Command[] = (
  [
    ['Flagged sessions', 'flag=any'],
    ['Sessions new since yesterday', 'fresh=yes'],
    ['Sessions of administrators', 'role=administrator'],
    ['Sessions older than 14 days', 'olderThanDays=14'],
    ['Expired sessions', 'expired=yes'],
  ] as const
).map(([title, query]) => ({
  ...{ id: `sessions ${query}`, title, kind: 'sessions' },
  run: () => go({ screen: 'sessions', query }),
}));

/** Questions that are asked of an audit again and again. */
const auditViews: Command[] = (
  [
    ['Critical findings', 'severity=critical'],
    ['Findings new since the last look', 'fresh=yes'],
    ['Accepted findings', 'accepted=yes'],
  ] as const
).map(([title, query]) => ({
  ...{ id: `audit ${query}`, title, kind: 'audit' },
  run: () => go({ screen: 'audit', query }),
}));
const administrators: Command = {
  ...{ id: 'administrators', title: 'Administrators of every site', kind: 'audit' },
  run: () => go({ screen: 'audit', part: 'administrators' }),
};

/** What the palette offers for this fleet and selection, actions first. */
export function commands(sites: Site[], selection: string[], incidents: IncidentSummary[] = []): Command[] {
  const chosen = sites.filter((site) => selection.includes(site.id)).map((site) => site.name);
  const all = sites.map((site) => site.name);
  const found: Command[] = [
    { id: 'lock', title: 'Lock vault', kind: 'action', run: () => void lockVault() },
    { id: 'fleet', title: 'Go to fleet', kind: 'screen', run: () => go({ screen: 'fleet' }) },
    { id: 'sessions', title: 'Go to sessions', kind: 'screen', run: () => go({ screen: 'sessions' }) },
    { id: 'audit', title: 'Go to audit', kind: 'screen', run: () => go({ screen: 'audit' }) },
    { id: 'incidents', title: 'Go to incidents', kind: 'screen', run: () => go({ screen: 'incidents' }) },
    ...auditViews,
    administrators,
    { id: 'people', title: 'Go to people', kind: 'screen', run: () => go({ screen: 'people' }) },
    ...sessionViews,
    { id: 'runs', title: 'Go to runs', kind: 'screen', run: () => go({ screen: 'runs' }) },
    { id: 'settings', title: 'Go to settings', kind: 'screen', run: () => go({ screen: 'settings' }) },
    { id: 'bring', title: 'Bring sites', kind: 'screen', run: () => go({ screen: 'bring' }) },
  ];
  if (chosen.length > 0) {
    const title = `${operations.FleetLogout.button(chosen.length)} (the chosen)…`;
    found.unshift({ id: 'out-chosen', title, kind: 'action', run: () => void plan('FleetLogout', { sites: chosen }) });
  }
  if (all.length > 0) {
    const reach = (): void => {
      go({ screen: 'access' });
      void testSites(all);
    };
    found.push(
      {
        id: 'out-all',
        title: 'Log everyone out of every site…',
        kind: 'action',
        run: () => void plan('FleetLogout', { all: true }),
      },
      { id: 'open-incident', title: 'Open an incident…', kind: 'action', run: () => askToOpen(chosen) },
      { id: 'inspect-all', title: 'Inspect every site', kind: 'action', run: () => void inspect({ all: true }) },
      { id: 'audit-all', title: 'Audit every site', kind: 'action', run: () => audit(all) },
      { id: 'test-all', title: 'Test access to every site', kind: 'action', run: reach },
    );
  }
  for (const { id, name, closedAt } of incidents)
    found.push({
      ...{ id: `incident ${id}`, title: `Incident ${name}`, kind: closedAt === null ? 'incident' : 'closed incident' },
      run: () => go({ screen: 'incident', id }),
    });
  for (const client of distinct(sites.map((site) => site.client))) {
    const run = (): void => void plan('FleetLogout', { client });
    found.push({ id: `client ${client}`, title: `Log out client ${client}…`, kind: 'client', run });
  }
  for (const { id, name } of sites) {
    found.push({ id: `site ${id}`, title: `Site ${name}`, kind: 'site', run: () => go({ screen: 'site', name }) });
  }
  for (const { id, name } of sites)
    found.push({ id: `audit ${id}`, title: `Audit site ${name}`, kind: 'action', run: () => audit([name]) });
  return found;
}

/** Those whose title holds every word that was typed, in their order. */
export function matching(all: Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
}
