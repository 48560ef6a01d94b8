import { link, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ResaltError } from '../../src-main/contract/failures.ts';
import type { Host } from '../../src-main/hosts/host.ts';
import { openHosts } from '../../src-main/hosts/pool.ts';
import { sha256, stopSwaps, swapFile } from '../../src-main/operations/steps/swap-file.ts';
import { swapFunctions } from '../../src-main/operations/steps/swap-script.ts';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import { type SshBed, startSshBed } from './hosts/ssh-bed.ts';

const cuts = Number(process.env.RESALT_CUTS ?? 20);
const old = Buffer.from(`<?php // ${'a'.repeat(4000)}\n`);
const next = Buffer.from(`<?php // ${'b'.repeat(4000)}\n`);

describe.each([
  { by: 'a shell', config: [] },
  { by: 'a shell that stands', config: [], stands: true },
  { by: 'SFTP', config: ['ForceCommand internal-sftp'] },
])('connections cut in the middle of a swap by $by', ({ config, stands = false }) => {
  let bed: SshBed;
  let proxy: CuttingProxy;
  let dir: string;
  let path: string;
  beforeAll(async () => {
    bed = await startSshBed({ config });
    proxy = await startCuttingProxy(bed.sshd.port);
    dir = await mkdtemp(join(tmpdir(), 'resalt-cut-'));
    path = join(dir, 'wp-config.php');
    bed.target(); // trusts the key at the server's own port
  });
  afterAll(async () => {
    await proxy?.close();
    await bed?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** A connection of its own through the proxy, then the swap; the connection is cut after so many bytes of it. */
  async function swapCutAfter(bytes: number | null): Promise<{ error: unknown; sent: number }> {
    const hosts = openHosts({ hostKeys: bed.pins });
    try {
      const host = await hosts.reach(bed.target('127.0.0.1', { port: proxy.port }));
      const { shell } = stands ? await host.run(':', { stay: swapFunctions }) : {};
      if (stands && !shell) throw new Error('No shell stands.');
      const before = proxy.sent;
      proxy.cutAfter(bytes);
      const swap = swapFile(host, { path, shaBefore: sha256(old), after: next, mode: 0o644 }, shell);
      const error = await swap.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      return { error, sent: proxy.sent - before };
    } finally {
      proxy.cutAfter(null);
      await hosts.close();
    }
  }

  it.each(['replaced', 'in place'])(
    '%s: the file is whole at any moment afterwards, a doubt is called one, and nothing is left once it is settled',
    async (way) => {
      const other = join(dir, 'other-name.php');
      const begin = async () => {
        for (const name of [path, other]) await rm(name, { force: true });
        await writeFile(path, old);
        if (way === 'in place') await link(path, other);
      };
      await begin();
      const whole = await swapCutAfter(null);
      expect(whole.error).toBe(null);
      const host: Host = await bed.hosts.reach(bed.target());
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: whole.sent }), async (bytes) => {
          await begin();
          const { error } = await swapCutAfter(bytes);
          await stopSwaps(host, [path]);
          const live = await readFile(path);
          expect(live.equals(old) || live.equals(next)).toBe(true);
          if (live.equals(next)) expect(error === null || isOpen(error)).toBe(true);
          else expect(error).not.toBe(null);
          expect((await readdir(dir)).filter((name) => name.startsWith('.resalt-'))).toEqual([]);
          const stays = live.equals(old) ? old : next;
          expect(await readFile(path)).toEqual(stays);
        }),
        { numRuns: cuts },
      );
      const key = sha256(Buffer.from(path)).slice(0, 12);
      expect((await readdir('/dev/shm')).filter((name) => name.startsWith(`.resalt-${key}`))).toEqual([]);
    },
    120_000,
  );
});

function isOpen(error: unknown): boolean {
  return error instanceof ResaltError && error.retry === 'check-first';
}
