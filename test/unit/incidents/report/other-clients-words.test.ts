import { describe, expect, it } from 'vitest';
import type { ChecklistStep } from '../../../../src-main/contract/checklist.ts';
import type { Run } from '../../../../src-main/contract/runs.ts';
import { checklistOf } from '../../../../src-main/incidents/checklist/checklist.ts';
import { incidentOf } from '../../../../src-main/incidents/fold.ts';
import type { NewLine } from '../../../../src-main/incidents/lines.ts';
import { makeReport, materialFor } from '../../../../src-main/incidents/report/make-report.ts';
import { noteTo } from '../../../../src-main/incidents/report/notes.ts';
import { alertLine } from '../../../../src-main/incidents/verdict-lines.ts';
import { oneOfAll } from '../../../../src-main/incidents/verify-site.ts';
import { endings } from '../../../../src-main/procedures/incident-follow.ts';
import { beside, folded, noOwn, opened } from '../an-incident.ts';
import { entry, evidence, hashOf, material, run, runSite, siteIdOf } from './a-breach.ts';

/** Theirs is in every text in which anything of another client's sites can stand; ours says that ours is still told. */
const [theirs, ours] = ['zzTHEIRS', 'aaOURS'];
const sites = [
  { siteId: siteIdOf('acme-shop'), site: 'acme-shop', client: 'Acme' },
  { siteId: siteIdOf('zeta-one'), site: 'zeta-one', client: 'Zeta' },
  { siteId: siteIdOf('zeta-two'), site: 'zeta-two', client: 'Zeta' },
];
const [acme, one, two] = sites.map(({ siteId }) => siteId) as [string, string, string];
const wordOf = (siteId: string): string => (siteId === acme ? ours : theirs);

const once: ChecklistStep = {
  ...{ id: 'once-for-all', title: 'Our own', why: 'Because.', who: 'resalt', per: 'incident', byHand: [] },
  ...{ automations: [], verifications: [{ checks: ['htaccess'] }], evidence: 'A look.', after: [], containment: false },
};
const checklist = checklistOf({ ...noOwn, add: [{ step: once, behind: null }] }, 1);

const runs: Run[] = [
  run(['acme-shop', 'zeta-one', 'zeta-two'], {
    sites: sites.map(({ siteId, site }) =>
      runSite(site, {
        outcome: siteId === one ? 'failed' : 'changed',
        deeds: [{ kind: 'user', what: wordOf(siteId), result: 'done', why: wordOf(siteId) }],
        warnings: [{ kind: 'other', text: wordOf(siteId) }],
        failure: siteId === one ? { code: 'VERIFY_FAILED', message: theirs, retry: 'never' } : null,
      }),
    ),
  }),
];

function linesOf(): NewLine[] {
  const verdict = oneOfAll(
    once.id,
    sites.map(({ site, siteId }) => [
      site,
      [{ step: once.id, holds: siteId !== one, told: wordOf(siteId), evidence: [], parts: [] }],
    ]),
  );
  const whole: NewLine = { kind: 'verified', siteId: null, ...verdict, told: `${ours}-${theirs}` };
  const each = sites.flatMap(({ siteId }): NewLine[] => [
    { kind: 'verified', step: 'htaccess', siteId, holds: false, told: wordOf(siteId), evidence: [] },
    { kind: 'verified', step: 'core-files', siteId, holds: true, told: wordOf(siteId), evidence: [] },
    { kind: 'reopened', step: 'core-files', siteIds: [siteId], why: wordOf(siteId) },
    alertLine(wordOf(siteId), { step: 'core-files', siteId }),
    { kind: 'evidence-kept', siteId, run: null, pieces: 1, told: wordOf(siteId), evidence: [] },
    {
      kind: 'ended',
      step: 'stored-scripts',
      part: 0,
      run: null,
      sites: [{ siteId, outcome: null, told: wordOf(siteId) }],
    },
  ]);
  return [
    opened(0, { sites: [...sites.slice(0, 2)], checklist, symptoms: 'Redirects.' }),
    { kind: 'sites-added', sites: sites.slice(2) },
    { kind: 'begun', step: 'contain', part: null, siteIds: [acme, one, two], run: 'r_contain1' },
    ...runs.flatMap((of) => endings(of, { step: 'contain', part: null })),
    { kind: 'ticked', by: theirs, step: 'two-factor', siteIds: [one, two], note: theirs },
    { kind: 'ticked', by: 'Bo', step: 'two-factor', siteIds: [acme], note: ours },
    { kind: 'reopened', by: theirs, step: 'two-factor', siteIds: [one, two], why: theirs },
    ...each,
    whole,
    { kind: 'reopened', step: once.id, siteIds: null, why: theirs },
    alertLine(theirs, { step: once.id }),
    // As a Resalt before it wrote them, all sites in one.
    {
      kind: 'ended',
      step: 'core-files',
      part: 0,
      run: null,
      sites: [acme, one].map((siteId) => ({ siteId, outcome: 'failed', told: wordOf(siteId) })),
    },
  ] as NewLine[];
}

const of = () => {
  const incident = incidentOf(folded(linesOf()), beside());
  return material(incident, {
    runs,
    evidence: sites.map(({ site, siteId }) =>
      evidence(site, `${wordOf(siteId)}.txt`, { from: wordOf(siteId), lacks: wordOf(siteId) }),
    ),
    timeline: {
      ...{ gatheredAt: null, markedCount: 3, entryPoints: [] },
      readings: sites.map(({ site, siteId }) => ({
        ...{
          siteId,
          site,
          source: 'access-log',
          from: wordOf(siteId),
          entries: 1,
          lacks: wordOf(siteId),
          clock: wordOf(siteId),
        },
      })),
      marked: sites.map(({ site, siteId }) =>
        entry(site, { what: wordOf(siteId), who: wordOf(siteId), marked: wordOf(siteId) }),
      ),
    },
    fleet: sites.map((site) => ({ ...site, url: `https://www.${hashOf(site.site).slice(0, 12)}.test` })),
  });
};

describe('one client’s reports of an incident over several clients', () => {
  it.each([
    ['client', 'html'],
    ['client', 'json'],
    ['engineer', 'html'],
    ['engineer', 'json'],
    ['record', 'html'],
    ['record', 'json'],
  ] as const)('for the %s as %s have not a word of another client’s', async (audience, format) => {
    const text = (await makeReport(of(), { audience, format, client: 'Acme' })).bytes.toString('utf8');
    expect(text).not.toMatch(/zzTHEIRS|zeta/i);
    expect(text).not.toContain(one);
    expect(text).not.toContain(two);
    if (audience !== 'client') expect(text).toContain(ours);
    expect(text).toContain('acme-shop');
  });

  it('for the record keep each line’s number and hash, and tell what was about the client’s own sites', async () => {
    const { bytes } = await makeReport(of(), { audience: 'record', format: 'json', client: 'Acme' });
    const { record } = JSON.parse(bytes.toString('utf8')) as {
      record: { seq: number; withheld: boolean; kind?: string }[];
    };
    expect(record.map(({ seq }) => seq)).toEqual(record.map((_, n) => n + 1));
    const told = record.filter(({ withheld }) => !withheld).map(({ kind }) => kind);
    for (const kind of ['opened', 'begun', 'ended', 'verified', 'ticked', 'alert', 'evidence-kept'])
      expect(told).toContain(kind);
  });

  it('and notes name nobody else either', () => {
    for (const to of ['client', 'team', 'authority'] as const) {
      const { subject, text } = noteTo(to, materialFor(of(), to, 'Acme'));
      expect(subject + text).not.toMatch(/zzTHEIRS|zeta/i);
    }
  });

  it('of all clients tell everything', async () => {
    const text = (await makeReport(of(), { audience: 'record', format: 'json', client: null })).bytes.toString('utf8');
    expect(text.split(theirs).length).toBeGreaterThan(20);
  });
});
