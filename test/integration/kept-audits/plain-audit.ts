import type { Look } from '../../../src-main/audit/after-audit.ts';

export const siteOf = (n: number) => `s_${String(n).padStart(10, '0')}`;

/** One that finds an administrator who was not there before: each round adds one to what changed. */
export const lookOf = (number: number): Look => ({
  at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
  audited: {
    ...{ findings: [], checks: [], administratorsWhole: true },
    administrators: [
      {
        ...{ siteId: siteOf(0), site: 'x', userId: number, user: `user${number}`, email: `${number}@client.test` },
        ...{ how: ['role: administrator'], approved: false },
      },
    ],
  },
  people: [],
});
