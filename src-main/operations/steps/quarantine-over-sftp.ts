import { randomBytes } from 'node:crypto';
import { type Sftp, SftpRefused } from '../../hosts/sftp.ts';
import { sha256 } from './change-user.ts';
import type { Place } from './quarantine-place.ts';
import { type Ending, type FoundFile, largestFile } from './quarantine-script.ts';

/** The same without a shell. Between two steps others may change what stands there; SFTP knows no way to hold it. */
async function enter(sftp: Sftp, { folder, within, name, asked }: Place): Promise<string | Ending> {
  // What is no UTF-8 can't be said over this protocol's client.
  if (/[\uDC80-\uDCFF]/.test(asked)) return 'gone';
  const root = await sftp.realPath(within).catch(nullIfRefused);
  const real = await sftp.realPath(folder).catch(nullIfRefused);
  if (root === null || real === null) return 'no folder';
  return `${real}/`.startsWith(`${root}/`) ? `${real}/${name}` : 'outside';
}

export async function readOverSftp(sftp: Sftp, place: Place): Promise<FoundFile | Ending> {
  const path = await enter(sftp, place);
  if (!path.startsWith('/')) return path as Ending;
  const there = await sftp.lstat(path).catch(nullIfRefused);
  if (!there) return 'gone';
  if (there.kind !== 'file') return there.kind === 'link' ? 'link' : 'no file';
  if (there.size > largestFile) return 'large';
  const bytes = await sftp.read(path, largestFile + 1).catch(nullIfRefused);
  if (!bytes) return 'unreadable';
  if (bytes.length > largestFile) return 'large';
  return { bytes, mode: there.mode, uid: there.uid, gid: there.gid, mtime: null };
}

export async function removeOverSftp(sftp: Sftp, place: Place, bytes: Buffer): Promise<Ending | null> {
  const now = await readOverSftp(sftp, place);
  if (typeof now === 'string') return now;
  if (sha256(now.bytes) !== sha256(bytes)) return 'changed';
  const path = await enter(sftp, place);
  await sftp.remove(path).catch(nullIfRefused);
  return (await sftp.lstat(path).catch(nullIfRefused)) ? 'forbidden' : null;
}

export async function writeOverSftp(sftp: Sftp, place: Place, file: FoundFile): Promise<Ending | null> {
  const path = await enter(sftp, place);
  if (!path.startsWith('/')) return path as Ending;
  if (await sftp.lstat(path).catch(nullIfRefused)) return 'taken';
  const beside = `${path.slice(0, path.lastIndexOf('/'))}/.resalt-${randomBytes(8).toString('hex')}`;
  // Without renaming the file itself is made, for its owner alone until it is whole.
  const to = sftp.renamesOver ? beside : path;
  if (!(await sftp.create(to, file.bytes).then(() => true, falseIfRefused))) return 'not written';
  await sftp.setOwner(to, file).catch(nullIfRefused);
  await sftp.setMode(to, file.mode).catch(nullIfRefused);
  if (to === path) return null;
  const taken = (await sftp.lstat(path).catch(nullIfRefused)) !== null;
  const renamed = !taken && (await sftp.renameOver(beside, path).then(() => true, falseIfRefused));
  if (renamed) return null;
  await sftp.remove(beside).catch(nullIfRefused);
  return taken ? 'taken' : 'not written';
}

function nullIfRefused(error: unknown): null {
  if (error instanceof SftpRefused) return null;
  throw error;
}

function falseIfRefused(error: unknown): false {
  nullIfRefused(error);
  return false;
}
