import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTile, type Place } from '../../../src-renderer/components/next-tile.ts';

/** A group of tiles, so many a row, its first one there; ids are "a0", "a1", … */
const group = (name: string, tiles: number, across: number, left = 0, top = 0): Place[] =>
  Array.from({ length: tiles }, (_, i) => ({
    id: `${name}${i}`,
    left: left + (i % across) * 20,
    top: top + Math.floor(i / across) * 20,
    width: 20,
    height: 20,
  }));

describe('a step among tiles', () => {
  it('goes by rows and keeps its column', () => {
    const places = group('a', 12, 5);
    expect(nextTile(places, 'a1', 'down')).toBe('a6');
    expect(nextTile(places, 'a6', 'up')).toBe('a1');
    expect(nextTile(places, 'a9', 'down')).toBe('a11');
    expect(nextTile(places, 'a11', 'down')).toBeNull();
    expect(nextTile(places, 'none', 'down')).toBeNull();
  });
  it('goes on in the group below rather than in the one beside it', () => {
    const places = [...group('a', 10, 5), ...group('b', 40, 5, 124), ...group('c', 10, 5, 0, 70)];
    expect(nextTile(places, 'a7', 'down')).toBe('c2');
    expect(nextTile(places, 'c2', 'up')).toBe('a7');
  });
  it('always goes up or down, and where it can be taken, is taken back within the same group', () => {
    const sizes = fc.record({ tiles: fc.integer({ min: 1, max: 80 }), across: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(sizes, fc.nat(), ({ tiles, across }, pick) => {
        const places = group('a', tiles, across);
        const from = pick % tiles;
        const below = from + across;
        const last = tiles - 1;
        const to = nextTile(places, `a${from}`, 'down');
        if (below <= last) expect(to).toBe(`a${below}`);
        else if (to !== null) expect(Number(to.slice(1))).toBe(last);
        if (below <= last) expect(nextTile(places, `a${below}`, 'up')).toBe(`a${from}`);
      }),
    );
  });
});
