import { expect, test } from 'vitest';
import { localHost } from '../../../src-main/hosts/local.ts';

test('a script here gives output, errors and code; stdin arrives', async () => {
  const result = await localHost.run('cat; echo bad >&2; exit 4', { stdin: Buffer.from([0, 255, 10]) });
  expect(result).toEqual({ code: 4, stdout: Buffer.from([0, 255, 10]), stderr: 'bad\n', truncated: false });
});

test('a passphrase in the environment of Resalt is not passed on', async () => {
  process.env.RESALT_PASSPHRASE = 'phrase-Pd6';
  const { stdout } = await localHost.run('env').finally(() => delete process.env.RESALT_PASSPHRASE);
  expect(stdout.toString()).toContain('PATH=');
  expect(stdout.toString()).not.toContain('phrase-Pd6');
});

test('out of time, endless or cancelled, a script ends with all that it started', async () => {
  const mark = `986${process.pid}`;
  const late = localHost.run(`sleep ${mark} & sleep ${mark}`, { timeoutMs: 100 });
  await expect(late).rejects.toMatchObject({ code: 'TIMED_OUT', retry: 'check-first' });
  const cancelled = localHost.run(`sleep ${mark} & sleep ${mark}`, { signal: AbortSignal.timeout(100) });
  await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED', retry: 'check-first' });
  const endless = await localHost.run('yes', { maxBytes: 1000 });
  expect([endless.truncated, endless.stdout.length]).toEqual([true, 1000]);
  const left = async () => (await localHost.run(`pgrep -c -f '[s]leep ${mark}' || true`)).stdout.toString().trim();
  await expect.poll(left).toBe('0');
});
