import type { SessionPolicy } from '../../contract/session-policies.ts';
import type { JudgingContext } from '../session-facts.ts';

/** The policies that hold for a site. */
export function policiesOf({ policies, sites }: JudgingContext): (siteId: string) => readonly SessionPolicy[] {
  const known = new Map<string, readonly SessionPolicy[]>();
  return (siteId) => {
    const found = known.get(siteId) ?? policies.filter(({ of }) => holdsFor(of, sites.get(siteId)));
    known.set(siteId, found);
    return found;
  };
}

type Site = { client: string | null; tags: readonly string[] };

function holdsFor(of: SessionPolicy['of'], site: Site | undefined): boolean {
  if ('all' in of) return true;
  return 'client' in of ? site?.client === of.client : (site?.tags.includes(of.tag) ?? false);
}

/** The strictest of the policies that say something of this, with its figure; null where none does. */
export function strictest(
  policies: readonly SessionPolicy[],
  figureOf: (policy: SessionPolicy) => number | null,
): { figure: number; name: string } | null {
  let found: { figure: number; name: string } | null = null;
  for (const policy of policies) {
    const figure = figureOf(policy);
    if (figure !== null && (found === null || figure < found.figure)) found = { figure, name: policy.name };
  }
  return found;
}
