import PQueue from 'p-queue';
import type { Fleet } from '../fleet/fleet.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';

const login = 'ed1';
const visits = new PQueue({ concurrency: 16 });

/**
 * A real login on every site that opens it, so that there is something to end, and the object cache and OPcache are warm. For
 * two seconds after the contender before, OPcache may still hold the old salts: a cookie of theirs is worth nothing soon.
 */
export async function logInEverywhere(fleet: Fleet): Promise<Map<FleetSite, string>> {
  const cookies = await visits.addAll(fleet.sites.map((site) => () => lastingLogIn(site)));
  return new Map(fleet.sites.map((site, index) => [site, cookies[index] ?? '']));
}

const settled = 2500;
const patience = 20_000;

/** Logs in until one of the cookies still opens the site when OPcache must have looked at the file again. */
async function lastingLogIn(site: FleetSite): Promise<string> {
  const until = Date.now() + patience;
  let { cookie } = await logIn(site, login);
  for (let since = Date.now(); Date.now() - since < settled; ) {
    if (Date.now() > until) throw new Error(`No fresh login lasts on ${site.name}`);
    if ((await visit(site, cookie)).status === 200) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      continue;
    }
    ({ cookie } = await logIn(site, login));
    since = Date.now();
  }
  return cookie;
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
