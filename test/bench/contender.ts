import type { Fleet } from '../fleet/fleet.ts';

/** What all contenders share: the sites, a folder of this bench, and how many sites are in work at the same time. */
export interface Ground {
  fleet: Fleet;
  dir: string;
  concurrency: number;
}

export interface Measured {
  ms: number;
  /** Peak memory of the one process that did it, in bytes; null where many did. */
  peak: number | null;
}

/** Something that does the work, or part of it, on all sites at once. */
export interface Contender {
  name: string;
  /** What it does to each site, in words. */
  does: string;
  /** What the time holds: "the work alone", or "the whole process". */
  times: string;
  /** How many sites it is said to change; judged from their configurations afterwards. 0: it changes none. */
  rotates: boolean;
  endsLogins: boolean;
  /** Makes the sites as this one wants them; not measured. */
  prepare?(): Promise<void>;
  run(): Promise<Measured>;
}

/** A contender that this machine does not have, and what is missing. */
export interface Missing {
  name: string;
  why: string;
}
