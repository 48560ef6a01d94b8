/** WCAG's contrast of a colour such as #1a5fb4 on white: 1 to 21. */
export function contrastOnWhite(colour: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return 1.05 / (luminance + 0.05);
}

export const ink = '#1b1b1f';

/** The agency's colour for text on white; dark ink where WCAG AA (4.5) would not be met. Bars and lines keep the colour. */
export const textColour = (colour: string): string => (contrastOnWhite(colour) >= 4.5 ? colour : ink);
