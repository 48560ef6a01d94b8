import type { SessionPolicy } from '../../contract/session-policies.ts';
import type { JudgingContext } from '../session-facts.ts';

interface Rule {
  figure: number;
  name: string;
}

/** By site the strictest of the policies that hold for it and say something of this, with its figure; null where none does. */
export function ruleOf(
  { policies, sites }: JudgingContext,
  figureOf: (policy: SessionPolicy) => number | null,
): (siteId: string) => Rule | null {
  const known = new Map<string, Rule | null>();
  return (siteId) => {
    const before = known.get(siteId);
    if (before !== undefined) return before;
    const theirs = policies.filter(({ of }) => holdsFor(of, sites.get(siteId)));
    const rule = strictest(theirs, figureOf);
    known.set(siteId, rule);
    return rule;
  };
}

type Site = { client: string | null; tags: readonly string[] };

function holdsFor(of: SessionPolicy['of'], site: Site | undefined): boolean {
  if ('all' in of) return true;
  return 'client' in of ? site?.client === of.client : (site?.tags.includes(of.tag) ?? false);
}

function strictest(
  policies: readonly SessionPolicy[],
  figureOf: (policy: SessionPolicy) => number | null,
): Rule | null {
  let found: Rule | null = null;
  for (const policy of policies) {
    const figure = figureOf(policy);
    if (figure !== null && (found === null || figure < found.figure)) found = { figure, name: policy.name };
  }
  return found;
}
