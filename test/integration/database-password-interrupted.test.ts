import { describe, expect, it } from 'vitest';
import { runOptions } from '../../src-main/contract/runs.ts';
import type { Site } from '../../src-main/contract/sites.ts';
import { changeDatabasePassword } from '../../src-main/operations/change-database-password.ts';
import type { SiteResult } from '../../src-main/operations/story.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { asAdmin, letAlter, opensBy, passwordIn } from './database-password/account.ts';
import { liveFor, nothingRemains, type Remains } from './kill/mortal-tools.ts';

/** Every how many effects it is killed; RESALT_EVERY=1 kills it after each. */
const every = Number(process.env.RESALT_EVERY ?? 4);

/** Killed after an effect on the world (a command, a statement, a request, a line of the journal), then gone on with. */
describe('a change of the database password, killed and gone on with', () => {
  const fleet = useFleet({ sites: 2, wordpress: '6.1', opcache: { revalidateSeconds: 0 } });

  it.each([
    { at: 0, right: 'may only replace its own password' },
    { at: 1, right: 'may let two passwords in' },
  ])(
    'ends with one password in force when its account $right',
    async ({ at, right }) => {
      const site = fleet().sites[at];
      if (!site) throw new Error('no such site');
      const both = right.includes('two');
      if (both) await asAdmin(fleet(), ...letAlter(site));
      let killed = 0;
      let down = 0;
      for (let last = 1 + at; ; last += every) {
        const old = await passwordIn(site);
        const remains = nothingRemains();
        const first = await live(last, remains, site);
        const place = `killed after effect ${last}`;
        const between = await statusOf(site);
        if (between !== 200) down += 1;
        if (both) expect(between, place).toBe(200);
        const second = first === 'died' ? await live(Number.POSITIVE_INFINITY, remains, site) : first;
        expect(second, place).toMatchObject({ outcome: 'changed', failure: null });
        const next = await passwordIn(site);
        expect(next, place).not.toBe(old);
        expect(await opensBy(site, next), place).toEqual(['socket', 'tcp']);
        expect(await opensBy(site, old), place).toEqual([]);
        expect(await statusOf(site), place).toBe(200);
        if (first !== 'died') break;
        killed += 1;
        expect(last, 'it comes to an end').toBeLessThan(200);
      }
      console.log(
        `${right}: killed at ${killed} moments; after ${down} of them the site did not answer until it was gone on with`,
      );
    },
    480_000,
  );
});

const statusOf = async ({ url }: FleetSite): Promise<number> => (await fetch(`${url}/wp-login.php`)).status;

async function live(last: number, remains: Remains, site: FleetSite): Promise<SiteResult | 'died'> {
  const life = liveFor(last, remains);
  const here = localSite(site);
  const fellows = { known: () => [here], selected: new Set([here.id]) };
  const operation = changeDatabasePassword({ operation: 'ChangeDatabasePassword', leaveOthers: false }, fellows);
  try {
    return await Promise.race([operation(here, life.tools, life.story, runOptions.parse({})), life.died]);
  } finally {
    await life.bury();
  }
}

function localSite({ name, url, docroot }: FleetSite): Site {
  const rest = { client: null, tags: [], tablePrefix: null, ssh: null, mysql: null };
  return { id: 's_interrupted', name, url, path: docroot, local: true, ...rest };
}
