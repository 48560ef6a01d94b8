import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runOptions } from '../../src-main/contract/runs.ts';
import type { Site } from '../../src-main/contract/sites.ts';
import { operations } from '../../src-main/operations/operations.ts';
import type { SiteResult } from '../../src-main/operations/story.ts';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { type Life, liveFor, nothingRemains, type Remains } from './kill/mortal-tools.ts';

const options = runOptions.parse({});

/**
 * Each operation is killed after its first effect on the world, after its second, and so on to its last; then it goes on
 * with what remains. The random kills (kill.test.ts) meet the real processes; these meet every place between two effects.
 */
describe('an operation killed after each of its effects, and gone on with', () => {
  const fleet = useFleet({ sites: 2, objectCache: 'redis', opcache: { revalidateSeconds: 0 } });
  beforeAll(() => splitConfiguration(siteAt(1)));

  const siteAt = (index: number): FleetSite => {
    const site = fleet().sites[index];
    if (!site) throw new Error('no such site');
    return site;
  };

  it.each([
    { name: 'FleetLogout', at: 0, of: 'one file' },
    { name: 'FleetLogout', at: 1, of: 'two files' },
    { name: 'RotateSalts', at: 0, of: 'one file' },
    { name: 'RotateSalts', at: 1, of: 'two files' },
    { name: 'EndSessions', at: 0, of: 'one file' },
  ] as const)(
    '$name, a configuration of $of',
    async ({ name, at }) => {
      const site = siteAt(at);
      for (let last = 1; ; last += 1) {
        const { cookie } = await logIn(site, 'ed1');
        const before = await saltsOf(site);
        const remains = nothingRemains();
        const first = await live(last, remains, site, name);
        const second = first === 'died' ? await live(Number.POSITIVE_INFINITY, remains, site, name) : first;
        const place = `killed after effect ${last}`;
        expect(second, place).toMatchObject({
          outcome: 'changed',
          failure: null,
          proof: { verdict: 'refused', before: 200 },
        });
        expect((await visit(site, cookie)).status, place).toBe(302);
        expect((await visit(site, '', '/')).status, place).toBe(200);
        await expectSalts(before, await saltsOf(site), name !== 'EndSessions', place);
        expect(await canaryRows(site), place).toEqual([]);
        if (first !== 'died') break;
        expect(last, 'it comes to an end').toBeLessThan(60);
      }
    },
    240_000,
  );

  it('a command of the killed attempt that still runs can not write any more once the next has looked', async () => {
    const site = siteAt(0);
    const temporary = join(dirname(site.configPath), '.resalt-4711-0123456789ab.php');
    const remains = nothingRemains();
    const path = site.configPath;
    const edit = { path, shaBefore: 'b'.repeat(64), shaAfter: 'a'.repeat(64), backup: 'c_none' };
    remains.marks = { salts: { edits: [edit], place: '', rotated: 8, fingerprintBefore: null, fingerprintAfter: '' } };
    await writeFile(temporary, 'what a command is about to rename');
    expect(await live(Number.POSITIVE_INFINITY, remains, site, 'EndSessions')).toMatchObject({ outcome: 'changed' });
    await expect(readFile(temporary)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('a site that breaks under the new salts gets its true old files back, also from the attempt that goes on', async () => {
    const site = siteAt(1);
    const { before, remains } = await killedWhenBothWereNew(site);
    const fuse = join(site.docroot, 'wp-content/mu-plugins/fuse.php');
    await writeFile(fuse, '<?php http_response_code(500); exit;');
    try {
      const result = await live(Number.POSITIVE_INFINITY, remains, site, 'FleetLogout');
      expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'ROLLED_BACK' }, sessions: { after: 0 } });
    } finally {
      await writeFile(fuse, '<?php');
    }
    expect(await saltsOf(site)).toEqual(before);
  }, 120_000);
});

/** Kills logouts ever later, until one had swapped both files; each of the others goes on to its end. */
async function killedWhenBothWereNew(site: FleetSite): Promise<{ before: string[]; remains: Remains }> {
  for (let last = 1; last < 60; last += 1) {
    const before = await saltsOf(site);
    const remains = nothingRemains();
    await live(last, remains, site, 'FleetLogout');
    const now = await saltsOf(site);
    if (now.every((value) => !before.includes(value))) return { before, remains };
    await live(Number.POSITIVE_INFINITY, remains, site, 'FleetLogout');
  }
  throw new Error('No logout swapped both files.');
}

async function live(
  last: number,
  remains: Remains,
  site: FleetSite,
  name: 'FleetLogout' | 'RotateSalts' | 'EndSessions',
): Promise<SiteResult | 'died'> {
  const life: Life = liveFor(last, remains);
  try {
    return await Promise.race([operations[name](localSite(site), life.tools, life.story, options), life.died]);
  } finally {
    await life.bury();
  }
}

function localSite({ name, url, docroot }: FleetSite): Site {
  const rest = { client: null, tags: [], tablePrefix: null, ssh: null, mysql: null };
  return { id: 's_interrupted', name, url, path: docroot, local: true, ...rest };
}

/** Half of the salts go to a file of their own, so that a rotation is two writes. */
async function splitConfiguration(site: FleetSite): Promise<void> {
  const text = await readFile(site.configPath, 'utf8');
  const [one = '', two = ''] =
    text
      .match(/^define\( '\w+_SALT'.*(\n|$)(?:^define\( '\w+_SALT'.*\n)*/gm)
      ?.join('')
      .split('\n\n') ?? [];
  const lines = `${one}${two}`;
  expect(lines.trim().split('\n')).toHaveLength(4);
  await writeFile(saltFileOf(site), `<?php\n${lines}`);
  await writeFile(site.configPath, text.replace(lines, "require __DIR__ . '/wp-salt.php';\n"));
}

const saltFileOf = (site: FleetSite) => join(dirname(site.configPath), 'wp-salt.php');

/** The eight values in force, whichever files they are in. */
async function saltsOf(site: FleetSite): Promise<string[]> {
  const files = [site.configPath, saltFileOf(site)].map((path) => readFile(path, 'utf8').catch(() => ''));
  const text = (await Promise.all(files)).join('');
  const values = [...text.matchAll(/^define\( '\w+_(?:KEY|SALT)', +'([^']{64})' \);$/gm)].map(
    (match) => match[1] ?? '',
  );
  expect(values).toHaveLength(8);
  return values;
}

async function expectSalts(before: string[], after: string[], renewed: boolean, place: string): Promise<void> {
  const kept = after.filter((value) => before.includes(value));
  expect(kept.length, place).toBe(renewed ? 0 : 8);
}

const canaryRows = (site: FleetSite) =>
  sql(site, "SELECT user_id FROM {p}usermeta WHERE meta_key = 'session_tokens' AND meta_value LIKE '%Resalt canary%'");
