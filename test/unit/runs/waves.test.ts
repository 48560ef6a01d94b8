import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tooManyFailures, waveOf, waveSizes } from '../../../src-main/runs/waves.ts';

const share = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map(String),
  fc.integer({ min: 0, max: 100 }).map((n) => `${n}%`),
);

describe('waves', () => {
  it('1, 5, 20% of 50 sites', () => {
    expect(waveSizes(['1', '5', '20%'], 50)).toEqual([1, 5, 10, 10, 10, 10, 4]);
    expect(waveSizes([], 50)).toEqual([50]);
    expect(waveSizes(['5'], 0)).toEqual([]);
  });

  it('place every site exactly once, none empty, whatever is asked', () => {
    fc.assert(
      fc.property(fc.array(share, { maxLength: 6 }), fc.integer({ min: 1, max: 3000 }), (waves, total) => {
        const sizes = waveSizes(waves, total);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
        expect(Math.min(...sizes)).toBeGreaterThan(0);
        const placed = Array.from({ length: total }, (_, index) => waveOf(index, sizes));
        for (const [wave, size] of sizes.entries()) expect(placed.filter((one) => one === wave)).toHaveLength(size);
      }),
      { numRuns: 60 },
    );
  });

  it('a threshold must be exceeded, not reached', () => {
    expect(tooManyFailures(5, '10%', 50)).toBe(false);
    expect(tooManyFailures(6, '10%', 50)).toBe(true);
    expect(tooManyFailures(0, '0', 50)).toBe(false);
    expect(tooManyFailures(1, '0', 50)).toBe(true);
    expect(tooManyFailures(50, null, 50)).toBe(false);
  });
});
