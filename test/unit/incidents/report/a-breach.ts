import { createHash } from 'node:crypto';
import type { Fact } from '../../../../src-main/contract/checklist.ts';
import type { EvidenceItem } from '../../../../src-main/contract/evidence.ts';
import type {
  Incident,
  IncidentStep,
  RecordLine,
  Standing,
  StepState,
} from '../../../../src-main/contract/incidents.ts';
import type { Run, RunSite } from '../../../../src-main/contract/runs.ts';
import type { TimelineEntry } from '../../../../src-main/contract/timeline.ts';
import type { Material } from '../../../../src-main/incidents/report/material.ts';

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const siteIdOf = (site: string): string => `s_${hashOf(site).slice(0, 16)}`;

export interface ASite {
  site: string;
  client: string | null;
}

export const standing = (site: string | null, state: StepState, more: Partial<Standing> = {}): Standing => ({
  siteId: site === null ? null : siteIdOf(site),
  site,
  state,
  told: `As seen on ${site ?? 'all'}.`,
  by: state === 'ticked' ? 'Ines Keller' : null,
  at: state === 'open' ? null : '2026-11-22T23:10:00.000Z',
  note: state === 'ticked' ? 'Done by hand, looked at twice.' : null,
  run: null,
  outcome: null,
  evidence:
    state === 'verified'
      ? [{ what: `What was seen on ${site}`, sha256: hashOf(`seen ${site}`), at: '2026-11-22T23:10:00.000Z' }]
      : [],
  ...more,
});

export const step = (
  id: string,
  title: string,
  facts: Fact[],
  standings: Standing[],
  more: Partial<IncidentStep> = {},
): IncidentStep => ({
  ...{ id, title, why: 'Because it must be done.', who: 'resalt', per: 'site', byHand: [], automations: [] },
  verifications: facts.map((fact) => ({ fact })),
  ...{ evidence: 'What was seen.', after: [], containment: false, waitsFor: [], standings },
  state:
    standings.find(({ state }) => state !== 'verified' && state !== 'ticked')?.state ?? standings[0]?.state ?? 'open',
  ...more,
});

export function incident(sites: readonly ASite[], steps: IncidentStep[], more: Partial<Incident> = {}): Incident {
  const lines: [string, string | null][] = [
    ['Opened by Ines Keller.', null],
    ['Contained: 3 passwords changed, 8 salts, 39 logins ended.', 'contain-logins'],
    ['Somebody wrote to zeta@client.test about it.', null],
  ];
  return {
    ...{ id: 'i_AbCdEfGh12345678', name: 'Shop redirects to casino', owner: 'Ines Keller' },
    ...{ openedAt: '2026-11-22T21:45:00.000Z', closedAt: null, noticedAt: '2026-11-22T21:40:00.000Z' },
    sites: sites.map(({ site, client }) => ({ siteId: siteIdOf(site), site, client })),
    done: 0,
    steps,
    next: null,
    alerts: 1,
    damaged: null,
    symptoms: 'The shop sends visitors on phones to a casino.',
    checklist: { edition: 1, revision: 0, hidden: [] },
    rechecks: [
      { after: '24-hours', dueAt: '2026-11-23T23:10:00.000Z', state: 'to-come', doneAt: null, told: '' },
      { after: '7-days', dueAt: '2026-11-29T23:10:00.000Z', state: 'to-come', doneAt: null, told: '' },
    ],
    alertList: [],
    cause: null,
    record: lines.map(([what, of], index) => line(index + 1, what, of)),
    containment: { run: 'r_contain1', plan: null },
    ...more,
  } as Incident;
}

export const line = (seq: number, what: string, of: string | null = null, site: string | null = null): RecordLine => ({
  seq,
  at: `2026-11-22T22:${String(seq % 60).padStart(2, '0')}:00.000Z`,
  by: 'Ines Keller',
  what,
  step: of,
  siteId: site === null ? null : siteIdOf(site),
  run: of === null ? null : 'r_contain1',
  hash: hashOf(`line ${seq} ${what}`),
});

export const evidence = (site: string, name: string, more: Partial<EvidenceItem> = {}): EvidenceItem => ({
  id: `e_${hashOf(name).slice(0, 16)}`,
  siteId: siteIdOf(site),
  site,
  kind: 'users',
  name: `${site}/${name}`,
  from: `The table wp_users of ${site}`,
  begunAt: '2026-11-22T21:50:00.000Z',
  endedAt: '2026-11-22T21:50:04.000Z',
  bytes: 48_211,
  count: 12,
  sha256: hashOf(`${site}/${name}`),
  lacks: null,
  run: 'r_contain1',
  ...more,
});

export const entry = (site: string, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  siteId: siteIdOf(site),
  site,
  at: '2026-11-20T03:12:44.000Z',
  asWritten: '20/Nov/2026:04:12:44 +0100',
  source: 'access-log',
  kind: 'request',
  who: null,
  ip: '203.0.113.7',
  what: 'POST /wp-content/uploads/2026/11/cache.php 200',
  marked: 'PHP that lies in the uploads was run',
  ...more,
});

export function run(sites: readonly string[], more: Partial<Run> = {}): Run {
  return {
    ...{ id: 'r_contain1', operation: 'Contain', dryRun: false, state: 'finished' },
    ...{ startedAt: '2026-11-22T22:00:00.000Z', endedAt: '2026-11-22T22:01:00.000Z', ms: 60_000, stoppedWhy: null },
    options: {
      ...{ proof: true, waves: [], maxFailures: null, concurrency: 20, dryRun: false },
      incident: { id: 'i_AbCdEfGh12345678', step: 'contain-logins', part: null },
    },
    waves: [sites.length],
    totals: { changed: sites.length, unchanged: 0, skipped: 0, failed: 0, unreachable: 0, cancelled: 0, uncertain: 0 },
    sites: sites.map((site) => runSite(site)),
    ...more,
  };
}

export const runSite = (site: string, more: Partial<RunSite> = {}): RunSite => ({
  ...{ siteId: siteIdOf(site), site, client: null, url: null, wave: 0, state: 'done', step: null, outcome: 'changed' },
  ...{ startedAt: '2026-11-22T22:00:00.000Z', ms: 900, attempt: 1, steps: [] },
  salts: {
    place: 'wp-config.php',
    rotated: 8,
    fingerprintBefore: 'aa11bb22cc33dd44',
    fingerprintAfter: 'ee55ff6600112233',
  },
  sessions: { before: 39, after: 0 },
  proof: { verdict: 'refused', before: 200, after: 302, why: null, at: '2026-11-22T22:00:30.000Z' },
  deeds: [{ kind: 'user', what: 'wpsys (user 7)', result: 'done', why: null }],
  ...{ warnings: [], plan: [], failure: null, inspection: null },
  ...more,
});

export const material = (of: Incident, more: Partial<Material> = {}): Material => ({
  incident: of,
  evidence: of.sites.map(({ site }) => evidence(site, 'users.jsonl')),
  timeline: {
    gatheredAt: '2026-11-22T22:30:00.000Z',
    readings: of.sites.map(({ siteId, site }) => ({
      ...{ siteId, site, source: 'access-log', from: '/var/log/nginx/access.log', entries: 812, lacks: null },
      clock: 'The log says +0100; the server’s clock was 2 s ahead.',
    })),
    beginnings: of.sites.map(({ siteId, site }) => ({
      ...{ siteId, site },
      told: `The access logs of ${site} begin at 2026-11-03 10:00 UTC; of requests before, nothing is known.`,
    })),
    entryPoints: of.sites.slice(0, 1).map(({ site }) => entry(site)),
    marked: of.sites.slice(0, 1).map(({ site }) => entry(site)),
    markedCount: Math.min(1, of.sites.length),
  },
  couldNotRead: [],
  runs: [run(of.sites.map(({ site }) => site))],
  agency: { name: 'Keller & Söhne', colour: '#1a5fb4', contact: 'Hafenstr. 1, Hamburg\n+49 40 1234567' },
  fleet: of.sites.map(({ siteId, site, client }) => ({ siteId, site, client, url: null })),
  at: '2026-11-23T08:00:00.000Z',
  version: '0.1.0',
  ...more,
});

const facts: [string, string, Fact[]][] = [
  ['keep-evidence', 'Keep the evidence', ['evidence-whole']],
  ['close-site', 'Close the site to visitors', ['closed-to-visitors']],
  ['contain-logins', 'Change passwords and salts', ['administrators-have-new-passwords', 'salts-as-rotated']],
  ['end-sessions', 'End all sessions', ['no-older-logins']],
  ['reset-keys', 'Clear keys for new passwords', ['no-reset-keys']],
  ['application-passwords', 'Revoke application passwords', ['no-application-passwords']],
  ['database-password', 'Change the password of the database', ['database-password-as-changed']],
  ['final-rotation', 'The final rotation', ['salts-as-rotated', 'no-older-logins']],
  ['harden', 'Harden the site', ['hardened']],
  ['reopen', 'Open the site again', ['open-to-visitors']],
];

/** An incident in the middle of its work: one site further than the others, one step failed, one that no longer holds. */
export function aBreach(sites: readonly ASite[], more: Partial<Incident> = {}): Incident {
  const stateOf = (index: number, site: number): StepState =>
    index < 5
      ? index === 3 && site === 1
        ? 'reopened'
        : 'verified'
      : index === 5
        ? 'failed'
        : index === 6 && site === 0
          ? 'ticked'
          : 'open';
  const steps = facts.map(([id, title, of], index) =>
    step(
      id,
      title,
      of,
      sites.map(({ site }, number) => standing(site, stateOf(index, number))),
    ),
  );
  const byHand = step('own-machine', 'Our own machine is clean', [], [standing(null, 'ticked')], {
    ...{ per: 'incident', who: 'person', state: 'ticked' },
  });
  const core = step(
    'core-files',
    'Compare the files of WordPress',
    [],
    sites.map(({ site }) => standing(site, 'verified')),
    {
      verifications: [{ checks: ['core-files' as never] }],
    },
  );
  return incident(sites, [byHand, ...steps, core], more);
}
