import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Host, StandingShell } from '../../../src-main/hosts/host.ts';
import { type SshBed, startSshBed } from './ssh-bed.ts';

let bed: SshBed;
const others: SshBed[] = [];
beforeAll(async () => {
  bed = await startSshBed();
});
afterEach(async () => {
  for (const other of others.splice(0)) await other.stop();
});
afterAll(() => bed.stop());

const bedWith = async (...how: Parameters<typeof startSshBed>) => {
  const other = await startSshBed(...how);
  others.push(other);
  return other;
};

const functions = `answer() { printf 'read '; cat; exit 4; }`;

/** A shell that stands, and its process. */
async function stand(host: Host, script = ':'): Promise<{ shell: StandingShell; pid: number }> {
  const { stdout, shell } = await host.run(`echo $$\n${script}`, { stay: functions });
  const pid = Number(stdout.toString());
  if (!shell || !pid) throw new Error('It does not stand.');
  return { shell, pid };
}

/** A dead one may wait for a parent that never asks (the first process of a container). */
const lives = (pid: number) => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

describe('A shell that stays', () => {
  test('tells its script’s output and code, then runs one line with stdin, and is over', async () => {
    const host = await bed.hosts.reach(bed.target());
    const script = `printf 'a\\nb'; echo wrong >&2; (exit 3)`;
    const { shell, ...result } = await host.run(script, { stay: functions });
    expect(result).toEqual({ code: 3, stdout: Buffer.from('a\nb'), stderr: 'wrong\n', truncated: false });
    const stdin = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
    const answer = await shell?.run('answer', { stdin });
    expect(answer).toMatchObject({ code: 4, truncated: false });
    expect(answer?.stdout.equals(Buffer.concat([Buffer.from('read '), stdin]))).toBe(true);
    expect(await shell?.run('answer')).toBeNull();
    expect(shell?.close()).toBe(false);
  });

  test('has one use, also when two want it at once', async () => {
    const { shell } = await stand(await bed.hosts.reach(bed.target()));
    const answers = await Promise.all([shell.run('echo one'), shell.run('echo two')]);
    expect(answers.map((answer) => answer?.stdout.toString())).toEqual(['one\n', undefined]);
  });

  test('is no more after it was closed', async () => {
    const { shell, pid } = await stand(await bed.hosts.reach(bed.target()));
    expect(shell.close()).toBe(true);
    expect(shell.close()).toBe(false);
    expect(await shell.run('answer')).toBeNull();
    await expect.poll(() => lives(pid)).toBe(false);
  });

  test('is no more after its connection was lost, and begins nothing', async () => {
    const host = await bed.hosts.reach(bed.target('127.0.5.1'));
    const { shell, pid } = await stand(host);
    await expect(host.run('kill -9 $PPID; sleep 5')).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
    expect(await shell.run(`touch ${bed.folder}/begun`)).toBeNull();
    await expect.poll(() => lives(pid)).toBe(false);
    expect(existsSync(`${bed.folder}/begun`)).toBe(false);
    expect((await host.run('echo back')).stdout.toString()).toBe('back\n');
  });

  test('that the server killed is no more, and that is no failure', async () => {
    const { shell, pid } = await stand(await bed.hosts.reach(bed.target()));
    process.kill(pid, 'SIGKILL');
    expect(await shell.run('answer')).toBeNull();
  });

  test('is no more after its line was cancelled beforehand, and begins nothing', async () => {
    const { shell, pid } = await stand(await bed.hosts.reach(bed.target()));
    const late = shell.run(`touch ${bed.folder}/late`, { signal: AbortSignal.abort() });
    await expect(late).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect.poll(() => lives(pid)).toBe(false);
    expect(existsSync(`${bed.folder}/late`)).toBe(false);
  });

  test('ends when Resalt goes away', async () => {
    const { pid } = await stand(await bed.hosts.reach(bed.target('127.0.5.2')));
    expect(lives(pid)).toBe(true);
    await bed.hosts.close();
    await expect.poll(() => lives(pid)).toBe(false);
  });

  test('does not stay after a script that leaves it', async () => {
    const host = await bed.hosts.reach(bed.target());
    expect(await host.run('echo out; exit 3', { stay: functions })).toEqual({
      code: 3,
      stdout: Buffer.from('out\n'),
      stderr: '',
      truncated: false,
    });
    expect(await host.run('kill -9 $$', { stay: functions })).toMatchObject({ code: null });
    expect((await host.run('if', { stay: functions })).code).toBeGreaterThan(0);
  });

  test('is not cut off in its work by a connection that is dropped when unused', async () => {
    const brief = await bedWith({ pool: { idleMs: 20 } });
    const { shell } = await stand(await brief.hosts.reach(brief.target()));
    const answer = await shell.run('sleep 0.5; echo done');
    expect(answer?.stdout.toString()).toBe('done\n');
  });

  test('has what was printed while it stood not taken for its answer', async () => {
    const go = join(bed.folder, 'go');
    const host = await bed.hosts.reach(bed.target());
    const { shell } = await stand(host, `{ until [ -e ${go} ]; do sleep 0.01; done; echo late noise; rm ${go}; } &`);
    await writeFile(go, '');
    await expect.poll(() => existsSync(go)).toBe(false);
    expect((await shell.run('echo done; exit 0'))?.stdout.toString()).toBe('done\n');
  });
});

describe('The places of standing shells', () => {
  test.each([1, 2, 10])('go to who has something to do (MaxSessions %i)', async (most) => {
    const narrow = await bedWith({ config: [`MaxSessions ${most}`] });
    const host = await narrow.hosts.reach(narrow.target());
    const sites = Array.from({ length: 20 }, async (_, index) => {
      const { shell } = await host.run(`echo ${index}`, { stay: functions });
      const between = await host.run('echo between');
      const own = (await shell?.run('echo end')) ?? (await host.run('echo end'));
      return `${between.stdout}${own.stdout}`;
    });
    expect(await Promise.all(sites)).toEqual(Array(20).fill('between\nend\n'));
  });

  test('are free again when they are closed', async () => {
    const host = await bed.hosts.reach(bed.target());
    const standing = await Promise.all(Array.from({ length: 8 }, () => stand(host)));
    expect((await host.run('echo room')).stdout.toString()).toBe('room\n');
    for (const { shell } of standing) shell.close();
    await expect.poll(() => standing.some(({ pid }) => lives(pid))).toBe(false);
  });

  test('are free again though the shell does not end', async () => {
    const one = await bedWith({ pool: { sessionsPerConnection: 1 } });
    const host = await one.hosts.reach(one.target());
    const { shell } = await stand(host, `while [ -d ${one.folder} ]; do sleep 0.1; done &`); // it holds the channel open
    expect(shell.close()).toBe(true);
    expect((await host.run('echo room')).stdout.toString()).toBe('room\n');
  });

  test.each(['', '>&2'])('are free again where a shell that stands talks on and on (echo %s)', async (to) => {
    const one = await bedWith({ pool: { sessionsPerConnection: 1 } });
    const host = await one.hosts.reach(one.target());
    const go = join(one.folder, 'go');
    const talk = `{ until [ -e ${go} ]; do sleep 0.01; done; head -c 20000000 /dev/zero ${to}; } &`;
    const { shell, pid } = await stand(host, talk);
    await writeFile(go, '');
    await expect.poll(() => lives(pid)).toBe(false);
    expect(await shell.run('answer')).toBeNull();
    expect((await host.run('echo room')).stdout.toString()).toBe('room\n');
  });
});
