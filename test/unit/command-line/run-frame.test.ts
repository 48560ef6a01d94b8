import { describe, expect, it } from 'vitest';
import { runFrame } from '../../../src-main/contract/run-frame.ts';
import { run, runSite } from './fake-engine.ts';

describe('the JSON of a logout', () => {
  it('is the document that DESIGN promises to scripts', () => {
    const frame = runFrame(
      run([
        runSite('acme-shop', {
          steps: [{ name: 'Find the configuration', ms: 4, outcome: 'ok' }],
          salts: { place: 'wp-config.php', rotated: 8, fingerprintBefore: '0a', fingerprintAfter: '0b' },
          sessions: { before: 39, after: 0 },
          proof: { verdict: 'refused', before: 200, after: 302, why: null, at: '2026-11-22T22:41:07.000Z' },
          warnings: [{ kind: 'editing', text: '2 people were editing: Spring sale' }],
        }),
        runSite('zeta', {
          outcome: 'failed',
          ms: null,
          failure: { code: 'NOT_WRITABLE', message: 'no', retry: 'safe', where: { siteId: 's_zeta', step: 'Swap' } },
        }),
      ]),
    );
    expect(frame).toEqual({
      run: 'r_abcdef',
      operation: 'FleetLogout',
      dryRun: false,
      ms: 1834,
      totals: { changed: 1, unchanged: 0, skipped: 0, failed: 1, unreachable: 0, cancelled: 0, uncertain: 0 },
      sites: [
        {
          site: 'acme-shop',
          outcome: 'changed',
          ms: 143,
          steps: [{ name: 'Find the configuration', ms: 4, outcome: 'ok' }],
          salts: { place: 'wp-config.php', rotated: 8, fingerprintBefore: '0a', fingerprintAfter: '0b' },
          sessions: { before: 39, after: 0 },
          proof: { verdict: 'refused', before: 200, after: 302 },
          warnings: ['2 people were editing: Spring sale'],
        },
        { site: 'zeta', outcome: 'failed', failure: { code: 'NOT_WRITABLE', message: 'no', retry: 'safe' } },
      ],
    });
  });

  it('says that a run is not at its end, and why one stopped', () => {
    const waiting = runSite('a', { state: 'waiting', outcome: null, ms: null });
    expect(runFrame(run([waiting], { state: 'interrupted', stoppedWhy: 'too many failed' }))).toMatchObject({
      state: 'interrupted',
      stoppedWhy: 'too many failed',
      sites: [{ site: 'a', outcome: null }],
    });
  });

  it('gives the reason where no proof was possible', () => {
    const proof = { verdict: 'not-possible' as const, before: 403, after: null, why: 'wp-admin is blocked', at: null };
    expect(runFrame(run([runSite('a', { proof })]))).toMatchObject({
      sites: [{ proof: { verdict: 'not-possible', before: 403, after: null, why: 'wp-admin is blocked' } }],
    });
  });
});
