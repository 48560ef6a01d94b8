import { describe, expect, test } from 'vitest';
import type { Settings } from '../../../src-main/contract/procedures.ts';
import { type StartRun, startRun } from '../../../src-main/contract/runs.ts';
import type { Parts } from '../../../src-main/procedures/parts.ts';
import { createCallerFactory } from '../../../src-main/procedures/rpc.ts';
import { runProcedures } from '../../../src-main/procedures/runs.ts';

/** The options with which a run really starts, for these settings and this call. */
async function startedWith(encryptingPlugins: Settings['encryptingPlugins'], call: object) {
  const started: Pick<StartRun, 'operation' | 'options'>[] = [];
  const parts = {
    vault: { state: () => 'unlocked' },
    store: {
      settings: {
        get: (): Settings => ({ lockAfterMinutes: 15, concurrency: 20, encryptingPlugins, keepOldFilesDays: 90 }),
      },
      sites: { list: () => [] },
      auditTrail: { append: async () => undefined },
    },
    runs: {
      start: async (request: (typeof started)[number]) => {
        started.push(request);
        return 'r_abcdef';
      },
    },
    who: 'test',
  } as unknown as Parts;
  const caller = createCallerFactory(runProcedures(parts))({});
  await caller.start(startRun.parse({ operation: 'FleetLogout', select: { all: true }, options: {}, ...call }));
  const { stopForEncryptors, stopForEncryptorsFrom } = started[0]?.options ?? {};
  return { stopForEncryptors, stopForEncryptorsFrom };
}

describe('sites with encrypting plugins', () => {
  test.each([
    ['warn', false],
    ['leave-out', true],
  ] as const)(
    'a run of which nothing was said does what the settings say, and that they say it: %s',
    async (set, stop) => {
      const fromSettings = { stopForEncryptors: stop, stopForEncryptorsFrom: 'settings' };
      expect(await startedWith(set, {})).toEqual(fromSettings);
      expect(await startedWith(set, { operation: 'RotateSalts' })).toEqual(fromSettings);
      expect(await startedWith(set, { options: { dryRun: true } })).toEqual(fromSettings);
      expect(await startedWith(set, { options: { stopForEncryptorsFrom: 'settings' } })).toEqual(fromSettings);
    },
  );

  test.each(['warn', 'leave-out'] as const)('what was said goes before the settings: %s', async (set) => {
    for (const stopForEncryptors of [true, false])
      expect(await startedWith(set, { options: { stopForEncryptors } })).toEqual({ stopForEncryptors });
  });

  test('the run of a plan does what the plan said, whatever the settings say by then', async () => {
    const planned = await startedWith('leave-out', { options: { dryRun: true } });
    expect(await startedWith('warn', { options: planned })).toEqual(planned);
  });

  test.each(['InspectSite', 'EndSessions'] as const)('do not concern what rotates no salts: %s', async (operation) => {
    expect(await startedWith('leave-out', { operation })).toEqual({});
  });
});
