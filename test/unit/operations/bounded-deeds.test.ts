import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Deed, mostDeeds } from '../../../src-main/contract/runs.ts';
import { boundedDeeds } from '../../../src-main/operations/steps/bounded-deeds.ts';

const deeds = (results: readonly Deed['result'][]): Deed[] =>
  results.map((result, index) => ({ kind: 'user', what: `${index}`, result, why: null }));

it('keeps what failed before anything else, in its order, and counts what is left out', () => {
  const failedAt = fc.array(fc.nat(4000), { maxLength: 2500 });
  fc.assert(
    fc.property(fc.nat(4000), failedAt, (length, failed) => {
      const at = new Set(failed);
      const all = deeds(Array.from({ length }, (_, index) => (at.has(index) ? 'failed' : 'done')));
      const kept = boundedDeeds(all);
      if (length <= mostDeeds) {
        expect(kept).toEqual(all);
        return;
      }
      const [listed, last] = [kept.slice(0, -1), kept.at(-1)];
      expect(kept).toHaveLength(mostDeeds);
      expect(last?.what).toContain(`${length - listed.length} more`);
      const missing = all.filter((one) => one.result === 'failed' && !listed.includes(one));
      expect(missing.length > 0).toBe(last?.result === 'failed');
      if (missing.length > 0) expect(listed.every(({ result }) => result === 'failed')).toBe(true);
      const order = listed.map(({ what }) => Number(what));
      expect(order).toEqual([...order].sort((one, other) => one - other));
    }),
    { numRuns: 30 },
  );
});
