/**
 * Every colour of the screens, as data, so that a test can measure them. Neutral surfaces; a tone only where it means
 * something. Each tone has `ink` (text and marks), `soft` (the ground behind them) and `solid` (a filled mark or bar).
 */
export const tones = ['danger', 'look', 'proven', 'work', 'unknown'] as const;
/** danger: someone can get in or a step failed. look: read this. proven. work: in work. unknown: unknown or not asked. */
export type Tone = (typeof tones)[number];

interface ToneColours {
  ink: string;
  soft: string;
  solid: string;
}
export interface Palette {
  ground: string;
  panel: string;
  raised: string;
  hover: string;
  chosen: string;
  line: string;
  /** Edges of things that can be operated: at least 3:1 on every surface. */
  edge: string;
  text: string;
  second: string;
  quiet: string;
  /** A mark or text on a solid tone. */
  onSolid: string;
  tone: Record<Tone, ToneColours>;
}

export const light: Palette = {
  ground: '#f1f2f3',
  panel: '#ffffff',
  raised: '#f8f9fa',
  hover: '#eef0f2',
  chosen: '#e2e6ea',
  line: '#d9dde1',
  edge: '#737c86',
  text: '#14171a',
  second: '#424a52',
  quiet: '#565f68',
  onSolid: '#ffffff',
  tone: {
    danger: { ink: '#a81c14', soft: '#fdeae8', solid: '#c2261c' },
    look: { ink: '#7d4a00', soft: '#fdf1dc', solid: '#a86400' },
    proven: { ink: '#17623a', soft: '#e4f3ea', solid: '#1f7a49' },
    work: { ink: '#1a54ab', soft: '#e6effb', solid: '#2465c7' },
    unknown: { ink: '#505962', soft: '#eceef0', solid: '#68727c' },
  },
};

export const dark: Palette = {
  ground: '#0f1113',
  panel: '#16191c',
  raised: '#1b1f22',
  hover: '#1f2427',
  chosen: '#2a3035',
  line: '#2b3136',
  edge: '#747e88',
  text: '#e8eaec',
  second: '#b9c0c7',
  quiet: '#98a1aa',
  onSolid: '#0c0e10',
  tone: {
    danger: { ink: '#ff9187', soft: '#391816', solid: '#f4695d' },
    look: { ink: '#f0b455', soft: '#33240b', solid: '#dd9c34' },
    proven: { ink: '#74cd98', soft: '#11291c', solid: '#53b47c' },
    work: { ink: '#8bb9ff', soft: '#14243d', solid: '#6ba3f5' },
    unknown: { ink: '#a4adb6', soft: '#22272b', solid: '#88929c' },
  },
};

/** The palette as CSS custom properties: `--panel`, `--danger-ink`, … */
export function cssVariables(palette: Palette): Record<string, string> {
  const { tone, ...plain } = palette;
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(plain)) variables[`--${name}`] = value;
  for (const name of tones) {
    variables[`--${name}-ink`] = tone[name].ink;
    variables[`--${name}-soft`] = tone[name].soft;
    variables[`--${name}-solid`] = tone[name].solid;
  }
  return variables;
}
