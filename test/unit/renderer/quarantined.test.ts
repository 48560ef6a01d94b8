import { describe, expect, it } from 'vitest';
import type { Deed } from '../../../src-main/contract/runs.ts';
import { ordersBack, quarantinedIn } from '../../../src-renderer/stores/audit/quarantined.ts';
import { runSite } from './rows.ts';

const file = (what: string, result: Deed['result'] = 'done'): Deed => ({ kind: 'file', what, result, why: null });
const run = (
  id: string,
  day: number,
  files: Record<string, Deed[]>,
  operation: 'QuarantineFiles' | 'PutBackFiles',
) => ({
  ...{ id, operation, startedAt: `2026-03-0${day}T00:00:00.000Z` },
  sites: Object.entries(files).map(([site, deeds]) => runSite({ siteId: `s_${site}`, site, deeds })),
});
const took = run(
  'r_took0001',
  1,
  { acme: [file('a.php'), file('b.php', 'failed')], beta: [file('a.php')] },
  'QuarantineFiles',
);

describe('what is in quarantine, by the journals', () => {
  it('is what went away, not what stayed', () => {
    expect(quarantinedIn([took]).map(({ site, path, backAt }) => [site, path, backAt])).toEqual([
      ['acme', 'a.php', null],
      ['beta', 'a.php', null],
    ]);
  });

  it('says what was put back since, on that site and only there; what failed to go back did not', () => {
    const back = run('r_back0001', 2, { acme: [file('a.php')], beta: [file('a.php', 'failed')] }, 'PutBackFiles');
    expect(quarantinedIn([back, took]).map(({ site, backAt }) => [site, backAt])).toEqual([
      ['acme', back.startedAt],
      ['beta', null],
    ]);
  });

  it('what was put back before it was taken away again is away', () => {
    const back = run('r_back0001', 2, { acme: [file('a.php')] }, 'PutBackFiles');
    const again = run('r_took0002', 3, { acme: [file('a.php')] }, 'QuarantineFiles');
    expect(quarantinedIn([took, back, again]).map(({ run, site, backAt }) => [run, site, backAt])).toEqual([
      ['r_took0002', 'acme', null],
      ['r_took0001', 'acme', back.startedAt],
      ['r_took0001', 'beta', null],
    ]);
  });

  it('goes back by one order where sites have the same files, and never to a site whose file was not chosen', () => {
    const more = run(
      'r_took0003',
      1,
      { acme: [file('a.php'), file('c.php')], beta: [file('a.php')], gamma: [file('a.php')] },
      'QuarantineFiles',
    );
    expect(ordersBack(quarantinedIn([more]))).toEqual([
      { order: { operation: 'PutBackFiles', run: more.id, paths: ['a.php', 'c.php'] }, sites: ['acme'], files: 2 },
      { order: { operation: 'PutBackFiles', run: more.id, paths: ['a.php'] }, sites: ['beta', 'gamma'], files: 2 },
    ]);
  });
});
