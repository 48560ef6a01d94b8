import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EvidenceRef, incident as incidentSchema, incidentSummary } from '../../../src-main/contract/incidents.ts';
import { ownSteps } from '../../../src-main/incidents/checklist/checklist.ts';
import { incidentOf, summaryOf } from '../../../src-main/incidents/fold.ts';
import { emptyFold, foldLines } from '../../../src-main/incidents/folded.ts';
import type { IncidentRun } from '../../../src-main/incidents/incident-run.ts';
import type { NewLine } from '../../../src-main/incidents/lines.ts';
import { aRun, beside, folded, idOf, inOrder, looked, moment, opened, siteOf } from './an-incident.ts';

const stateOf = (
  lines: NewLine[],
  step: string,
  runs: IncidentRun[] = [],
  sites = 2,
  doing: { step: string; siteIds: null }[] = [],
) => {
  const incident = incidentOf(folded([opened(sites), ...lines]), { ...beside(runs), doing });
  const found = incident.steps.find(({ id }) => id === step);
  if (!found) throw new Error(step);
  return { state: found.state, of: found.standings.map(({ state }) => state), standings: found.standings, incident };
};
const ticked = (step: string, siteIds: string[] | null, more = {}): NewLine => ({
  ...{ kind: 'ticked' as const, by: 'Bo', step, siteIds, note: 'done by hand' },
  ...more,
});
const site = idOf(0);
const other = idOf(1);

describe('A step of an incident', () => {
  it('is done only where its verification passed, on each site', () => {
    expect(stateOf([], 'core-files').of).toEqual(['open', 'open']);
    expect(stateOf([looked('core-files', site, true)], 'core-files')).toMatchObject({
      state: 'open',
      of: ['verified', 'open'],
    });
    const both = [looked('core-files', site, true), looked('core-files', other, true)];
    expect(stateOf(both, 'core-files')).toMatchObject({ state: 'verified', of: ['verified', 'verified'] });
  });

  it('is done where a named person ticks it with a note, and says whose word that is', () => {
    const { state, standings } = stateOf(
      [looked('core-files', site, true), ticked('core-files', [other])],
      'core-files',
    );
    expect(state).toBe('ticked');
    expect(standings[1]).toMatchObject({ state: 'ticked', by: 'Bo', note: 'done by hand', at: moment(2) });
    expect(stateOf([ticked('core-files', null)], 'core-files').of).toEqual(['ticked', 'ticked']);
  });

  it('goes back to reopened when it was verified and does not hold any more, and is verified again when it does', () => {
    const broken = [looked('core-files', site, true), looked('core-files', site, false, 'wp-login.php is another')];
    expect(stateOf(broken, 'core-files').standings[0]).toMatchObject({
      state: 'reopened',
      told: 'wp-login.php is another',
    });
    expect(stateOf([...broken, looked('core-files', site, true)], 'core-files').of[0]).toBe('verified');
  });

  it('is neither done nor undone by a look that could not be made', () => {
    expect(stateOf([looked('core-files', site, null, 'no answer')], 'core-files').standings[0]).toMatchObject({
      ...{ state: 'open', told: 'Could not be looked at: no answer' },
    });
    const lines = [looked('core-files', site, true), looked('core-files', site, null, 'no answer')];
    const { state, told, doubt } = stateOf(lines, 'core-files').standings[0] ?? {};
    expect([state, doubt]).toEqual(['verified', 'unseen']);
    expect(told).toContain('no answer');
    const seen = stateOf([...lines, looked('core-files', site, true)], 'core-files');
    expect(seen.standings[0]).not.toHaveProperty('doubt');
  });

  it('that a person ticked stays ticked where Resalt saw otherwise, and says so; reopening takes the tick away', () => {
    const seen = [ticked('core-files', [site]), looked('core-files', site, false, 'one file differs')];
    expect(stateOf(seen, 'core-files').standings[0]).toMatchObject({
      ...{ state: 'ticked', doubt: 'contrary' },
      told: expect.stringContaining('one file differs'),
    });
    const reopened: NewLine = { kind: 'reopened', by: 'Cy', step: 'core-files', siteIds: [site], why: 'not so' };
    expect(stateOf([...seen, reopened], 'core-files').standings[0]).toMatchObject({
      state: 'reopened',
      by: 'Cy',
      told: 'not so',
    });
  });

  it('of a site that came later is open there, whatever was ticked for all before', () => {
    const lines: NewLine[] = [ticked('core-files', null), { kind: 'sites-added', sites: [siteOf(2)] }];
    expect(stateOf(lines, 'core-files')).toMatchObject({ state: 'open', of: ['ticked', 'ticked', 'open'] });
  });

  it('that a later step means to be otherwise stays done: an opened site is not closed', () => {
    const closed = [
      looked('isolate', site, true),
      looked('reopen-site', site, true),
      looked('isolate', site, false, '200'),
    ];
    expect(stateOf(closed, 'isolate').of[0]).toBe('verified');
    expect(stateOf([looked('isolate', site, true), looked('isolate', site, false, '200')], 'isolate').of[0]).toBe(
      'reopened',
    );
  });

  it('is in work while a run is at it, and on that site only', () => {
    const run = aRun(
      'contain-sessions',
      [{ state: 'working', outcome: null, doing: 'Read sessions' }, { state: 'done' }],
      { state: 'running' },
    );
    const { of, standings } = stateOf([], 'contain-sessions', [run]);
    expect(of).toEqual(['working', 'open']);
    expect(standings.map(({ told }) => told)).toEqual(['Read sessions.', 'Done, and not verified yet.']);
    expect(standings[0]).toMatchObject({ run: run.id, outcome: null });
  });

  it('has failed where its run did not end well, or ended well and what it should have done does not hold', () => {
    const run = aRun('contain-sessions', [{ outcome: 'failed', failure: 'The database refused.' }, {}]);
    const { of, standings } = stateOf([looked('contain-sessions', other, false, '3 logins')], 'contain-sessions', [
      run,
    ]);
    expect(of).toEqual(['failed', 'failed']);
    expect(standings.map(({ told }) => told)).toEqual(['The database refused.', '3 logins']);
  });

  it('of several automations has failed while one of them has, whatever the others did after it', () => {
    const part = (n: number, outcome: 'failed' | 'changed', minute: number) =>
      aRun('final-rotation', [{ outcome, failure: outcome === 'failed' ? 'No answer.' : null, at: moment(minute) }], {
        ...{ id: `r_part${n}at${minute}`, part: n, startedAt: moment(minute) },
      });
    const runs = [part(0, 'failed', 1), part(1, 'changed', 2)];
    expect(stateOf([], 'final-rotation', runs).standings[0]).toMatchObject({ state: 'failed', told: 'No answer.' });
    expect(stateOf([], 'final-rotation', [...runs, part(0, 'changed', 3)]).of[0]).toBe('open');
  });

  it('whose run was a plan is as open as before', () => {
    expect(stateOf([], 'contain-sessions', [aRun('contain-sessions', [{}, {}], { dryRun: true })]).of).toEqual([
      'open',
      'open',
    ]);
  });

  it('is not in work for ever where Resalt died: neither with a run nor without', () => {
    const dead = aRun('contain-sessions', [{ state: 'waiting', outcome: null }, {}], { state: 'interrupted' });
    expect(stateOf([], 'contain-sessions', [dead]).of).toEqual(['failed', 'open']);
    const begun: NewLine = { kind: 'begun', step: 'core-files', part: 0, siteIds: [site], run: null };
    expect(stateOf([begun], 'core-files').standings[0]).toMatchObject({
      state: 'failed',
      told: expect.stringContaining('Run it again'),
    });
    expect(stateOf([begun], 'core-files', [], 2, [{ step: 'core-files', siteIds: null }]).of).toEqual([
      'working',
      'working',
    ]);
    const ended: NewLine = {
      kind: 'ended',
      step: 'core-files',
      part: 0,
      run: null,
      sites: [{ siteId: site, outcome: null, told: '' }],
    };
    expect(stateOf([begun, ended], 'core-files').of[0]).toBe('open');
  });

  it('of the whole incident ended as badly as on any site', () => {
    const sites = [
      { siteId: site, outcome: 'failed' as const, told: 'no answer' },
      { siteId: other, outcome: 'changed' as const, told: '' },
    ];
    const ended: NewLine = { kind: 'ended', step: 'entry-point', part: 0, run: null, sites };
    expect(stateOf([ended], 'entry-point').standings).toMatchObject([
      { state: 'failed', told: 'no answer', siteId: null },
    ]);
    const run = aRun('entry-point', [{ outcome: 'failed' }, {}]);
    expect(stateOf([], 'entry-point', [run]).of).toEqual(['failed']);
  });

  it('of the containment is worked on by the one run for all of them', () => {
    const run = aRun(
      'isolate',
      [
        { state: 'working', outcome: null },
        { outcome: 'failed', failure: 'Disk full.' },
      ],
      {
        ...{ id: 'r_contain00000', operation: 'Contain', part: null, state: 'running' },
      },
    );
    for (const step of ['isolate', 'snapshot', 'contain-passwords', 'application-passwords'])
      expect(stateOf([], step, [run]).of).toEqual(['working', 'failed']);
    expect(stateOf([], 'core-files', [run]).of).toEqual(['open', 'open']);
    const plan = { ...run, id: 'r_plan00000000', dryRun: true };
    expect(stateOf([], 'isolate', [run, plan]).incident.containment).toMatchObject({
      run: 'r_contain00000',
      plan: 'r_plan00000000',
    });
  });

  it('of finding the cause is done when the cause is written down', () => {
    const cause: NewLine = { kind: 'cause', by: 'Bo', text: 'A plugin with a hole', entryAt: moment(-90) };
    const { of, incident } = stateOf([cause], 'entry-point');
    expect(of).toEqual(['ticked']);
    expect(incident.cause).toMatchObject({ text: 'A plugin with a hole', by: 'Bo' });
  });
});

describe('What to do next', () => {
  const contained = ownSteps
    .filter(({ containment }) => containment)
    .flatMap(({ id }) => [looked(id, site, true), looked(id, other, true)]);
  const next = (lines: NewLine[], runs: IncidentRun[] = []) =>
    summaryOf(folded([opened(2), ...lines]), beside(runs)).next;

  it('is to contain, while that was not done on every site', () => {
    expect(next([])).toMatchObject({ step: 'isolate', title: 'Contain 2 sites' });
    expect(next([...contained.slice(0, -1)])).toMatchObject({ step: 'application-passwords', title: 'Contain 1 site' });
  });

  it('is not to contain a second time: a step of it that is reopened later is done on its own', () => {
    const reopened: NewLine = {
      kind: 'reopened',
      step: 'contain-passwords',
      siteIds: [site],
      why: 'The old salts are back.',
    };
    expect(next([...contained, reopened])).toMatchObject({
      step: 'contain-passwords',
      title: expect.not.stringContaining('Contain '),
    });
    const run = aRun('isolate', [{}, { outcome: 'failed' }], { operation: 'Contain', part: null });
    expect(next([], [run])).toMatchObject({ title: 'Contain 1 site' });
    expect(stateOf([], 'isolate', [run]).incident.containment.toDo).toEqual([other]);
  });

  it('is then the first step that waits for no other, and of all in turn until nothing is left', () => {
    expect(next(contained)).toMatchObject({ step: 'own-machine-clean', who: 'person' });
    const lines = [...contained];
    const order: string[] = [];
    for (let one = next(lines); one; one = next(lines)) {
      order.push(one.step);
      lines.push(ticked(one.step, null));
      expect(order.length).toBeLessThan(100);
    }
    expect(order.indexOf('server-settings')).toBeLessThan(order.indexOf('foreign-php'));
    expect(order.indexOf('clean-or-restore')).toBeLessThan(order.indexOf('final-rotation'));
    expect(order.at(-1)).toBe('look-again');
    const incident = incidentOf(folded([opened(2), ...lines]), beside());
    expect([incident.done, incident.next]).toEqual([incident.steps.length, null]);
    for (const [n, id] of order.entries()) {
      const after = ownSteps.find((step) => step.id === id)?.after ?? [];
      expect(after.filter((before) => order.indexOf(before) > n)).toEqual([]);
    }
  });

  it('says what a step waits for', () => {
    const waits = (lines: NewLine[]) =>
      stateOf(lines, 'foreign-php').incident.steps.find(({ id }) => id === 'foreign-php')?.waitsFor;
    expect(waits([])).toEqual(['snapshot', 'server-settings']);
    expect(waits([ticked('server-settings', null), looked('snapshot', site, true)])).toEqual(['snapshot']);
  });
});

describe('The whole of an incident', () => {
  const lines: NewLine[] = [
    { kind: 'alert', id: 'a1', step: 'core-files', siteId: site, text: 'core-files no longer holds' },
    { kind: 'alert', id: 'a2', step: null, siteId: null, text: 'later' },
    { kind: 'alerts-seen', until: moment(1) },
    { kind: 'recheck-due', after: '7-days', dueAt: moment(700) },
    { kind: 'recheck-due', after: '24-hours', dueAt: moment(500) },
    { kind: 'note', by: 'Bo', step: null, note: 'The client was called' },
    { kind: 'evidence-kept', siteId: site, run: null, pieces: 3, told: '', evidence: [] },
    { kind: 'reported', audience: 'client', format: 'pdf', sha256: 'a'.repeat(64) },
    { kind: 'gathered', entries: 12, sha256: null },
  ];
  const whole = (more: NewLine[] = [], now?: string) =>
    incidentOf(folded([opened(2), ...lines, ...more]), beside([], now));

  it('is as the contract has it, and tells every line in a sentence', () => {
    const incident = whole();
    expect(incidentSchema.parse(incident)).toEqual(incident);
    expect(incidentSummary.parse(summaryOf(folded([opened(2), ...lines]), beside()))).toMatchObject({
      done: 1,
      steps: ownSteps.length,
      look: { after: '24-hours', dueAt: moment(500), state: 'due' },
    });
    expect(incident.record).toHaveLength(lines.length + 1);
    expect(incident.record.every(({ what }) => what.length > 10)).toBe(true);
    expect(incident.record[0]?.what).toContain('Pages in Japanese');
    expect(incident.record[1]).toMatchObject({
      seq: 2,
      siteId: site,
      step: 'core-files',
      what: expect.stringContaining('site-0'),
    });
    expect(incident.steps[0]).toMatchObject({ id: 'open', state: 'ticked', standings: [{ by: 'Ada', siteId: null }] });
  });

  it('has alerts that were seen and that were not, and looks that are due', () => {
    const incident = whole();
    expect([incident.alerts, incident.alertList.map(({ id, seen, site: name }) => [id, seen, name])]).toEqual([
      1,
      [
        ['a1', true, 'site-0'],
        ['a2', false, null],
      ],
    ]);
    expect(incident.rechecks.map(({ after, state }) => [after, state])).toEqual([
      ['24-hours', 'due'],
      ['7-days', 'to-come'],
    ]);
    const after = whole([{ kind: 'recheck-done', after: '24-hours', ok: false, told: '1 new finding' }]);
    expect(after.rechecks[0]).toMatchObject({ state: 'failed', told: '1 new finding' });
    expect([incident, after, whole([], moment(100))].map(({ due }) => due)).toEqual([1, 1, 0]);
  });

  it('is closed and opened again', () => {
    const closed: NewLine = { kind: 'closed', by: 'Ada', note: 'over' };
    expect(whole([closed]).closedAt).toBe(moment(10));
    expect(whole([closed, { kind: 'opened-again', by: 'Ada', note: 'back' }]).closedAt).toBeNull();
  });

  it('shows a line of a newer Resalt and is changed by it in nothing', () => {
    const strange = { kind: 'moon-phase', at: moment(99), by: 'Zoe', full: true } as unknown as NewLine;
    const { record, ...rest } = whole([strange]);
    expect(record.at(-1)).toMatchObject({ by: 'Zoe', what: expect.stringContaining('moon-phase') });
    const { record: _, ...same } = whole();
    expect(rest).toEqual(same);
  });

  it('that begins with a second “opened” or has none does not break', () => {
    expect(incidentOf(emptyFold(), { ...beside(), damaged: 'from line 1' })).toMatchObject({
      damaged: 'from line 1',
      steps: [],
    });
    expect(whole([opened(1, { name: 'another' })]).name).toBe('Acme, November');
  });
});

const anyStep = fc.constantFrom(...ownSteps.map(({ id }) => id), 'no-such-step');
const anySite = fc.constantFrom(site, other, idOf(2), idOf(9));
const anySites = fc.option(fc.array(anySite, { minLength: 1, maxLength: 3 }));
const text = fc.constantFrom('a', 'b');
const anyLine: fc.Arbitrary<NewLine> = fc.oneof(
  fc.record({
    kind: fc.constant('verified' as const),
    step: anyStep,
    siteId: fc.option(anySite),
    holds: fc.option(fc.boolean()),
    told: text,
    evidence: fc.constant<EvidenceRef[]>([]),
  }),
  fc.record({ kind: fc.constant('ticked' as const), by: text, step: anyStep, siteIds: anySites, note: text }),
  fc.record({ kind: fc.constant('reopened' as const), step: anyStep, siteIds: anySites, why: text }),
  fc.record({
    kind: fc.constant('begun' as const),
    step: anyStep,
    part: fc.option(fc.constant(0)),
    siteIds: anySites,
    run: fc.constant(null),
  }),
  fc.record({
    ...{ kind: fc.constant('ended' as const), step: anyStep, part: fc.option(fc.constant(0)), run: fc.constant(null) },
    sites: fc.array(
      fc.record({ siteId: fc.option(anySite), outcome: fc.constantFrom(null, 'changed', 'failed'), told: text }),
      { maxLength: 3 },
    ),
  }),
  fc.record({ kind: fc.constant('sites-added' as const), sites: fc.constant([siteOf(2)]).map((sites) => [...sites]) }),
  fc.record({
    kind: fc.constant('alert' as const),
    id: text,
    step: fc.constant(null),
    siteId: fc.option(anySite),
    text,
  }),
);

describe('Any record', () => {
  it('folded in pieces is what it is folded whole', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 60 }), fc.array(fc.nat(20), { maxLength: 20 }), (lines, cuts) => {
        const all = inOrder([opened(2), ...lines]);
        const pieces = emptyFold();
        let from = 0;
        for (const size of [...cuts, all.length]) {
          foldLines(pieces, all.slice(from, from + size));
          from += size;
        }
        const whole = emptyFold();
        foldLines(whole, all);
        expect(pieces).toEqual(whole);
        expect(incidentOf(pieces, beside())).toEqual(incidentOf(whole, beside()));
      }),
      { numRuns: 60 },
    );
  });

  it('never says done of a site whose last word on the step is not that', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 40 }), (lines) => {
        const incident = incidentOf(folded([opened(2), ...lines]), beside());
        for (const step of incident.steps)
          for (const { state, siteId } of step.standings) {
            const isOf = (ids: readonly (string | null)[] | null) =>
              siteId === null ? ids === null : (ids?.includes(siteId) ?? true);
            const said = lines.filter(
              (line) =>
                (line.kind === 'ticked' && line.step === step.id && isOf(line.siteIds)) ||
                (line.kind === 'verified' &&
                  line.step === step.id &&
                  line.holds === true &&
                  isOf(line.siteId === null ? null : [line.siteId])),
            );
            if (state === 'ticked' && step.id !== 'open') expect(said.some(({ kind }) => kind === 'ticked')).toBe(true);
            if (state === 'verified') expect(said.some(({ kind }) => kind === 'verified')).toBe(true);
          }
        expect(incident.done).toBe(
          incident.steps.filter(({ state }) => state === 'verified' || state === 'ticked').length,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('of 40 sites with 5,000 lines is there soon, and again after one line at once', () => {
    const many = Array.from({ length: 5000 }, (_, n) =>
      looked(ownSteps[n % ownSteps.length]?.id ?? '', idOf(n % 40), n % 7 !== 0),
    );
    const all = inOrder([opened(40), ...many]);
    const fold = emptyFold();
    const began = performance.now();
    foldLines(fold, all);
    incidentOf(fold, beside());
    const first = performance.now() - began;
    const again = performance.now();
    foldLines(fold, inOrder([looked('isolate', site, true)]));
    incidentOf(fold, beside());
    const next = performance.now() - again;
    expect(first).toBeLessThan(2000);
    expect(next).toBeLessThan(200);
    if (process.env.FOLD_FIGURES) console.log({ first, next });
  });
});
