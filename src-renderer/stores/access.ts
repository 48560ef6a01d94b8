import { create } from 'zustand';
import type { Failure } from '../../src-main/contract/failures.ts';
import type { HostKeyView, SiteTest } from '../../src-main/contract/sites.ts';
import { api } from '../api.ts';
import type { Tested } from '../words/site-state.ts';
import { failureOf } from './failed.ts';

export interface Access {
  /** The last test of each site in this window, by site id. */
  tests: ReadonlyMap<string, Tested>;
  /** Names of the sites that the list is about, in its order. */
  names: string[];
  working: { doing: 'testing' | 'trusting'; done: number; of: number } | null;
  failure: Failure | null;
}

export const useAccess = create<Access>()(() => ({ tests: new Map(), names: [], working: null, failure: null }));

const together = 16;

function keep(tests: SiteTest[]): void {
  useAccess.setState((state) => {
    const all = new Map(state.tests);
    const at = new Date().toISOString();
    for (const test of tests) all.set(test.siteId, { ...test, at });
    return { tests: all };
  });
}

/** Asks for the sites a few at a time, so that the list fills while it waits. Stops at the first call that fails. */
async function inParts(
  doing: 'testing' | 'trusting',
  names: string[],
  ask: (sites: string[]) => Promise<SiteTest[]>,
): Promise<void> {
  if (useAccess.getState().working) return;
  useAccess.setState({ working: { doing, done: 0, of: names.length }, failure: null });
  try {
    for (let at = 0; at < names.length; at += together) {
      const part = names.slice(at, at + together);
      keep(await ask(part));
      useAccess.setState({ working: { doing, done: at + part.length, of: names.length } });
    }
  } catch (error) {
    useAccess.setState({ failure: failureOf(error) });
  } finally {
    useAccess.setState({ working: null });
  }
}

/** Reaches each of these sites and shows the list of them. */
export function testSites(names: string[]): Promise<void> {
  useAccess.setState({ names });
  return inParts('testing', names, (sites) => api.sites.test.mutate({ select: { sites } }));
}

/** Pins exactly the keys that were shown, for these sites; a key that changed is only replaced when asked by itself. */
export function trustKeys(names: string[], fingerprints: string[], replaceChanged = false): Promise<void> {
  return inParts('trusting', names, (sites) =>
    api.sites.trust.mutate({ select: { sites }, fingerprints, replaceChanged }),
  );
}

/** One server's key with the sites behind it, for a list in which each key is read once. */
export interface KeyOfSites extends HostKeyView {
  sites: string[];
}

export function keysOf(tests: Iterable<SiteTest>): KeyOfSites[] {
  const keys = new Map<string, KeyOfSites>();
  for (const test of tests) {
    for (const key of test.hostKeys) {
      const id = `${key.host}:${key.port} ${key.fingerprint} ${key.state}`;
      const entry = keys.get(id) ?? { ...key, sites: [] };
      entry.sites.push(test.site);
      keys.set(id, entry);
    }
  }
  return [...keys.values()];
}
