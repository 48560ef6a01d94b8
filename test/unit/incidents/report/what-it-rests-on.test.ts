import { expect, it } from 'vitest';
import { incidentOf } from '../../../../src-main/incidents/fold.ts';
import type { NewLine } from '../../../../src-main/incidents/lines.ts';
import { newCited, restsOn } from '../../../../src-main/incidents/report/cited.ts';
import { clientReport } from '../../../../src-main/incidents/report/client/client-report.ts';
import { engineerReport } from '../../../../src-main/incidents/report/engineer/engineer-report.ts';
import { endings } from '../../../../src-main/procedures/incident-follow.ts';
import { beside, folded, idOf, looked, opened } from '../an-incident.ts';
import { hashOf, material, run, runSite } from './a-breach.ts';

const [site, other] = [idOf(0), idOf(1)];
const kept = (what: string) => [{ what, sha256: hashOf(what), at: '2026-11-22T20:00:00.000Z' }];
const look = (holds: boolean | null, what: string): NewLine => ({
  ...{ kind: 'verified', step: 'core-files', siteId: site, holds, told: what, evidence: kept(what) },
});
const rests = (...lines: NewLine[]) => {
  const incident = incidentOf(folded([opened(2), ...lines]), beside());
  const step = incident.steps.find(({ id }) => id === 'core-files');
  const standing = step?.standings[0];
  return standing ? restsOn('core-files', standing, incident).map(({ what }) => what) : [];
};

it('what is verified rests on the look that verified it, not on one that came later and saw less', () => {
  expect(rests(look(true, 'whole'), look(null, 'partly'))).toEqual(['whole']);
  expect(rests(look(false, 'bad'), look(true, 'whole'))).toEqual(['whole']);
  expect(rests(look(true, 'whole'), look(false, 'bad'))).toEqual(['bad']);
  expect(
    rests({ ...looked('core-files', site, true) }, { kind: 'note', by: 'Bo', step: 'core-files', note: 'later' }),
  ).toEqual(['Line 2 of the record']);
});

it('a person’s word rests on its own line, not on what a look before it has seen against it', () => {
  const tick: NewLine = { kind: 'ticked', by: 'Bo', step: 'core-files', siteIds: [site, other], note: 'done by hand' };
  expect(rests(look(false, 'bad'), tick)).toEqual(['Line 3 of the record']);
  const ofOther: NewLine = { ...tick, siteIds: [other] };
  expect(rests(tick, ofOther)).toEqual(['Line 2 of the record']);
});

it('a run leaves a line for each site, the worst last, and one also where no site had its turn', () => {
  const sites = [runSite('b', { outcome: 'failed' }), runSite('a'), runSite('c', { state: 'waiting', outcome: null })];
  const lines = endings(run([], { sites }), { step: 'core-files', part: 0 });
  expect(lines.map((line) => line.kind === 'ended' && line.sites.map(({ outcome }) => outcome))).toEqual([
    ['changed'],
    ['failed'],
  ]);
  expect(endings(run([]), { step: 'core-files', part: 0 })).toMatchObject([{ kind: 'ended', sites: [] }]);
});

it('every alert, look, finding, run and the cause stands in the engineer’s report with the hash of its line', () => {
  const lines: NewLine[] = [
    look(false, 'a changed file'),
    { kind: 'alert', id: 'a_1', step: 'core-files', siteId: site, text: 'fell' },
    { kind: 'recheck-due', after: '24-hours', dueAt: '2026-11-22T20:03:00.000Z' },
    { kind: 'recheck-done', after: '24-hours', ok: false, told: 'not well' },
    { kind: 'cause', by: 'Bo', text: 'an old plugin', entryAt: null },
    { kind: 'begun', step: 'core-files', part: 0, siteIds: [site], run: 'r_contain1' },
  ];
  const incident = incidentOf(folded([opened(2), ...lines]), beside());
  const { hashes } = engineerReport(
    material(incident, { runs: [run([])], evidence: [], timeline: null }),
    'engineer',
    null,
  );
  const cited = new Set(hashes.map(({ sha256 }) => sha256));
  for (const kind of ['verified', 'alert', 'recheck-done', 'cause', 'begun'])
    for (const line of incident.record.filter((one) => one.kind === kind)) expect(cited, kind).toContain(line.hash);
  expect(newCited().cite([])).toBe('no hash is kept');
});

it('a person’s word that Resalt’s last look speaks against is said to be so in each report', async () => {
  const tick: NewLine = { kind: 'ticked', by: 'Bo', step: 'core-files', siteIds: [site], note: 'done by hand' };
  const texts = async (...lines: NewLine[]) => {
    const of = material(incidentOf(folded([opened(1), ...lines]), beside()), {
      runs: [],
      evidence: [],
      timeline: null,
    });
    const room = { names: 9, text: 400, name: 90 };
    return [engineerReport(of, 'engineer', null), clientReport(of, null, room)].map((report) => JSON.stringify(report));
  };
  for (const text of await texts(tick, look(false, 'a changed file')))
    expect(text).toMatch(/SAYS OTHERWISE|says OTHERWISE/);
  for (const text of await texts(tick)) expect(text).not.toMatch(/otherwise/i);
});
