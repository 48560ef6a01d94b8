import type { SessionChoice } from '../contract/sessions.ts';

export type NamedSession = NonNullable<SessionChoice['sessions']>[number];

/** Those of the sessions asked for by name that can be on one site. */
export interface NamedOnSite {
  /** Said to be on this very site; others may be on any. */
  here: readonly NamedSession[];
  /** Said of no site: they may be on this one or on another. */
  anywhere: readonly NamedSession[];
  /** Whether any of them can be of this user. */
  mayMean(userId: number): boolean;
  means(userId: number, name: string): boolean;
}

/**
 * Makes sessions asked for by name quick to look up, once for all sites: with 50,000 of them on 2,000 sites nothing may look
 * through all of them per site, or per session of a site.
 */
export function namedSessions(all: readonly NamedSession[]): (siteId: string) => NamedOnSite {
  const parts = new Map<string | null, Part>();
  for (const one of all) {
    const part = parts.get(one.siteId ?? null) ?? emptyPart();
    parts.set(one.siteId ?? null, part);
    add(part, one);
  }
  return (siteId) => {
    const both = [parts.get(siteId), parts.get(null)].filter((part) => part !== undefined);
    return {
      here: parts.get(siteId)?.all ?? [],
      anywhere: parts.get(null)?.all ?? [],
      mayMean: (userId) => both.some(({ users }) => users.has(userId) || users.has(null)),
      means: (userId, name) =>
        both.some(({ byBeginning }) =>
          byBeginning
            .get(beginningOf(name))
            ?.some((one) => (one.userId ?? userId) === userId && name.startsWith(one.verifier)),
        ),
    };
  };
}

/** What is the same in the whole name and in whatever part of it the contract lets one say. */
export const beginningOf = (name: string): string => name.slice(0, 12);

interface Part {
  all: NamedSession[];
  /** null: one that may be of anybody. */
  users: Set<number | null>;
  byBeginning: Map<string, NamedSession[]>;
}
const emptyPart = (): Part => ({ all: [], users: new Set(), byBeginning: new Map() });

function add({ all, users, byBeginning }: Part, one: NamedSession): void {
  all.push(one);
  users.add(one.userId ?? null);
  const beginning = beginningOf(one.verifier);
  const same = byBeginning.get(beginning);
  if (same) same.push(one);
  else byBeginning.set(beginning, [one]);
}
