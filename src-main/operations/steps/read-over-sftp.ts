import { ResaltError } from '../../contract/failures.ts';
import { type Sftp, type SftpEntry, SftpRefused } from '../../hosts/sftp.ts';
import { absolute, type FileReading, largestFile, type ServerReading, type Wanted } from './server-reading.ts';

const mostNames = 2000;

/**
 * The same reading as the shell's, over SFTP alone. It starts no program, so it finds none, and it can't ask for the time.
 * Fails with CONFIG_NOT_FOUND where the folder is not there, and where the connection is lost.
 */
export async function readOverSftp(sftp: Sftp, path: string, wanted: Wanted, label: string): Promise<ServerReading> {
  const root = await rootOf(sftp, path);
  if (root === null)
    throw new ResaltError('CONFIG_NOT_FOUND', `There is no folder ${path} on ${label}. Correct the site's path.`);
  const each = async <T>(names: readonly string[], read: (at: string) => Promise<T>): Promise<Map<string, T>> =>
    new Map(await Promise.all(names.map(async (name) => [name, await read(absolute(root, name))] as const)));
  const linksOf = countLinks(sftp);
  const [files, folders] = await Promise.all([
    each(wanted.files, (at) => readFile(sftp, at, linksOf)),
    each(wanted.folders ?? [], (at) => namesIn(sftp, at)),
  ]);
  return { root, now: null, uid: null, programs: new Set(), files, folders };
}

async function rootOf(sftp: Sftp, path: string): Promise<string | null> {
  const root = await unlessRefused(sftp.realPath(path));
  if (typeof root !== 'string') return null;
  const there = await unlessRefused(sftp.stat(root));
  return !(there instanceof SftpRefused) && there.kind === 'folder' ? root : null;
}

async function namesIn(sftp: Sftp, folder: string): Promise<string[]> {
  const entries = await unlessRefused(sftp.list(folder, mostNames));
  if (entries instanceof SftpRefused) return [];
  return entries.map(({ name }) => name).filter((name) => !name.startsWith('.') && !name.includes('/'));
}

async function readFile(sftp: Sftp, at: string, linksOf: (realPath: string) => Promise<number>): Promise<FileReading> {
  const there = await unlessRefused(sftp.stat(at));
  if (there instanceof SftpRefused) return there.why === 'missing' ? 'absent' : 'unreadable';
  if (there.kind !== 'file' || there.size > largestFile) return 'unreadable';
  const [realPath, bytes, file] = await Promise.all([
    unlessRefused(sftp.realPath(at)),
    unlessRefused(sftp.read(at, largestFile + 1)),
    sftp.mayWrite(at),
  ]);
  if (realPath instanceof SftpRefused || bytes instanceof SftpRefused || bytes.length > largestFile)
    return 'unreadable';
  // Who the account is and what it may do in a folder shows only when it tries.
  const writing = { file, folder: null, ownerStays: null, locked: false, renamesOver: sftp.renamesOver };
  return { bytes, realPath, writing: { ...writing, links: await linksOf(realPath) } };
}

/** How many names a file has: SFTP tells it only in the listing of its folder, so each is listed once. */
function countLinks(sftp: Sftp): (realPath: string) => Promise<number> {
  const listings = new Map<string, Promise<SftpEntry[] | SftpRefused>>();
  return async (realPath) => {
    const slash = realPath.lastIndexOf('/');
    const folder = realPath.slice(0, slash) || '/';
    const listing = listings.get(folder) ?? unlessRefused(sftp.list(folder, mostNames));
    listings.set(folder, listing);
    const entries = await listing;
    if (entries instanceof SftpRefused) return 1;
    return entries.find(({ name }) => name === realPath.slice(slash + 1))?.links ?? 1;
  };
}

async function unlessRefused<T>(answer: Promise<T>): Promise<T | SftpRefused> {
  return answer.catch((error: unknown) => {
    if (error instanceof SftpRefused) return error;
    throw error;
  });
}
