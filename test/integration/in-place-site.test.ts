import { execFile } from 'node:child_process';
import { link, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

const chattr = (flag: '+i' | '-i', path: string) => promisify(execFile)('chattr', [flag, path]);

describe('sites whose configuration can only be overwritten', () => {
  const fleet = useFleet({ sites: 2, opcache: true });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { proofPatienceMs: 10_000 });
  });
  afterAll(() => engine?.dispose());
  const site = (index: number): FleetSite => {
    const found = fleet().sites[index];
    if (!found) throw new Error('no such site');
    return found;
  };

  /** Said in the plan; done in place; proven; nothing left behind. */
  async function loggedOut(one: FleetSite, words: RegExp): Promise<void> {
    const { cookie } = await logIn(one, 'ed1');
    const names = await readdir(one.docroot);
    const before = await stat(one.configPath);
    const said = expect.objectContaining({ kind: 'other', text: expect.stringMatching(words) });
    const dry = (await engine.finish('FleetLogout', { dryRun: true }, { sites: [one.name] })).sites[0];
    expect(dry).toMatchObject({ outcome: 'unchanged', failure: null });
    expect(dry?.warnings).toContainEqual(said);
    const row = (await engine.finish('FleetLogout', {}, { sites: [one.name] })).sites[0];
    expect(row).toMatchObject({ outcome: 'changed', sessions: { after: 0 }, proof: { verdict: 'refused' } });
    expect(row?.warnings).toContainEqual(said);
    expect((await visit(one, cookie)).status).toBe(302);
    expect((await visit(one, '', '/')).status).toBe(200);
    const after = await stat(one.configPath);
    expect([after.ino, after.mode, after.uid, after.gid]).toEqual([before.ino, before.mode, before.uid, before.gid]);
    expect(await readdir(one.docroot)).toEqual(names);
  }

  it.skipIf(process.getuid?.() !== 0)('in a folder that nobody can write', async () => {
    await chattr('+i', site(0).docroot);
    try {
      await loggedOut(site(0), /overwritten in place, because nothing can be written in its folder/);
    } finally {
      await chattr('-i', site(0).docroot);
    }
  });

  it('with a second name', async () => {
    const second = join(site(1).docroot, '..', 'kept-by-a-backup.php');
    await link(site(1).configPath, second);
    try {
      await loggedOut(site(1), /overwritten in place, because it has 2 names/);
      expect((await stat(second)).nlink).toBe(2);
    } finally {
      await rm(second);
    }
  });
});
