import type { Fleet } from '../fleet.ts';
import type { FleetSite } from '../site.ts';
import { logIn, visit } from '../visit.ts';

/** Somebody who logged in to a site in the ordinary way before the demo, and still holds that browser's cookie. */
export interface Visitor {
  site: FleetSite;
  cookie: string;
  /** What /wp-admin/profile.php answered to the cookie before anything was done. */
  before: number;
}

const login = 'ed1';

/** A real login on every site, over HTTP; the cookies are nothing that Resalt knows of. */
export async function logInEverywhere(fleet: Fleet): Promise<Visitor[]> {
  return Promise.all(
    fleet.sites.map(async (site) => {
      const { cookie } = await logIn(site, login);
      const { status } = await visit(site, cookie);
      if (status !== 200) throw new Error(`${site.name} does not let ${login} in: ${status}`);
      return { site, cookie, before: status };
    }),
  );
}

/** The status that the old cookie gets now; 200 means that it still opens the site. */
export const comeBack = async ({ site, cookie }: Visitor): Promise<number> => (await visit(site, cookie)).status;
