import { describe, expect, it } from 'vitest';
import { breach } from '../../fleet/breach/breach.ts';
import { openOnes } from '../../fleet/breach/door.ts';
import { restoreCore } from '../../fleet/breach/files.ts';
import { survive } from '../../fleet/breach/survivor.ts';
import { wordpressCore } from '../../fleet/core.ts';
import { sql } from '../../fleet/database.ts';
import { useFleet } from '../../fleet/shared.ts';
import { visit } from '../../fleet/visit.ts';

/** The attacker of the incident's story: what it proves is worth as much as these doors are real. */
describe('the breach', () => {
  const fleet = useFleet({ sites: 1 });

  it('every door opens, and the judges see when one is shut', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const { doors, shell } = await breach(site, fleet().db);
    const all = doors.map(({ name }) => name);
    expect(await openOnes(doors)).toEqual(all);
    expect((await visit(site, '', '/')).status).toBe(200);

    const read = await survive(site, shell, '203.0.113.9');
    expect(await openOnes(read)).toEqual(read.map(({ name }) => name));

    await restoreCore(site, await wordpressCore('6.1'));
    await sql(site, "DELETE FROM {p}usermeta WHERE meta_key IN ('session_tokens', '_application_passwords')");
    const left = await openOnes([...doors, ...read]);
    expect(all.concat(read.map(({ name }) => name)).filter((name) => !left.includes(name))).toEqual([
      'stolen cookies of an administrator',
      'stolen cookies of an editor',
      'an application password',
      'a back door in a core file',
      'a login signed with salts that malware read',
    ]);
  });
});
