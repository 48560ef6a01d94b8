import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { resetPasswords as schema } from '../../src-main/contract/orders/reset-passwords.ts';
import { runOptions } from '../../src-main/contract/runs.ts';
import type { Site } from '../../src-main/contract/sites.ts';
import { resetPasswords } from '../../src-main/operations/reset-passwords.ts';
import { keptPassword } from '../../src-main/operations/steps/new-passwords.ts';
import type { SiteResult } from '../../src-main/operations/story.ts';
import { isHashOf } from '../../src-main/wordpress/password-hash.ts';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import { type FleetSite, userOf } from '../fleet/site.ts';
import { type Life, liveFor, nothingRemains, type Remains } from './kill/mortal-tools.ts';

const options = runOptions.parse({ proof: false });
const logins = ['ed1', 'ed2'];
const order = schema.parse({ operation: 'ResetPasswords', whose: { users: logins } });

describe('a reset killed after each of its effects, and gone on with', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1', objectCache: 'redis', opcache: { revalidateSeconds: 0 } });

  it('ends with new salts and one new password each, the one that the vault has; none is ever set twice', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    for (let last = 1; ; last += 1) {
      const place = `killed after effect ${last}`;
      const before = await saltsOf(site);
      const remains = nothingRemains();
      const first = await live(last, remains, site);
      const between = await hashesOf(site);
      const second = first === 'died' ? await live(Number.POSITIVE_INFINITY, remains, site) : first;
      expect(second, place).toMatchObject({ outcome: 'changed', failure: null, salts: { rotated: 8 } });
      expect(second, place).toMatchObject({ deeds: logins.map(() => ({ kind: 'password', result: 'done' })) });
      expect(
        (await saltsOf(site)).filter((salt) => before.includes(salt)),
        place,
      ).toEqual([]);

      const after = await hashesOf(site);
      const marked = remains.marks.passwords?.of ?? [];
      expect(marked.map(({ userId, set }) => [userId, set]).sort(), place).toEqual(
        logins.map((login) => [userOf(site, login).id, true]).sort(),
      );
      for (const { userId, sealed } of marked) {
        const { password, hash } = keptOf(remains, sealed);
        expect(after.get(userId), place).toBe(hash);
        expect(isHashOf(password, hash), place).toBe(true);
      }
      const sealedHashes = [...remains.sealed.keys()].flatMap((id) => hashIn(remains, id));
      for (const [userId, hash] of between)
        if (sealedHashes.includes(hash)) expect(after.get(userId), `${place}: set twice`).toBe(hash);
      if (first !== 'died') break;
      expect(last, 'it comes to an end').toBeLessThan(80);
    }
  }, 300_000);
});

async function live(last: number, remains: Remains, site: FleetSite): Promise<SiteResult | 'died'> {
  const life: Life = liveFor(last, remains);
  try {
    const work = resetPasswords(order)(localSite(site), life.tools, life.story, options);
    return await Promise.race([work, life.died]);
  } finally {
    await life.bury();
  }
}

function localSite({ name, url, docroot }: FleetSite): Site {
  const rest = { client: null, tags: [], tablePrefix: null, ssh: null, mysql: null };
  return { id: 's_interrupted', name, url, path: docroot, local: true, ...rest };
}

const keptOf = (remains: Remains, id: string) =>
  keptPassword.parse(JSON.parse(remains.sealed.get(id)?.toString('utf8') ?? ''));

/** Of what else is sealed (old files) there is none. */
function hashIn(remains: Remains, id: string): string[] {
  const text = remains.sealed.get(id)?.toString('utf8') ?? '';
  return text.startsWith('{"siteId"') ? [keptOf(remains, id).hash] : [];
}

async function hashesOf(site: FleetSite): Promise<Map<number, string>> {
  const rows = await sql(site, 'SELECT ID, user_pass FROM {p}users WHERE user_login IN (?)', [logins]);
  return new Map(rows.map(({ ID, user_pass }) => [Number(ID), String(user_pass)]));
}

async function saltsOf(site: FleetSite): Promise<string[]> {
  const text = await readFile(site.configPath, 'utf8');
  const values = [...text.matchAll(/^define\( '\w+_(?:KEY|SALT)', +'([^']{64})' \);$/gm)].map(
    ([, value = '']) => value,
  );
  expect(values).toHaveLength(8);
  return values;
}
