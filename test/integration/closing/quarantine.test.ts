import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FleetOptions } from '../../fleet/fleet.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { engineFor, type TestEngine } from '../open-engine.ts';
import { orderAll, orderOne } from './order.ts';

const kinds: { kind: string; options: Partial<FleetOptions> }[] = [
  { kind: 'over a shell', options: { opcache: true } },
  { kind: 'over SFTP alone', options: { sftpOnly: true } },
];
const hashOf = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const shell = Buffer.concat([Buffer.from('<?php eval($_POST["x"]); ?>'), Buffer.from([0, 255, 10, 13])]);

describe.each(kinds)('files in quarantine $kind', ({ options }) => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1', ...options });
  let engine: TestEngine;
  let site: FleetSite;
  beforeAll(async () => {
    engine = await engineFor(fleet());
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
  });
  afterAll(() => engine?.dispose());

  const at = (path: string) => join(site.docroot, path);
  const plant = async (path: string, bytes: Buffer | string = shell) => {
    await mkdir(join(at(path), '..'), { recursive: true });
    await writeFile(at(path), bytes);
    return { path, sha256: hashOf(bytes) };
  };
  const there = (path: string) =>
    lstat(at(path)).then(
      () => true,
      () => false,
    );
  const take = (files: { path: string; sha256: string }[], dryRun = false) =>
    orderAll(engine, { operation: 'QuarantineFiles', files }, { dryRun });

  it('a file goes, and comes back with its bytes, rights, owner and time', async () => {
    const path = 'wp-content/uploads/2026/it\'s $(id) "x".php';
    const file = await plant(path);
    await chmod(at(path), 0o604);
    await chown(at(path), 33, 33).catch(() => undefined);
    await utimes(at(path), 1_600_000_000, 1_600_000_000);
    const before = await stat(at(path));
    const plan = await take([file], true);
    expect(plan.sites[0]?.plan).toEqual([expect.stringContaining('stay in the vault')]);
    expect(await there(path)).toBe(true);
    const run = await take([file]);
    expect(run.sites[0]).toMatchObject({ outcome: 'changed', deeds: [{ kind: 'file', result: 'done' }] });
    expect(await there(path)).toBe(false);
    const put = await orderOne(engine, { operation: 'PutBackFiles', run: run.id });
    expect(put).toMatchObject({ outcome: 'changed', deeds: [{ result: 'done', why: null }] });
    const after = await stat(at(path));
    expect(await readFile(at(path))).toEqual(shell);
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
    if (!options.sftpOnly) expect(after.mtimeMs).toBe(before.mtimeMs);
    expect((await orderOne(engine, { operation: 'PutBackFiles', run: run.id })).outcome).toBe('unchanged');
  });

  it('nothing is overwritten by putting back, and a rollback of the run is the same', async () => {
    const file = await plant('wp-content/uploads/other.php');
    const run = await take([file]);
    await writeFile(at(file.path), 'mine');
    const { run: id } = await engine.call.runs.rollback({ run: run.id, options: {} });
    for await (const event of await engine.call.runs.watch({ run: id })) if (event.run.state === 'finished') break;
    expect((await engine.call.runs.show({ run: id })).sites[0]).toMatchObject({
      outcome: 'failed',
      deeds: [{ result: 'failed' }],
    });
    expect(await readFile(at(file.path), 'utf8')).toBe('mine');
  });

  it('another content, a link, what lies elsewhere and what WordPress needs stay', async () => {
    const changed = { ...(await plant('wp-content/uploads/changed.php')), sha256: hashOf('else') };
    const outside = join(site.docroot, '..', 'outside.php');
    await writeFile(outside, shell);
    await symlink(outside, at('wp-content/uploads/link.php'));
    await symlink(join(site.docroot, '..'), at('wp-content/uploads/folder'));
    const config = await readFile(site.configPath);
    const index = await readFile(at('index.php'));
    const files = [
      changed,
      { path: 'wp-content/uploads/link.php', sha256: hashOf(shell) },
      { path: 'wp-content/uploads/folder/outside.php', sha256: hashOf(shell) },
      { path: outside, sha256: hashOf(shell) },
      { path: 'wp-config.php', sha256: hashOf(config) },
      { path: 'index.php', sha256: hashOf(index) },
    ];
    const shown = (await take(files)).sites[0];
    expect(shown?.outcome).toBe('failed');
    expect(shown?.deeds?.map(({ result }) => result)).toEqual(['failed', 'failed', 'failed', 'kept', 'kept', 'kept']);
    expect(await readFile(outside)).toEqual(shell);
    expect(await there('wp-content/uploads/link.php')).toBe(true);
    expect(await readFile(at('index.php'))).toEqual(index);
    expect(await readFile(at('wp-content/uploads/changed.php'))).toEqual(shell);
    await rm(outside);
  });

  it('a site that breaks without it has it back by itself', async () => {
    await plant('wp-content/mu-plugins/loads.php', '<?php require __DIR__ . "/needed.inc";');
    const needed = await plant('wp-content/mu-plugins/needed.inc', '<?php // needed');
    // OPcache keeps no file that has only just been written.
    for (const name of ['loads.php', 'needed.inc'])
      await utimes(at(`wp-content/mu-plugins/${name}`), 1_700_000_000, 1_700_000_000);
    const answers = async () => (await fetch(site.url, { redirect: 'manual' })).status;
    expect(await answers()).toBeLessThan(400);
    const run = await take([needed]);
    expect(run.sites[0]).toMatchObject({ outcome: 'failed', failure: { code: 'ROLLED_BACK' } });
    expect(await readFile(at(needed.path), 'utf8')).toBe('<?php // needed');
    expect(await answers()).toBeLessThan(400);
    await rm(at('wp-content/mu-plugins/loads.php'));
  });

  it('a site whose login page alone breaks has it back, too', async () => {
    const loads = '<?php if (str_contains($_SERVER["SCRIPT_NAME"] ?? "", "wp-login")) require __DIR__ . "/login.inc";';
    await plant('wp-content/mu-plugins/loads.php', loads);
    const needed = await plant('wp-content/mu-plugins/login.inc', '<?php // needed');
    const run = await take([needed]);
    expect(run.sites[0]).toMatchObject({ outcome: 'failed', failure: { code: 'ROLLED_BACK' } });
    expect(await there(needed.path)).toBe(true);

    // Where PHP shows its errors, the broken page answers 200. How the file is taken away does not count there.
    if (options.sftpOnly) return rm(at('wp-content/mu-plugins/loads.php'));
    await writeFile(at('.user.ini'), 'display_errors=On\noutput_buffering=0\n');
    await rename(at(needed.path), at('away.inc'));
    const page = await fetch(`${site.url}/wp-login.php`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Fatal error')]);
    await rename(at('away.inc'), at(needed.path));
    expect((await take([needed])).sites[0]).toMatchObject({ outcome: 'failed', failure: { code: 'ROLLED_BACK' } });
    expect(await there(needed.path)).toBe(true);
    await rm(at('.user.ini'));
    await rm(at('wp-content/mu-plugins/loads.php'));
  });

  it('a file of several megabytes', async () => {
    const file = await plant('wp-content/uploads/large.bin', Buffer.alloc(3_500_000, 'résalt'));
    const run = await take([file]);
    expect(await there(file.path)).toBe(false);
    await orderOne(engine, { operation: 'PutBackFiles', run: run.id, paths: [file.path] });
    expect(hashOf(await readFile(at(file.path)))).toBe(file.sha256);
  });
});
