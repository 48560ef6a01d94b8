import { ResaltError } from '../contract/failures.ts';
import type { Parts } from './parts.ts';

const mostNamed = 5;

/**
 * INPUT_INVALID where one of these sites is in an incident that is open: without its access Resalt could neither finish its steps nor open it to visitors again,
 * and no look could find what comes back. Of a closed incident the record stays; a look that is still to come says that the site was removed.
 */
export async function refuseInIncident(
  { incidents }: Pick<Parts, 'incidents'>,
  siteIds: readonly string[],
): Promise<void> {
  const wanted = new Set(siteIds);
  const open = (await incidents.list()).filter(({ closedAt }) => closedAt === null);
  const held = open.flatMap(({ name, sites }) =>
    sites.filter(({ siteId }) => wanted.has(siteId)).map(({ site }) => `${site} (“${name}”)`),
  );
  if (held.length === 0) return;
  const more = held.length > mostNamed ? ` and ${held.length - mostNamed} more` : '';
  throw new ResaltError(
    'INPUT_INVALID',
    `Nothing was removed: these sites are in an incident that is open: ${held.slice(0, mostNamed).join(', ')}${more}. Finish it and close it first (resalt incident close).`,
    'never',
  );
}
