import PQueue from 'p-queue';
import type { Fleet } from '../fleet/fleet.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';

const login = 'ed1';
const visits = new PQueue({ concurrency: 6 });

/** A real login on every site, so that there is something to end, and the object cache and OPcache are warm. */
export async function logInEverywhere(fleet: Fleet): Promise<Map<FleetSite, string>> {
  const cookies = await visits.addAll(fleet.sites.map((site) => async () => (await logIn(site, login)).cookie));
  const all = new Map(fleet.sites.map((site, index) => [site, cookies[index] ?? '']));
  const open = await openTo(all);
  if (open !== all.size) throw new Error(`Only ${open} of ${all.size} fresh logins open their site`);
  return all;
}

/** How many sites these cookies still open. */
export async function openTo(cookies: Map<FleetSite, string>): Promise<number> {
  const answers = await visits.addAll(
    [...cookies].map(
      ([site, cookie]) =>
        async () =>
          (await visit(site, cookie)).status,
    ),
  );
  return answers.filter((status) => status === 200).length;
}
