import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { AuditReading } from '../../src-main/wordpress/audit-reading.ts';
import { isAdministratorCapability } from '../../src-main/wordpress/capabilities.ts';
import { sql } from '../fleet/database.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { doubtfulUsers, oddUsers, plantRoles, plantUsers, randomUsers } from './audit/odd-users.ts';
import { editRoles, rolesOf } from './audit/poison.ts';
import { countOf, readSite } from './audit/read-site.ts';
import { askUserCan, type Said } from './audit/user-can.ts';
import { whyNoWordpress } from './sessions/why-no-wordpress.ts';

const kinds: Partial<FleetOptions>[] = [
  { wordpress: '6.1' },
  { wordpress: '6.8' },
  { wordpress: '7.1' },
  { wordpress: '7.1', multisite: true },
];
const here = await Promise.all(
  kinds.map(async (options) => {
    const missing = await whyNoWordpress(options.wordpress ?? '');
    const name = `${options.multisite ? 'a network on ' : ''}WordPress ${options.wordpress}`;
    return { options, missing, name: missing === null ? name : `${name}: not to be had here, ${missing}` };
  }),
);

/** A generator of numbers with a seed that a failed test can be run with again. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What Resalt read, in the form of WordPress's answer; users in `but` are left out of both. */
function asSaid({ people }: AuditReading, said: Said, but: ReadonlySet<number>): { ours: Said; theirs: Said } {
  const [ours, theirs]: [Said, Said] = [{}, {}];
  for (const [blog, users] of Object.entries(said))
    for (const [id, can] of Object.entries(users)) {
      if (but.has(Number(id))) continue;
      const person = people.get(Number(id));
      const here = person?.blogs.find((one) => one.blog === Number(blog));
      const everywhere = person?.superAdmin ? superAdminCan(said, person.id, blog) : [];
      theirs[`${blog} ${id}`] = { can: [...can].sort() };
      ours[`${blog} ${id}`] = { can: [...(here?.can ?? everywhere)].sort() };
    }
  return { ours, theirs };
}

/** A super admin without a row on a blog is none the less one; which capabilities files and constants leave, another one shows. */
const superAdminCan = (said: Said, id: number, blog: string) => said[blog]?.[id] ?? [];

async function defineMore(site: FleetSite, lines: string): Promise<void> {
  const config = await readFile(site.configPath, 'utf8');
  await writeFile(site.configPath, config.replace(/<\?php/, `<?php\n${lines}`));
}

/** The second criterion of issue 5. */
for (const { name, options, missing } of here)
  describe.skipIf(missing !== null)(`who may what (${name})`, () => {
    const fleet = useFleet({ sites: 1, ...options });

    it('Resalt and user_can() agree on every dangerous capability of every user', async () => {
      const [site] = fleet().sites;
      if (!site) throw new Error('no site');
      const seed = Date.now() % 1_000_000;
      await plantRoles(site);
      if (options.multisite) await plantRoles(site, '2_');
      const ids = await plantUsers(site, [...oddUsers, ...doubtfulUsers, ...randomUsers(60, seeded(seed))]);
      await sql(site, `INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (99999, '{p}capabilities', ?)`, [
        'a:1:{s:13:"administrator";b:1;}',
      ]);
      if (options.multisite) {
        const logins = ['owner', 'rowless-super', 'case-super', 'gone'];
        const admins = `a:${logins.length}:{${logins.map((login, i) => `i:${i};s:${login.length}:"${login}";`).join('')}}`;
        await sql(site, `UPDATE {p}sitemeta SET meta_value = ? WHERE meta_key = 'site_admins'`, [admins]);
      }
      const doubtful = new Set(doubtfulUsers.map(({ login }) => ids.get(login) ?? 0));

      const all = async (what: string, readings: AuditReading[]) => {
        const said = await askUserCan(site);
        for (const reading of readings) {
          const { ours, theirs } = asSaid(reading, said, doubtful);
          expect(Object.keys(theirs).length).toBeGreaterThan(95);
          expect({ what, seed, rights: ours }).toEqual({ what, seed, rights: theirs });
          const administrators = [...reading.people.values()].filter(
            (one) => one.administrator && !doubtful.has(one.id),
          );
          const theirsToo = Object.values(said).flatMap((users) =>
            Object.entries(users).flatMap(([id, can]) => (can.some(isAdministratorCapability) ? Number(id) : [])),
          );
          expect(new Set(administrators.map(({ id }) => id))).toEqual(
            new Set(theirsToo.filter((id) => !doubtful.has(id))),
          );
          expect(new Set(reading.unjudged.map(({ userId }) => userId))).toEqual(doubtful);
          const left = options.multisite ? [99_999, ids.get('of-no-blog')] : [99_999];
          expect(reading.orphans.map(({ userId }) => userId)).toEqual(left);
        }
      };
      await all('as it is', [await readSite(site)]);
      await defineMore(site, `define( 'DISALLOW_FILE_EDIT', true ); define( 'ALLOW_UNFILTERED_UPLOADS', true );`);
      await all('editing files forbidden, all uploads allowed', [await readSite(site)]);
      await defineMore(site, `define( 'DISALLOW_FILE_MODS', 1 ); define( 'DISALLOW_UNFILTERED_HTML', true );`);
      if (options.multisite)
        await sql(site, `UPDATE {p}sitemeta SET meta_value = '1' WHERE meta_key = 'add_new_users'`);
      await all('no file may change', [await readSite(site)]);

      const everybody = await readSite(site, { direct: true });
      const before = await readSite(site);
      const of = (reading: AuditReading) =>
        [...reading.people.values()].filter((one) => one.administrator).map(({ login }) => login);
      expect(of(everybody)).toEqual(expect.arrayContaining(of(before)));
    });

    it('an inspection counts as many administrators of the main blog as user_can() affirms', async () => {
      const [site] = fleet().sites;
      if (!site) throw new Error('no site');
      expect(await countOf(site)).toBeNull(); // a row that can't be judged
      const strange = doubtfulUsers.map(({ login }) => login).filter((login) => login !== 'wrong-length');
      await sql(site, 'DELETE m FROM {p}usermeta m JOIN {p}users u ON u.ID = m.user_id WHERE u.user_login IN (?)', [
        strange,
      ]);
      const many = Array.from({ length: 6000 }, (_, index) => [100_000 + index, `many-${index}`]);
      await sql(site, 'INSERT INTO {p}users (ID, user_login) VALUES ?', [many]);
      const rows = many.map(([id]) => [id, `${site.db.prefix}capabilities`, 'a:1:{s:10:"subscriber";b:1;}']);
      await sql(site, 'INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES ?', [rows]);
      const count = await countOf(site);
      await sql(site, 'DELETE FROM {p}users WHERE ID >= 100000');
      const said = Object.values((await askUserCan(site))['1'] ?? {});
      expect(count).toBe(said.filter((can) => can.some(isAdministratorCapability)).length);
      expect(count).toBeGreaterThan(10);
      const before = await rolesOf(site);
      await editRoles(site, (stored) =>
        stored.replace(
          /(s:10:"Subscriber";s:12:"capabilities";a:)(\d+):\{/,
          (_, head: string, size: string) => `${head}${Number(size) + 1}:{s:14:"manage_options";b:1;`,
        ),
      );
      const everybody = Object.values((await askUserCan(site))['1'] ?? {});
      expect(await countOf(site)).toBe(everybody.filter((can) => can.some(isAdministratorCapability)).length);
      expect(everybody.length).toBeGreaterThan(said.length - 1);
      await editRoles(site, () => before);
      // Tables of one site often have different collations.
      await sql(site, 'ALTER TABLE {p}users CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci');
      expect(await countOf(site)).toBe(count);
      expect((await readSite(site)).people.size).toBeGreaterThan(10);
    });
  });
