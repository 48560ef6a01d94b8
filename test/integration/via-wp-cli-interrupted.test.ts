import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runOptions } from '../../src-main/contract/runs.ts';
import type { Site } from '../../src-main/contract/sites.ts';
import type { Host } from '../../src-main/hosts/host.ts';
import { shellQuote } from '../../src-main/hosts/shell-script.ts';
import { operations } from '../../src-main/operations/operations.ts';
import type { SiteResult } from '../../src-main/operations/story.ts';
import { isRoot, web } from '../fleet/processes/account.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { liveFor, nothingRemains, type Remains } from './kill/mortal-tools.ts';
import { type FakeName, fakes, programsIn } from './wp-cli/fakes.ts';

const options = runOptions.parse({ via: 'wp-cli' });

/** As interrupted.test.ts, where WP-CLI writes the salts: killed after each effect, then gone on with. */
describe('a logout by way of WP-CLI, killed after each of its effects, and gone on with', () => {
  const fleet = useFleet({ sites: 1, opcache: { revalidateSeconds: 0 } });

  it.each<{ name: FakeName; outcome: 'changed' | 'failed' }>([
    { name: 'honest', outcome: 'changed' },
    { name: 'breaks the file', outcome: 'failed' },
    { name: 'rotates seven of eight', outcome: 'failed' },
  ])(
    '$name: $outcome at last, the site whole, nothing done twice',
    async ({ name, outcome }) => {
      const [site] = fleet().sites;
      if (!site) throw new Error('no site');
      const bin = join(fleet().dir, 'bin');
      const programs = await programsIn(bin);
      for (let last = 1; ; last += 1) {
        await programs.install(fakes[name]);
        const { cookie } = await logIn(site, 'ed1');
        const before = await readFile(site.configPath);
        const remains = nothingRemains();
        const first = await live(last, remains, site, bin);
        const result = first === 'died' ? await live(Number.POSITIVE_INFINITY, remains, site, bin) : first;
        const place = `killed after effect ${last}`;
        expect(result, `${place}: ${JSON.stringify(result)}`).toMatchObject({ outcome, sessions: { after: 0 } });
        expect((await readFile(site.configPath)).equals(before), place).toBe(outcome === 'failed');
        expect(remains.marks.wpCli ?? null, place).toBe(null);
        if (outcome === 'changed') expect(await programs.calls(), place).toHaveLength(1);
        expect((await visit(site, cookie)).status, place).toBe(302);
        expect((await visit(site, '', '/')).status, place).toBe(200);
        if (first !== 'died') break;
        expect(last, 'it comes to an end').toBeLessThan(60);
      }
    },
    240_000,
  );
});

async function live(last: number, remains: Remains, site: FleetSite, bin: string): Promise<SiteResult | 'died'> {
  const life = liveFor(last, remains);
  const { hosts } = life.tools;
  const reach: typeof hosts.reach = async (target) => asOwner(await hosts.reach(target), bin);
  const tools = { ...life.tools, hosts: { ...hosts, reach } };
  try {
    return await Promise.race([operations.FleetLogout(localSite(site), tools, life.story, options), life.died]);
  } finally {
    await life.bury();
  }
}

/** This machine as the account sees it that owns the sites. */
function asOwner(host: Host, bin: string): Host {
  const drop = isRoot ? `setpriv --reuid ${web.uid} --regid ${web.gid} --clear-groups ` : '';
  const begin = `exec ${drop}env HOME=/nonexistent PATH=${shellQuote(bin)}:/usr/bin:/bin sh -c`;
  return { ...host, run: (script, limits) => host.run(`${begin} ${shellQuote(script)}`, limits) };
}

function localSite({ name, url, docroot }: FleetSite): Site {
  const rest = { client: null, tags: [], tablePrefix: null, ssh: null, mysql: null };
  return { id: 's_interrupted', name, url, path: docroot, local: true, ...rest };
}
