import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../../src-main/hosts/host.ts';
import { localHost } from '../../../src-main/hosts/local.ts';
import { type SshBed, startSshBed } from './ssh-bed.ts';

let bed: SshBed;
beforeAll(async () => {
  bed = await startSshBed();
});
afterAll(() => bed?.stop());

async function all(stdout: AsyncIterable<Buffer>): Promise<Buffer> {
  const got: Buffer[] = [];
  for await (const part of stdout) got.push(part);
  return Buffer.concat(got);
}

/** What Host.stream promises, of this machine and over SSH. */
describe.each([
  ['this machine', async () => localHost],
  ['a server', () => bed.hosts.reach(bed.target())],
] as [string, () => Promise<Host>][])('a stream from %s', (_where, reach) => {
  it('gives every byte, with what stands on stdin, and its reader’s answer', async () => {
    const host = await reach();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_one, at) => at));
    expect(await host.stream('cat; echo noise >&2', all, { stdin: bytes })).toEqual(bytes);
    const hash = createHash('sha256');
    const length = await host.stream('head -c 30000000 /dev/zero', async (stdout) => {
      let size = 0;
      for await (const part of stdout) {
        size += part.length;
        hash.update(part);
      }
      return size;
    });
    expect(length).toBe(30_000_000);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(Buffer.alloc(30_000_000)).digest('hex'));
  });

  it('holds an endless script up for a slow reader, and ends it when he has enough', async () => {
    const host = await reach();
    const mark = `987${process.pid}${host.kind}`;
    const written = join(bed.folder, mark);
    let read = 0;
    // A line for each MiB that went out.
    const script = `yes ${mark} | while head -c 1048576; do echo >> ${written}; done`;
    await host.stream(script, async (stdout) => {
      let parts = 0;
      for await (const part of stdout) {
        read += part.length;
        await pause(20);
        // Of a busy machine parts are small: the first line is there when a second MiB has come.
        if (++parts >= 20 && read >= 2 ** 21) break;
      }
    });
    // Beside what was read only what is in pipes and windows on the way.
    expect((await readFile(written)).length - read / 2 ** 20).toBeLessThan(12);
    await rm(written);
    const left = async () => (await localHost.run(`pgrep -c -f '[y]es ${mark}' || true`)).stdout.toString().trim();
    await expect.poll(left).toBe('0');
  });

  it('fails where the script does, is silent, takes too long, prints too much, or is cancelled', async () => {
    const host = await reach();
    await expect(host.stream('echo some; exit 3', all)).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    const failure = (code: number | null, said: string) => new Error(`${code} ${said.trim()}`);
    await expect(host.stream('echo why >&2; exit 3', all, { failure })).rejects.toThrow('3 why');
    await expect(host.stream('echo some; sleep 60', all, { silenceMs: 300 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
    });
    const slowly = 'while :; do echo x; sleep 0.05; done';
    await expect(host.stream(slowly, all, { timeoutMs: 400, silenceMs: 300 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
    });
    await expect(host.stream('yes', all, { maxBytes: 1_000_000 })).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    const signal = AbortSignal.timeout(200);
    await expect(host.stream('yes', all, { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(host.stream('yes', all, { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(String(await host.stream('echo well', all))).toBe('well\n');
  });

  it('what its reader throws is its failure', async () => {
    const host = await reach();
    const thrower = async (stdout: AsyncIterable<Buffer>) => {
      for await (const _part of stdout) throw new Error('the disk is full');
    };
    await expect(host.stream('yes', thrower)).rejects.toThrow('the disk is full');
  });
});
