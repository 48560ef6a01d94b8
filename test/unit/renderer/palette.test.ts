import { describe, expect, it } from 'vitest';
import { dark, light, type Palette, tones } from '../../../src-renderer/theme/palette.ts';

/** WCAG 2 relative luminance and contrast of two #rrggbb colours. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['ground', 'panel', 'raised', 'hover', 'chosen'] as const;

describe.each([
  ['light', light],
  ['dark', dark],
] satisfies [string, Palette][])('the %s palette', (_name, palette) => {
  it.each(surfaces)('is readable on %s: every text colour has at least 4.5:1 (AA)', (surface) => {
    for (const text of ['text', 'second', 'quiet'] as const) {
      expect(contrast(palette[text], palette[surface]), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
    for (const tone of tones) {
      expect(contrast(palette.tone[tone].ink, palette[surface]), `${tone} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(tones)('%s is readable on its own soft ground and what stands on its solid form is too', (tone) => {
    const { ink, soft, solid } = palette.tone[tone];
    expect(contrast(ink, soft)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.text, soft)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.second, soft)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.onSolid, solid)).toBeGreaterThanOrEqual(4.5);
  });

  it('shows marks and the edges of controls with at least 3:1 on every surface', () => {
    for (const surface of surfaces) {
      expect(contrast(palette.edge, palette[surface]), `edge on ${surface}`).toBeGreaterThanOrEqual(3);
      for (const tone of tones) {
        expect(contrast(palette.tone[tone].solid, palette[surface]), `${tone} on ${surface}`).toBeGreaterThanOrEqual(3);
      }
    }
  });
});
