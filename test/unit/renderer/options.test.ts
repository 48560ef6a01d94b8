import { describe, expect, it } from 'vitest';
import { type RunOptions, runOptions } from '../../../src-main/contract/runs.ts';
import { sayOptions, wishesOf } from '../../../src-renderer/words/options.ts';

const options = (said: Partial<RunOptions> = {}): RunOptions => runOptions.parse(said);
const say = (said: Partial<RunOptions>, operation: 'FleetLogout' | 'RollBackSalts' | 'InspectSite' = 'FleetLogout') =>
  sayOptions({ operation, options: options(said) });

describe('the options of a run in words', () => {
  it('are nothing where all is as usual, also of runs from before there were any', () => {
    expect(say({})).toEqual([]);
    expect(say({ stopForEncryptors: false, stopForEncryptorsFrom: 'settings' })).toEqual([]);
    expect(say({ also: [] })).toEqual([]);
  });

  it('say each that is not, and where the policy comes from', () => {
    expect(say({ also: ['cache-key-salt', 'recovery', 'secret-key'], proof: false })).toEqual([
      'Also changed, where a site has them: WP_CACHE_KEY_SALT, recovery mode’s keys and SECRET_KEY with SECRET_SALT.',
      'Without proof.',
    ]);
    expect(say({ via: 'wp-cli' })).toEqual(['WP-CLI on the server writes the salts; Resalt reads them back.']);
    const stop = { stopForEncryptors: true } as const;
    expect(say(stop)).toEqual(['Sites with encrypting plugins are left out (chosen for this run).']);
    expect(say({ ...stop, stopForEncryptorsFrom: 'settings' })).toEqual([
      'Sites with encrypting plugins are left out (as Settings say).',
    ]);
    expect(say({ stopForEncryptors: false })).toEqual(['Sites with encrypting plugins go in (chosen for this run).']);
  });

  it('say nothing that the run does not heed', () => {
    expect(say({ stopForEncryptors: true, proof: false }, 'RollBackSalts')).toEqual(['Without proof.']);
    expect(say({ proof: false }, 'InspectSite')).toEqual([]);
  });
});

describe('the wishes of a run', () => {
  it('leave to the settings what came from them, so that a plan made again asks them again', () => {
    const bySettings = options({ stopForEncryptors: true, stopForEncryptorsFrom: 'settings', via: 'wp-cli' });
    expect(wishesOf(bySettings)).toEqual({ proof: true, also: [], stopForEncryptors: null, via: 'wp-cli' });
    expect(wishesOf(options({ stopForEncryptors: true, also: ['recovery'] }))).toEqual({
      ...{ proof: true, also: ['recovery'], stopForEncryptors: true, via: null },
    });
  });
});
