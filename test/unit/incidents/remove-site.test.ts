import { expect, it } from 'vitest';
import type { IncidentSummary } from '../../../src-main/contract/incidents.ts';
import { refuseInIncident } from '../../../src-main/procedures/incidents-of-sites.ts';
import type { Parts } from '../../../src-main/procedures/parts.ts';
import { failsWith } from '../store/temporary-store.ts';
import { idOf, siteOf } from './an-incident.ts';

const incidents = (more: Partial<IncidentSummary>) => {
  const one = {
    name: 'Acme',
    sites: Array.from({ length: 9 }, (_, n) => siteOf(n)),
    closedAt: null,
    damaged: null,
    ...more,
  };
  return { incidents: { list: async () => [one as IncidentSummary] } } as unknown as Parts;
};

it('a site in an open incident is not removed; a closed one, or one that can’t be closed any more, holds nothing back', async () => {
  const refused = refuseInIncident(incidents({}), [idOf(99), idOf(1)]);
  await expect(refused).rejects.toMatchObject(failsWith('INPUT_INVALID'));
  await expect(refused).rejects.toThrow('site-1 (“Acme”). Finish it');
  const all = Array.from({ length: 9 }, (_, n) => idOf(n));
  await expect(refuseInIncident(incidents({}), all)).rejects.toThrow('site-4 (“Acme”) and 4 more');
  for (const more of [{ closedAt: '2026-11-23T07:00:00.000Z' }, { damaged: 'from line 3 on' }])
    await refuseInIncident(incidents(more), [idOf(1)]);
  await refuseInIncident(incidents({}), [idOf(99)]);
});
