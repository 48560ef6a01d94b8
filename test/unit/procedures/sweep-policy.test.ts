import { expect, it } from 'vitest';
import type { Parts } from '../../../src-main/procedures/parts.ts';
import { sweepPolicy } from '../../../src-main/procedures/policies.ts';

const shown = { breaking: { mostPerUser: 3 } };

/** A policy that a plan was made of, as it is now; and the sites that a sweep of it begins on. */
function fleet({ mostPerUser, proof }: { mostPerUser: number; proof?: boolean }) {
  const swept: string[][] = [];
  const proven: boolean[] = [];
  const policy = {
    id: 'p_nightly',
    name: 'Nightly',
    of: { all: true },
    mostPerUser,
    oldestDays: null,
    noExpired: false,
    proof,
  };
  const parts = {
    sweeping: new Set(),
    who: 'test',
    tools: { clock: () => new Date() },
    vault: { sealMany: async () => ['c_aaaaaaaaaa'], forget: async () => undefined },
    store: {
      policies: { get: () => ({ policy }), swept: () => undefined },
      settings: { get: () => ({ concurrency: 5 }) },
      sites: { list: () => ['s_answered00', 's_silent0000', 's_new0000000'].map((id) => ({ id })) },
      auditTrail: { append: async () => undefined },
    },
    runs: {
      list: () => [],
      start: async ({ options }: { options: { proof: boolean } }, sites: { id: string }[]) => {
        proven.push(options.proof);
        swept.push(sites.map(({ id }) => id));
        return 'r_abcdef';
      },
    },
  } as unknown as Parts;
  return { parts, swept, proven };
}

it('sweeps the sites that the plan showed, and no others that came or answered since', async () => {
  const { parts, swept } = fleet({ mostPerUser: 3 });
  await sweepPolicy(parts, 'p_nightly', { dryRun: false, planned: { choice: shown, sites: ['s_answered00'] } });
  expect(swept).toEqual([['s_answered00']]);
});

it('refuses where the policy is another than the one that was shown, or a site left it', async () => {
  const stricter = fleet({ mostPerUser: 1 });
  const planned = { choice: shown, sites: ['s_answered00'] };
  await expect(sweepPolicy(stricter.parts, 'p_nightly', { dryRun: false, planned })).rejects.toThrow(/changed since/);
  const left = { choice: shown, sites: ['s_answered00', 's_gone000000'] };
  const { parts, swept } = fleet({ mostPerUser: 3 });
  await expect(sweepPolicy(parts, 'p_nightly', { dryRun: false, planned: left })).rejects.toThrow(/Look again/);
  expect([...stricter.swept, ...swept]).toEqual([]);
});

it('proves a sweep where its policy says so, or who sweeps it; else not', async () => {
  const asked = async (policy: { proof?: boolean }, sweep: { proof?: boolean }) => {
    const { parts, proven } = fleet({ mostPerUser: 3, ...policy });
    await sweepPolicy(parts, 'p_nightly', { dryRun: false, ...sweep });
    return proven;
  };
  expect(await asked({}, {})).toEqual([false]);
  expect(await asked({ proof: true }, {})).toEqual([true]);
  expect(await asked({}, { proof: true })).toEqual([true]);
  expect(await asked({ proof: true }, { proof: false })).toEqual([false]);
});
