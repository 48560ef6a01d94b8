import type { Page } from 'playwright-core';
import type { Fleet } from '../../fleet/fleet.ts';
import type { FleetSite } from '../../fleet/site.ts';
import type { CuttingProxy } from '../../integration/cutting-proxy.ts';
import type { Visitor } from './people.ts';

/** What a part of the story finds: the window as the part before left it, and the world around it. */
export interface Now {
  readonly page: Page;
  readonly fleet: Fleet;
  /** A plain one; one over the line that can be cut; a network; one with a warm object cache. */
  readonly sites: readonly [plain: FleetSite, cut: FleetSite, network: FleetSite, cached: FleetSite];
  readonly line: CuttingProxy;
  /** Everybody who ever came in. */
  readonly visitors: Visitor[];
  /** Takes a picture of the screen. */
  see(what: string): Promise<void>;
  /** By the rail at the left. */
  go(place: string): Promise<void>;
  /** By the rail to the sessions, until they are there. */
  sessions(): Promise<void>;
  /** By the address, as a link does it. */
  show(hash: string): Promise<void>;
}

/** A part of the story, as a test; where one broke off, those after it are skipped. */
export type Tell = (title: string, part: (now: Now) => Promise<void>) => void;
