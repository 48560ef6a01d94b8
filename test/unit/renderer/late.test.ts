import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('../../../src-renderer/api.ts', () => ({ api: {}, onConnection: () => () => {} }));

import type { Incident } from '../../../src-main/contract/incidents.ts';
import { knownIncident, showNews } from '../../../src-renderer/stores/incidents/incident.ts';
import { leftOutOf, toggleLeftOut, useLeftOut } from '../../../src-renderer/stores/left-out.ts';
import { once } from '../../../src-renderer/stores/once.ts';
import { takesPlaceOf } from '../../../src-renderer/stores/plan-series.ts';
import { onward } from '../../../src-renderer/stores/route.ts';
import { runSummary } from './rows.ts';

describe('an answer that comes late', () => {
  beforeEach(() => void vi.stubGlobal('window', { location: { hash: '#/fleet' } }));
  afterEach(() => void vi.unstubAllGlobals());

  it('leads on who still waits for it, and calls nobody back who has left', () => {
    const lead = onward();
    window.location.hash = '#/sessions?flag=any';
    lead({ screen: 'plan', run: 'r_plan000001' });
    expect(window.location.hash).toBe('#/sessions?flag=any');
    window.location.hash = '#/fleet';
    lead({ screen: 'plan', run: 'r_plan000001' });
    expect(window.location.hash).toBe('#/plan/r_plan000001');
  });

  it('another step of the same incident, or another filter, is not another place', () => {
    for (const [from, at] of [
      ['#/incident/i_abcdefgh01234567/open', '#/incident/i_abcdefgh01234567/isolate'],
      ['#/audit?fresh=yes', '#/audit'],
    ] as const) {
      window.location.hash = from;
      const lead = onward();
      window.location.hash = at;
      lead({ screen: 'runs' });
      expect(window.location.hash).toBe('#/runs');
    }
  });

  it('of a call does not take back what was told of the incident since', () => {
    const id = 'i_late000001234567';
    const with_ = (lines: number, damaged: string | null = null) =>
      ({ id, damaged, record: Array.from({ length: lines }, (_, at) => ({ seq: at + 1 })) }) as unknown as Incident;
    const [old, late] = [with_(3), with_(5)];
    showNews(late);
    showNews(old);
    expect(knownIncident(id)).toBe(late);
    const damaged = with_(2, 'Line 3 does not open.');
    showNews(damaged);
    expect(knownIncident(id)).toBe(damaged);
  });
});

it('what is asked for twice at once is done once, and again when it is asked for afterwards', async () => {
  let done = 0;
  const act = () => Promise.resolve().then(() => ++done);
  expect(await Promise.all([once(['a', { sites: ['x'] }], act), once(['a', { sites: ['x'] }], act)])).toEqual([1, 1]);
  expect(await Promise.all([once(['a'], act), once(['b'], act)])).toEqual([2, 3]);
  const fails = () => Promise.reject(new Error('no'));
  await expect(once('c', fails)).rejects.toThrow('no');
  expect(await once('c', act)).toBe(4);
});

it('what is left out of one plan is left out of all that are begun with it, also when they are made again', () => {
  const plan = (id: string, first: string | null) => {
    const run = runSummary({ id });
    const incident = { id: 'i_abcdefgh01234567', step: 'api-keys', part: 0, ...(first ? { plan: first } : {}) };
    return { ...run, options: { ...run.options, incident } } as typeof run;
  };
  const names = (id: string, first: string | null) => [...leftOutOf(plan(id, first))(useLeftOut.getState()).values()];
  toggleLeftOut(plan('r_first00001', null), 's_1', 'acme-shop');
  toggleLeftOut(plan('r_second0001', 'r_first00001'), 's_2', 'acme-blog');
  toggleLeftOut(plan('r_second0001', 'r_first00001'), 's_3', 'acme-wiki');
  toggleLeftOut(plan('r_first00001', null), 's_3', 'acme-wiki');
  expect(names('r_second0001', 'r_first00001')).toEqual(['acme-shop', 'acme-blog']);
  expect(names('r_other00001', null)).toEqual([]);
  takesPlaceOf('r_first00001', 'r_again00001');
  expect(names('r_third00001', 'r_again00001')).toEqual(['acme-shop', 'acme-blog']);
});
