import type { PlainOperation, RunOptions } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import { inspectSite } from './inspect-site.ts';
import { logOut } from './log-out.ts';
import type { SiteResult, Story } from './story.ts';
import type { Tools } from './tools.ts';

export type Operation = (site: Site, tools: Tools, story: Story, options: RunOptions) => Promise<SiteResult>;

/**
 * Every operation by its name. A logout is both halves; each half can be asked for alone. Rolling back needs to know of
 * which run, ending chosen sessions which ones, closing what was ordered: see rollBackSalts, endChosenSessions and orders.ts.
 */
export const operations: Record<PlainOperation, Operation> = {
  InspectSite: inspectSite,
  RotateSalts: (site, tools, story, options) =>
    logOut(site, tools, story, { salts: true, sessions: false, ...wishesOf(options) }),
  EndSessions: (site, tools, story, { proof }) => logOut(site, tools, story, { salts: false, sessions: true, proof }),
  FleetLogout: (site, tools, story, options) =>
    logOut(site, tools, story, { salts: true, sessions: true, ...wishesOf(options) }),
};

/** What a run's options say of a logout. */
export function wishesOf({ proof, also = [], stopForEncryptors = false, via }: RunOptions) {
  return { proof, also, stopForEncryptors, ...(via ? { via } : {}) };
}
