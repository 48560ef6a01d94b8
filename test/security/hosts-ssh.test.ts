import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SshAuth, SshTarget } from '../../src-main/hosts/host.ts';
import { describeHostKey, fingerprintOf, pinnedKeysInMemory } from '../../src-main/hosts/host-keys.ts';
import { openHosts } from '../../src-main/hosts/pool.ts';
import { type SshBed, startSshBed } from '../integration/hosts/ssh-bed.ts';

const serverKey = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
const serverKeyBlob = Buffer.from(serverKey.public.split(' ')[1] ?? '', 'base64');
const PASSWORD = 'pass-Kq7';

interface Hostile {
  readonly port: number;
  /** What was sent of a login: "method:user". */
  readonly logins: string[];
  close(): void;
}

/** An SSH server that does as the test says; it knows the password. */
async function hostile(
  onCommand: (channel: ServerChannel, command: string) => void = (channel) => channel.end(),
  methods: readonly string[] = ['password'],
): Promise<Hostile> {
  const logins: string[] = [];
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [serverKey.private] }, (client) => {
    connections.add(client);
    client.on('error', () => {}).on('close', () => connections.delete(client));
    client.on('authentication', (context) => {
      logins.push(`${context.method}:${context.username}`);
      const refuse = () => context.reject(methods as never);
      if (!methods.includes(context.method)) return refuse();
      if (context.method === 'password') return context.password === PASSWORD ? context.accept() : refuse();
      if (context.method !== 'keyboard-interactive') return refuse();
      return context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
        logins.push(`answer:${answers?.join()}`);
        if (answers?.[0] === PASSWORD) context.accept();
        else refuse();
      });
    });
    client.on('session', (accept) => accept().on('exec', (yes, _no, info) => onCommand(yes(), info.command)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    logins,
    close() {
      for (const client of connections) client.end();
      server.close();
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}

function poolFor(server: { port: number }, auth: SshAuth = { password: PASSWORD }) {
  const pins = pinnedKeysInMemory();
  pins.pin('127.0.0.1', server.port, describeHostKey(serverKeyBlob));
  const target: SshTarget = { host: '127.0.0.1', port: server.port, user: 'deploy', auth, jumps: [] };
  return { hosts: openHosts({ hostKeys: pins, connectTimeoutMs: 1500 }), target };
}

let bed: SshBed;
const stolen: Hostile[] = [];
const start = async (...how: Parameters<typeof hostile>) => {
  const server = await hostile(...how);
  stolen.push(server);
  return server;
};
beforeAll(async () => {
  // A login shell that talks before every command, on both outputs, without a line break at the end.
  bed = await startSshBed({
    config: [`ForceCommand echo "Welcome! resalt-0"; echo noise >&2; printf no-break; eval "$SSH_ORIGINAL_COMMAND"`],
  });
});
afterAll(async () => {
  for (const server of stolen) server.close();
  await bed.stop();
});

test('an unknown or changed host key stops before anything of the login is sent', async () => {
  const server = await start();
  const { target } = poolFor(server);
  const pins = pinnedKeysInMemory();
  const hosts = openHosts({ hostKeys: pins });
  const unknown = hosts.reach(target);
  await expect(unknown).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN' });
  await expect(unknown).rejects.toThrow(fingerprintOf(serverKeyBlob));
  const other = ssh2.utils.generateKeyPairSync('ed25519').public.split(' ')[1] ?? '';
  pins.pin('127.0.0.1', server.port, describeHostKey(Buffer.from(other, 'base64')));
  await expect(hosts.reach(target)).rejects.toMatchObject({ code: 'HOST_KEY_CHANGED', retry: 'never' });
  const seen = await hosts.scanHostKey(target);
  expect(seen).toEqual({
    keyType: 'ecdsa-sha2-nistp256',
    fingerprint: fingerprintOf(serverKeyBlob),
    blob: serverKeyBlob,
  });
  expect(server.logins).toEqual([]);
});

test('a fingerprint is what OpenSSH prints', () => {
  const blob = Buffer.from(bed.sshd.hostKey.split(' ')[1] ?? '', 'base64');
  expect(fingerprintOf(blob)).toBe(bed.sshd.fingerprint);
});

test('a password is tried once, whatever the server says', async () => {
  const server = await start(undefined, ['password', 'keyboard-interactive']);
  const { hosts, target } = poolFor(server, { password: 'wrong' });
  await expect(hosts.reach(target)).rejects.toMatchObject({ code: 'AUTH_REFUSED', retry: 'never' });
  expect(server.logins).toEqual(['password:deploy']);
});

test('where passwords are asked for by prompt, only a hidden password prompt is answered', async () => {
  const server = await start((channel) => channel.end(), ['keyboard-interactive']);
  const { hosts, target } = poolFor(server);
  await hosts.reach(target);
  expect(server.logins).toEqual(['password:deploy', 'keyboard-interactive:deploy', `answer:${PASSWORD}`]);
  await hosts.close();
});

test('with a key given, nothing but the key is tried', async () => {
  const server = await start(undefined, ['password', 'publickey']);
  const { hosts, target } = poolFor(server, {
    privateKey: Buffer.from(ssh2.utils.generateKeyPairSync('ed25519').private),
    password: PASSWORD,
  });
  await expect(hosts.reach(target)).rejects.toMatchObject({ code: 'AUTH_REFUSED' });
  expect(server.logins).toEqual(['publickey:deploy']);
});

test('an encrypted key needs its passphrase, and its absence is named before connecting', async () => {
  const passphrase = 'phrase-Wv3';
  const pair = ssh2.utils.generateKeyPairSync('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 4 });
  const server = await start();
  const without = poolFor(server, { privateKey: Buffer.from(pair.private) });
  await expect(without.hosts.reach(without.target)).rejects.toThrow(/passphrase/);
  const wrong = poolFor(server, { privateKey: Buffer.from(pair.private), passphrase: 'other' });
  await expect(wrong.hosts.reach(wrong.target)).rejects.toMatchObject({ code: 'AUTH_REFUSED', retry: 'never' });
  expect(server.logins).toEqual([]);
});

test('output without end is cut off, and the rest is not waited for', async () => {
  const flood = (channel: ServerChannel) => {
    const chunk = Buffer.alloc(30_000, 'x');
    const pour = (): void => {
      while (channel.writable && channel.write(chunk));
    };
    channel.on('drain', pour).on('error', () => {});
    pour();
  };
  const marked = await start((channel, command) => {
    channel.write(`${/resalt-[0-9a-f]+/.exec(command)?.[0]}\n`);
    flood(channel);
  });
  const first = poolFor(marked);
  const host = await first.hosts.reach(first.target);
  const result = await host.run('true', { maxBytes: 100_000 });
  expect([result.truncated, result.code, result.stdout.length]).toEqual([true, null, 100_000]);
  const unmarked = await start(flood);
  const second = poolFor(unmarked);
  const noisy = await second.hosts.reach(second.target);
  await expect(noisy.run('true')).rejects.toMatchObject({ code: 'NOT_ALLOWED_HERE' });
  await Promise.all([first.hosts.close(), second.hosts.close()]);
});

test('an account without a shell is named', async () => {
  const server = await start((channel) => {
    channel.write('This service allows sftp connections only.\n');
    channel.exit(1);
    channel.end();
  });
  const { hosts, target } = poolFor(server);
  const host = await hosts.reach(target);
  await expect(host.run('true')).rejects.toMatchObject({ code: 'NOT_ALLOWED_HERE', retry: 'never' });
  await hosts.close();
});

test('a server that trickles bytes, or says nothing, does not hold the connection attempt', async () => {
  const held = new Set<Socket>();
  const drip = createServer((socket) => {
    held.add(socket);
    const timer = setInterval(() => socket.writable && socket.write('S'), 50);
    socket.on('error', () => {}).on('close', () => clearInterval(timer));
  });
  const silent = createServer((socket) => held.add(socket.on('error', () => {})));
  for (const server of [drip, silent]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { hosts, target } = poolFor({ port: portOf(server.address()) });
    await expect(hosts.reach(target)).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
    server.close();
  }
  for (const socket of held) socket.destroy();
});

test('noise of the login shell is not taken for output', async () => {
  const host = await bed.hosts.reach(bed.target());
  const result = await host.run('cat; echo out; echo err >&2; exit 3', { stdin: Buffer.from('in ') });
  expect(result).toEqual({ code: 3, stdout: Buffer.from('in out\n'), stderr: 'err\n', truncated: false });
});

test('what a server prints as errors can not steer a terminal', async () => {
  const host = await bed.hosts.reach(bed.target());
  const { stderr } = await host.run(`printf '\\033[2Jred\\007\\302\\233x\\342\\200\\256y\\r\\n\\000z' >&2`);
  expect(stderr).toBe('[2Jredxy\nz');
});
