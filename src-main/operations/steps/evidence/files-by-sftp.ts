import { type Sftp, SftpRefused } from '../../../hosts/sftp.ts';
import type { FileTally } from './file-lines.ts';

const mostInFolder = 100_000;

/** What is below the site's folder and the absolute ones, as lines of JSON, a folder at a time. Fails where the connection is lost. */
export async function* filesBySftp(
  sftp: Pick<Sftp, 'list'>,
  root: string,
  absolute: readonly string[],
  tally: FileTally,
): AsyncGenerator<Buffer> {
  const folders = ['', ...absolute];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const at: string = folder;
    const found = await sftp.list(at.startsWith('/') ? at : `${root}/${at}`, mostInFolder).catch((error: unknown) => {
      if (error instanceof SftpRefused) return null;
      throw error;
    });
    if (!found) tally.closed += 1;
    if (found?.length === mostInFolder) tally.cut = (tally.cut ?? 0) + 1;
    const lines = (found ?? []).map(({ name: entry, attributes }) => {
      const path = at === '' ? entry : `${at}/${entry}`;
      const { kind, mode, size, mtime, uid, gid } = attributes;
      if (kind === 'folder') folders.push(path);
      if (kind === 'file') tally.files += 1;
      return `${JSON.stringify({ path, kind, mode: mode.toString(8).padStart(4, '0'), size, mtime, uid, gid })}\n`;
    });
    yield Buffer.from(lines.join(''));
  }
  tally.whole = true;
}
