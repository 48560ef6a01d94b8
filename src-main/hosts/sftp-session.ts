import type { Client, FileEntry, SFTPWrapper, Stats } from 'ssh2';
import { ResaltError } from '../contract/failures.ts';
import { type Sftp, type SftpAttributes, type SftpEntry, type SftpRefusal, SftpRefused } from './sftp.ts';
import { isRefusedChannel } from './ssh-failures.ts';

const CHUNK = 256 * 1024;

export interface SftpSession {
  readonly sftp: Sftp;
  end(): void;
}

/** Opens SFTP on a standing connection. Fails with NOT_ALLOWED_HERE where there is none; a refused channel passes as it is. */
export function openSftp(label: string, client: Client, isAlive: () => boolean): Promise<SftpSession> {
  return new Promise((resolve, reject) => {
    const opened = (error: Error | undefined, wrapper: SFTPWrapper) => {
      if (!error) {
        wrapper.on('error', () => {}); // 'close' follows
        return resolve({ sftp: asSftp(wrapper, label, whenGone(wrapper, client, label)), end: () => wrapper.end() });
      }
      if (isRefusedChannel(error)) return reject(error); // the caller's turn to wait
      if (!isAlive()) return reject(lost(label));
      return reject(new ResaltError('NOT_ALLOWED_HERE', `${label} offers no SFTP.`, 'never'));
    };
    try {
      client.sftp(opened);
    } catch {
      reject(lost(label)); // ssh2 throws when the connection is gone already
    }
  });
}

/** Fails when the session or its connection ends: ssh2 leaves requests without an answer then. */
function whenGone(wrapper: SFTPWrapper, client: Client, label: string): Promise<never> {
  const gone = new Promise<never>((_resolve, reject) => {
    const end = () => {
      client.off('close', end);
      reject(lost(label));
    };
    wrapper.once('close', end);
    client.once('close', end);
  });
  gone.catch(() => {}); // heard by the requests that wait, if any does
  return gone;
}

function asSftp(wrapper: SFTPWrapper, label: string, gone: Promise<never>): Sftp {
  const ask = asker(label, gone);
  const withHandle = async <T>(path: string, flags: 'r' | 'r+' | 'wx', work: (handle: Buffer) => Promise<T>) => {
    const handle = await ask<Buffer>((done) => wrapper.open(path, flags, { mode: 0o600 }, done));
    try {
      return await work(handle);
    } finally {
      await ask((done) => wrapper.close(handle, done)).catch(() => undefined);
    }
  };
  const write = (handle: Buffer, bytes: Uint8Array) =>
    ask((done) => wrapper.write(handle, Buffer.from(bytes), 0, bytes.length, 0, done));
  return {
    renamesOver: extensionsOf(wrapper).has('posix-rename@openssh.com'),
    realPath: (path) => ask((done) => wrapper.realpath(path, done)),
    lstat: async (path) => attributesOf(await ask<Stats>((done) => wrapper.lstat(path, done))),
    stat: async (path) => attributesOf(await ask<Stats>((done) => wrapper.stat(path, done))),
    linkText: (path) => ask((done) => wrapper.readlink(path, done)),
    list: (folder, most) => list(wrapper, ask, folder, most),
    read: (path, most, from = 0) => withHandle(path, 'r', (handle) => read(wrapper, ask, handle, most, from)),
    mayWrite: (path) => withHandle(path, 'r+', async () => true).catch(falseIfRefused),
    create: (path, bytes) =>
      withHandle(path, 'wx', async (handle) => {
        await write(handle, bytes);
        await synced(wrapper, ask, handle);
      }),
    overwrite: (path, bytes) =>
      withHandle(path, 'r+', async (handle) => {
        await write(handle, bytes);
        const { size } = await ask<Stats>((done) => wrapper.fstat(handle, done));
        if (size !== bytes.length) await ask((done) => wrapper.fsetstat(handle, { size: bytes.length }, done));
        await synced(wrapper, ask, handle);
      }),
    setOwner: (path, { uid, gid }) => ask((done) => wrapper.setstat(path, { uid, gid }, done)),
    setMode: (path, mode) => ask((done) => wrapper.setstat(path, { mode }, done)),
    renameOver: (from, to) => ask((done) => wrapper.ext_openssh_rename(from, to, done)),
    remove: (path) => ask((done) => wrapper.unlink(path, done)),
  };
}

type Done<T> = (error?: Error | null, value?: T) => void;
type Ask = <T = void>(start: (done: Done<T>) => void) => Promise<T>;

/** One request as a promise, its error in Resalt's words. */
function asker(label: string, gone: Promise<never>): Ask {
  return <T>(start: (done: Done<T>) => void) => {
    const answer = new Promise<T>((resolve, reject) => {
      try {
        start((error, value) => (error ? reject(failure(error, label)) : resolve(value as T)));
      } catch {
        reject(new SftpRefused('unsupported')); // ssh2 throws for an extension that the server has not
      }
    });
    return Promise.race([gone, answer]);
  };
}

const refusals: Record<number, SftpRefusal> = {
  1: 'ended',
  2: 'missing',
  3: 'forbidden',
  4: 'failed',
  5: 'failed',
  8: 'unsupported',
};

function failure(error: Error & { code?: unknown }, label: string): Error {
  const why = typeof error.code === 'number' ? refusals[error.code] : undefined;
  return why ? new SftpRefused(why) : lost(label);
}

function lost(label: string): ResaltError {
  return new ResaltError('HOST_UNREACHABLE', `${label}: the connection was lost during SFTP.`, 'check-first');
}

function falseIfRefused(error: unknown): false {
  if (error instanceof SftpRefused) return false;
  throw error;
}

/** The extensions that the server named, which ssh2 keeps to itself; a test sees that they are still there. */
function extensionsOf(wrapper: SFTPWrapper): Set<string> {
  const known: unknown = Reflect.get(wrapper, '_extensions');
  return new Set(typeof known === 'object' && known !== null ? Object.keys(known) : []);
}

/** S_IFREG, S_IFDIR, S_IFLNK, by their upper bits. */
const kinds = new Map<number, SftpAttributes['kind']>([
  [8, 'file'],
  [4, 'folder'],
  [10, 'link'],
]);

function attributesOf(stats: Pick<Stats, 'mode' | 'uid' | 'gid' | 'size' | 'mtime'>): SftpAttributes {
  const { mode, uid, gid, size, mtime } = stats;
  return { kind: kinds.get(mode >> 12) ?? 'other', mode: mode & 0o7777, uid, gid, size, mtime };
}

async function list(wrapper: SFTPWrapper, ask: Ask, folder: string, most: number): Promise<SftpEntry[]> {
  const handle = await ask<Buffer>((done) => wrapper.opendir(folder, done));
  const entries: SftpEntry[] = [];
  try {
    while (entries.length < most) {
      const some = await orEnd(ask<FileEntry[]>((done) => wrapper.readdir(handle, done)));
      if (!some || some.length === 0) break;
      for (const { filename, longname, attrs } of some)
        if (filename !== '.' && filename !== '..')
          entries.push({ name: filename, links: linksIn(longname), attributes: attributesOf(attrs) });
    }
  } finally {
    await ask((done) => wrapper.close(handle, done)).catch(() => undefined);
  }
  return entries.slice(0, most);
}

/** Null where the server says that there is no more. */
function orEnd<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof SftpRefused && error.why === 'ended') return null;
    throw error;
  });
}

function linksIn(longname: string): number | null {
  const links = /^[-a-zA-Z]{10}[.+@]? +(\d{1,9}) /.exec(longname)?.[1];
  return links === undefined ? null : Number(links);
}

async function read(wrapper: SFTPWrapper, ask: Ask, handle: Buffer, most: number, from: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  while (size < most) {
    const room = Buffer.alloc(Math.min(CHUNK, most - size));
    const got = await orEnd(ask<number>((done) => wrapper.read(handle, room, 0, room.length, from + size, done)));
    if (!got) break;
    chunks.push(room.subarray(0, got));
    size += got;
  }
  return Buffer.concat(chunks);
}

/** To the disk; a server that can't say so is taken as it is. */
async function synced(wrapper: SFTPWrapper, ask: Ask, handle: Buffer): Promise<void> {
  await ask((done) => wrapper.ext_openssh_fsync(handle, done)).catch((error: unknown) => {
    if (!(error instanceof SftpRefused) || error.why !== 'unsupported') throw error;
  });
}
