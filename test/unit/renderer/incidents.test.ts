import { describe, expect, it, test } from 'vitest';
import type { IncidentStep, IncidentSummary, Recheck, Standing } from '../../../src-main/contract/incidents.ts';
import type { RunSummary } from '../../../src-main/contract/runs.ts';
import { checklistOf } from '../../../src-main/incidents/checklist/checklist.ts';
import { noIncidentFilter, showsIncident } from '../../../src-renderer/stores/incidents/filter.ts';
import { incidentOf, plansWith, waitingPlan } from '../../../src-renderer/stores/incidents/of-run.ts';
import {
  canTick,
  heldBy,
  lookAgainStep,
  phasesOf,
  rotations,
  toContain,
  workOf,
} from '../../../src-renderer/stores/incidents/steps.ts';
import { hrefOf, readRoute } from '../../../src-renderer/stores/route.ts';
import { bySite, bytes } from '../../../src-renderer/words/evidence.ts';
import {
  inOwnTime,
  sayClients,
  sayDoer,
  sayIncident,
  sayLeft,
  sayNextLook,
  sayRecheck,
} from '../../../src-renderer/words/incidents.ts';
import { localTime, readLocalTime } from '../../../src-renderer/words/local-time.ts';
import { exact } from '../../../src-renderer/words/time.ts';

const { steps } = checklistOf({ version: 1, hide: [], add: [] }, 0);
const site = (at: number) => ({
  siteId: `s_${String(at).padStart(12, '0')}`,
  site: `site-${at}`,
  client: at < 2 ? 'Acme' : null,
});
const sites = [0, 1, 2].map(site);
const standing = (at: number | null, state: Standing['state']): Standing => ({
  ...(at === null ? { siteId: null, site: null } : { siteId: site(at).siteId, site: site(at).site }),
  ...{ state, told: '', by: null, at: null, note: null, run: null, outcome: null, evidence: [] },
});
const all: IncidentStep[] = steps.map((step) => ({
  ...step,
  ...{ state: 'open', waitsFor: [] },
  standings: step.per === 'site' ? sites.map((_, at) => standing(at, 'open')) : [standing(null, 'open')],
}));
const summary: IncidentSummary = {
  ...{
    id: 'i_abcdefgh01234567',
    name: 'Pills',
    owner: 'Anna',
    openedAt: '2026-11-22T10:00:00Z',
    closedAt: null,
    sites,
  },
  ...{ done: 1, steps: 36, next: null, alerts: 0, damaged: null },
};

describe('the checklist on the screen', () => {
  it('has a part with a title for every step of Resalt’s; an added step stands in the part before it', () => {
    const phases = phasesOf(all);
    expect(phases).toHaveLength(8);
    expect(phases.flatMap((phase) => phase.steps)).toEqual(all);
    const own = { ...all[0], id: 'call-the-hosting' } as IncidentStep;
    expect(phasesOf([...all.slice(0, 5), own, ...all.slice(5)])[1]?.steps.map(({ id }) => id)).toContain(own.id);
  });

  it('names two rotations, the first of them in the containment', () => {
    expect(rotations(all).map(({ containment }) => containment)).toEqual([true, false]);
  });

  it('after approval, or by fixes, only by a plan; nothing that only looks needs one', () => {
    for (const step of all) {
      const changes = step.automations.some((one) => !('audit' in one));
      const asks = step.who === 'resalt-after-approval' || step.automations.some((one) => 'fix' in one);
      expect(workOf(step) === 'plans', step.id).toBe(changes && asks);
      if (step.who === 'person' && step.automations.length === 0) expect(sayDoer(step)).toBe('You do it');
    }
  });

  it('contains only sites on which something of the set was never done; what fell later is one step again', () => {
    const held = (fell: Standing['state']) =>
      all.map((step) => ({
        ...step,
        standings: step.standings.map((one) => ({
          ...one,
          state: step.containment ? (one.site === 'site-1' ? fell : ('verified' as const)) : one.state,
        })),
      }));
    expect(toContain({ steps: held('failed'), sites })).toEqual(['site-1']);
    expect(toContain({ steps: held('reopened'), sites })).toEqual([]);
    expect(toContain({ steps: all, sites })).toHaveLength(3);
    // One step that is done again is in work: the engine says that nothing is to be contained.
    const engine = (toDo: string[]) => ({ containment: { run: 'r_1', plan: null, toDo } });
    expect(toContain({ steps: held('working'), sites, ...engine([]) })).toEqual([]);
    expect(toContain({ steps: all, sites, ...engine([site(1).siteId]) })).toEqual(['site-1']);
  });

  it('a step waits for what Resalt is at on the same site, and for nothing else', () => {
    const [first, second] = all.filter(({ per }) => per === 'site');
    if (!first || !second) throw new Error('two steps are needed');
    const at = (site: number): IncidentStep[] => [{ ...first, standings: [standing(site, 'working')] }, second];
    const on = (site: number) => ({ ...second, standings: [standing(site, 'open')] });
    expect(heldBy(at(1), on(1))).toBe(1);
    expect(heldBy(at(1), on(2))).toBeNull();
    expect(heldBy([on(1)], { ...on(1), standings: [standing(1, 'working')] })).toBeNull();
  });

  it('a person says it is done wherever it is not, but of the looks that follow only once all were made', () => {
    const looks = (doneAt: string | null): Recheck[] =>
      (['24-hours', '7-days'] as const).map((after) => ({ after, dueAt: '', state: 'due', doneAt, told: '' }));
    for (const step of all) expect(canTick(step, looks(null)), step.id).toBe(step.id !== lookAgainStep);
    const again = all.find(({ id }) => id === lookAgainStep);
    if (!again) throw new Error('there is no look again');
    expect([canTick(again, []), canTick(again, looks('2026-11-22T10:00:00Z'))]).toEqual([false, true]);
    expect(canTick({ ...again, standings: [standing(null, 'ticked')] }, looks(''))).toBe(false);
  });

  it('says which steps are not done when the incident is to be closed', () => {
    const [first] = all;
    expect(sayLeft(all)).toMatch(`${all.length} steps are NOT done: ${first?.title}, `);
    expect(sayLeft(all)).toMatch(/ and \d\d more\. The reports will say so\.$/);
    expect(sayLeft(all.map((step) => ({ ...step, state: 'ticked' })))).toBe('Every step is done.');
  });
});

describe('the list', () => {
  it('is narrowed by text, state, client and alerts', () => {
    const shows = (change: Partial<typeof noIncidentFilter>) =>
      showsIncident({ ...noIncidentFilter, ...change }, summary);
    expect([shows({ text: 'pills acme' }), shows({ state: 'open' }), shows({ client: 'Acme' })]).toEqual([
      true,
      true,
      true,
    ]);
    expect([shows({ text: 'other' }), shows({ state: 'closed' }), shows({ alerts: true })]).toEqual([
      false,
      false,
      false,
    ]);
  });
  it('says whose sites they are, and is never green while something is open', () => {
    expect(sayClients(sites)).toBe('Acme 2, no client 1');
    expect(sayIncident(summary).tone).toBe('look');
    expect(sayIncident({ ...summary, done: 36 }).tone).toBe('proven');
    expect(sayIncident({ ...summary, done: 36, alerts: 1 }).tone).toBe('danger');
    const closed = { ...summary, done: 36, closedAt: '2026-11-22T10:00:00Z' };
    expect(sayIncident(closed).tone).toBe('unknown');
    expect(sayIncident({ ...closed, due: 1 })).toEqual({ tone: 'danger', word: 'Look due' });
    const look = { after: '7-days', dueAt: '2026-11-22T10:00:00Z', state: 'due' } as const;
    const at = (time: string) => Date.parse(`2026-11-${time}Z`);
    expect(sayNextLook(look, at('22T13:00:00'))).toBe('Look after 7 days: due since 3 h');
    expect(sayNextLook({ ...look, state: 'to-come' }, at('20T10:00:00'))).toBe('Look after 7 days: in 2 d');
    expect(sayNextLook({ ...look, state: 'failed' }, 0)).toBe('Look after 7 days: it did not end well');
  });
});

const run = (id: string, incident: RunSummary['options']['incident'], startedAt: string, dryRun = true) =>
  ({ id, dryRun, startedAt, options: { incident } }) as RunSummary;

test('plans that were made together are found from each of them', () => {
  const of = { id: summary.id, step: 'final-rotation', part: 0 };
  const first = run('r_first', of, '1');
  const second = run('r_second', { ...of, plan: 'r_first' }, '2');
  const runs = [second, run('r_other', of, '0'), run('r_done', { ...of, plan: 'r_first' }, '3', false), first];
  expect(plansWith(second, runs)).toEqual([first, second]);
  expect(plansWith(first, runs)).toEqual([first, second]);
});

test('a plan of the containment waits until something is begun, in whichever window it was made', () => {
  const of = (id: string, startedAt: string, dryRun: boolean) =>
    ({ ...run(id, undefined, startedAt, dryRun), state: 'finished', stoppedWhy: null }) as RunSummary;
  const [first, done, second] = [of('r_1', '1', true), of('r_2', '2', false), of('r_3', '3', true)];
  const waits = (plan: string | null, last: string | null, runs: RunSummary[]) =>
    waitingPlan({ containment: { plan, run: last } }, runs)?.id;
  expect(waits(null, null, [first])).toBeUndefined();
  expect(waits('r_1', null, [first])).toBe('r_1');
  expect(waits('r_1', 'r_2', [first, done])).toBeUndefined();
  expect(waits('r_3', 'r_2', [first, done, second])).toBe('r_3');
  expect(waits('r_1', null, [{ ...first, stoppedWhy: 'Cancelled by you.' }])).toBeUndefined();
});

test('a run leads back to its step, the containment to the incident', () => {
  const id = summary.id;
  expect(incidentOf(run('r_a', { id, step: 'harden', part: 0 }, ''))).toEqual({
    screen: 'incident',
    id,
    step: 'harden',
  });
  expect(incidentOf(run('r_a', { id, step: 'contain', part: null }, ''))).toEqual({ screen: 'incident', id });
  expect(incidentOf(run('r_a', undefined, ''))).toBeNull();
});

test.each(['#/incidents', `#/incident/${summary.id}`, `#/incident/${summary.id}/final-rotation`, '#/site/a/checklist'])(
  '%s is an address',
  (hash) => expect(hrefOf(readRoute(hash))).toBe(hash),
);
test('what is no incident is the list of them', () =>
  expect(readRoute('#/incident/<x>')).toEqual({ screen: 'incidents' }));

test('a look is loud when it is due', () => {
  const look: Recheck = { after: '7-days', dueAt: '2026-11-22T10:00:00Z', state: 'due', doneAt: null, told: '' };
  const now = Date.parse('2026-11-22T12:00:00Z');
  expect(sayRecheck(look, now)).toMatchObject({
    loud: true,
    word: 'DUE',
    what: 'Look after 7 days',
    when: 'since 2 h',
  });
  expect(sayRecheck({ ...look, state: 'to-come', dueAt: '2026-11-22T15:00:00Z' }, now).when).toBe('in 3 h');
});

test('a local time is read back as the moment it was, to the minute', () => {
  const at = Date.parse('2026-03-29T00:59:00Z');
  expect(readLocalTime(localTime(at))).toBe(new Date(at).toISOString());
  expect([readLocalTime(''), readLocalTime('2026-13-40T10:00')]).toEqual([null, null]);
});

test('moments within a sentence are said as a person reads them, and nothing else is changed', () => {
  const at = '2026-11-22T10:00:00.000Z';
  expect(inOwnTime(`Looked at again at ${at}: no answer on 10:00Z.`)).toBe(
    `Looked at again at ${exact(at)}: no answer on 10:00Z.`,
  );
});

test('evidence is counted per site, with what is not whole', () => {
  const item = {
    id: 'e_0000000000000000',
    kind: 'cron' as const,
    name: 'a',
    from: 'b',
    begunAt: '',
    endedAt: '',
    count: null,
  };
  const piece = (at: number, lacks: string | null) => ({
    ...item,
    ...site(at),
    bytes: 1500,
    sha256: '',
    lacks,
    run: null,
  });
  const [one, two] = bySite([piece(1, null), piece(0, 'cut'), piece(0, null)]);
  expect([one?.site, one?.bytes, one?.lacking, two?.lacking]).toEqual(['site-0', 3000, 1, 0]);
  expect([bytes(812), bytes(1500), bytes(2_100_000_000)]).toEqual(['812 B', '1.5 kB', '2.1 GB']);
});
