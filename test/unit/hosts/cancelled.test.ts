import PQueue from 'p-queue';
import type { Client } from 'ssh2';
import { expect, test } from 'vitest';
import type { KeptConnection } from '../../../src-main/hosts/kept-connection.ts';
import { sshHost } from '../../../src-main/hosts/ssh-host.ts';
import { supervise } from '../../../src-main/hosts/supervise.ts';

/** A connection that is opened when the test says so, and what was begun on it. */
function slowlyOpened() {
  const begun: string[] = [];
  let open = () => {};
  const client = { exec: (command: string) => begun.push(command) } as unknown as Client;
  const opened = new Promise<Client>((resolve) => {
    open = () => resolve(client);
  });
  const connection: KeptConnection = {
    client: () => opened,
    isAlive: () => true,
    hold: () => () => {},
    close() {},
  };
  const sessions = new PQueue({ concurrency: 1 });
  return { host: sshHost('a server', connection, sessions), begun, open, idle: () => sessions.onIdle() };
}

test.each(['run', 'stay', 'stream'])(
  'what is cancelled while the connection is being opened never begins (%s)',
  async (way) => {
    const { host, begun, open, idle } = slowlyOpened();
    const control = new AbortController();
    const { signal } = control;
    const begin = () => {
      if (way === 'stream') return host.stream('touch it', async () => 'read', { signal });
      return host.run('touch it', way === 'stay' ? { signal, stay: ':' } : { signal });
    };
    const told = expect(begin()).rejects.toMatchObject({ code: 'CANCELLED', retry: 'safe' });
    await new Promise(setImmediate);
    control.abort();
    await new Promise(setImmediate);
    open();
    await told;
    await idle();
    expect(begun).toEqual([]);
  },
);

test('a command whose signal was given before it is not begun', async () => {
  let begun = 0;
  const start = async () => {
    begun += 1;
    throw new Error('begun');
  };
  const late = supervise('here', start, { signal: AbortSignal.abort() }, null);
  await expect(late).rejects.toMatchObject({ code: 'CANCELLED', retry: 'check-first' });
  expect(begun).toBe(0);
});
