import type { TimelineSource } from '../../contract/timeline.ts';
import type { Clocks } from './clocks.ts';
import type { Draft } from './draft.ts';

/** What one source of a site gave; the site's name comes later. */
export interface Gathered {
  source: TimelineSource;
  /** The file, table or place, in words. */
  from: string;
  drafts: Draft[];
  clock: string;
  lacks: string | null;
}

/** From when on is asked, and by whose clocks. Milliseconds since 1970, by Resalt's clock. */
export interface Window {
  from: number;
  to: number;
  clocks: Clocks;
}

/** Unix seconds on the site's clock at which the window begins. */
export const beginningOf = ({ from, clocks }: Window): number => Math.floor((from + clocks.offsetMs) / 1000);

export const isIn = ({ from }: Window, at: number): boolean => at >= from;
