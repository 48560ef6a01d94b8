import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Host, Hosts } from '../../src-main/hosts/host.ts';
import { describeHostKey, pinnedKeysInMemory } from '../../src-main/hosts/host-keys.ts';
import { openHosts } from '../../src-main/hosts/pool.ts';
import { readServer } from '../../src-main/operations/steps/read-server.ts';
import { sha256, swapFile } from '../../src-main/operations/steps/swap-file.ts';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;
const serverKey = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
const REGULAR = 0o100644;
const FOLDER = 0o040755;
const attributes = (mode: number, size = 10) => ({ mode, uid: 0, gid: 0, size, atime: 0, mtime: 0 });

/** How the server behaves; each test changes what it is about. */
let behave: (sftp: SFTPWrapper) => void;
let asked: string[];

/** A plain server: every path is a small file, `/site` and all that end in a slash or `plugins` are folders. */
function plain(sftp: SFTPWrapper): void {
  const isFolder = (path: string) => /(^\/site|plugins|\/)$/.test(path);
  sftp.on('REALPATH', (id, path) => sftp.name(id, [{ filename: path, longname: '', attrs: attributes(FOLDER) }]));
  const tell = (id: number, path: string) => sftp.attrs(id, attributes(isFolder(path) ? FOLDER : REGULAR));
  sftp.on('STAT', tell).on('LSTAT', tell);
  sftp.on('OPEN', (id, path, flags) => {
    asked.push(`${flags & OPEN_MODE.CREAT ? 'create' : flags & OPEN_MODE.WRITE ? 'write' : 'read'} ${path}`);
    sftp.handle(id, Buffer.from(path));
  });
  sftp.on('READ', (id, _handle, offset) =>
    offset > 0 ? sftp.status(id, STATUS_CODE.EOF) : sftp.data(id, Buffer.from('<?php')),
  );
  sftp.on('OPENDIR', (id, path) => sftp.handle(id, Buffer.from(path)));
  sftp.on('READDIR', (id) => sftp.status(id, STATUS_CODE.EOF));
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('REMOVE', (id, path) => {
    asked.push(`remove ${path}`);
    sftp.status(id, STATUS_CODE.OK);
  });
}

describe('a hostile SFTP server', () => {
  const connections = new Set<Connection>();
  let server: InstanceType<typeof ssh2.Server>;
  let hosts: Hosts;
  let host: Host;
  beforeAll(async () => {
    server = new ssh2.Server({ hostKeys: [serverKey.private] }, (client) => {
      connections.add(client);
      client.on('error', () => {}).on('close', () => connections.delete(client));
      client.on('authentication', (context) => context.accept());
      client.on('session', (accept) => {
        const session = accept();
        session.on('exec', (_yes, no) => no());
        session.on('sftp', (yes) => behave(yes()));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    for (const client of connections) client.end();
    server.close();
  });
  beforeEach(async () => {
    behave = plain;
    asked = [];
    const { port } = server.address() as AddressInfo;
    const pins = pinnedKeysInMemory();
    pins.pin('127.0.0.1', port, describeHostKey(Buffer.from(serverKey.public.split(' ')[1] ?? '', 'base64')));
    hosts = openHosts({ hostKeys: pins });
    host = await hosts.reach({ host: '127.0.0.1', port, user: 'deploy', auth: { password: 'x' }, jumps: [] });
  });
  afterEach(() => hosts.close());
  const read = (files: string[], folders: string[] = []) => readServer(host, '/site', { files, folders });

  it('is heard when it behaves (so that the others fail for what they say)', async () => {
    const { files } = await read(['wp-config.php']);
    expect(files.get('wp-config.php')).toMatchObject({ bytes: Buffer.from('<?php') });
  });

  it('says that a file is small and sends without end: it is not read further than allowed', async () => {
    let sent = 0;
    behave = (sftp) => {
      plain(sftp);
      sftp.removeAllListeners('READ').on('READ', (id, _handle, _offset, length) => {
        sent += length;
        sftp.data(id, Buffer.alloc(length, 'x'));
      });
    };
    expect((await read(['wp-config.php'])).files.get('wp-config.php')).toBe('unreadable');
    expect(sent).toBeLessThan(2 << 20);
  });

  it('lists a folder without end, and names that lead out of it: at most 2,000 plain names are taken', async () => {
    behave = (sftp) => {
      plain(sftp);
      const names = ['../../etc', 'a/b', '..', '.', ...Array.from({ length: 96 }, (_, index) => `p${index}`)];
      const entries = names.map((filename) => ({ filename, longname: filename, attrs: attributes(FOLDER) }));
      sftp.removeAllListeners('READDIR').on('READDIR', (id) => sftp.name(id, entries));
    };
    const names = (await read([], ['plugins'])).folders.get('plugins') ?? [];
    expect(names.length).toBeGreaterThan(96);
    expect(names.length).toBeLessThanOrEqual(2000);
    expect(names.filter((name) => !/^p\d+$/.test(name))).toEqual([]);
  });

  it('names leftovers elsewhere: nothing outside the folder is removed', async () => {
    behave = (sftp) => {
      plain(sftp);
      const entries = ['../.resalt-1.php', '.resalt-/../../precious.php', '.resalt-2.php'].map((filename) => ({
        filename,
        longname: '',
        attrs: attributes(REGULAR),
      }));
      let told = false;
      sftp.removeAllListeners('READDIR').on('READDIR', (id) => {
        if (told) return sftp.status(id, STATUS_CODE.EOF);
        told = true;
        return sftp.name(id, entries);
      });
    };
    const swap = { path: '/site/wp-config.php', shaBefore: '0'.repeat(64), after: Buffer.from('new') };
    await expect(swapFile(host, swap)).rejects.toMatchObject({ code: 'CONFIG_CHANGED_MEANWHILE' });
    expect(asked.filter((one) => one.startsWith('remove'))).toEqual(['remove /site/.resalt-2.php']);
    expect(asked.filter((one) => one.startsWith('create'))).toEqual([]);
  });

  it('takes the new file and shows another: that is never called done', async () => {
    const old = Buffer.from('<?php');
    behave = (sftp) => {
      plain(sftp);
      sftp.on('WRITE', (id) => sftp.status(id, STATUS_CODE.OK));
      sftp.on('FSTAT', (id) => sftp.attrs(id, attributes(REGULAR, 3)));
    };
    const swap = { path: '/site/wp-config.php', shaBefore: sha256(old), after: Buffer.from('new') };
    await expect(swapFile(host, swap)).rejects.toMatchObject({ code: 'NOT_WRITABLE' });
  });

  it('never answers: the session ends in time', async () => {
    behave = (sftp) => void sftp.on('STAT', () => {});
    const silent = host.sftp((sftp) => sftp.stat('/'), { timeoutMs: 200 });
    await expect(silent).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });

  it('ends the session in the middle: whoever waits hears of it', async () => {
    behave = (sftp) => {
      plain(sftp);
      sftp.removeAllListeners('READ').on('READ', () => sftp.end());
    };
    await expect(read(['wp-config.php'])).rejects.toMatchObject({ code: 'HOST_UNREACHABLE', retry: 'check-first' });
  });
});
