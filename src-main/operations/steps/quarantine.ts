import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import type { Tools } from '../tools.ts';
import { byShellOrSftp } from './by-shell-or-sftp.ts';
import { sha256 } from './change-user.ts';
import { readOverSftp, removeOverSftp, writeOverSftp } from './quarantine-over-sftp.ts';
import type { Place } from './quarantine-place.ts';
import { type Ending, type FoundFile, readByShell, removeByShell, writeByShell } from './quarantine-script.ts';
import type { Quarantined } from './quarantined.ts';

export type { Quarantined };

/** The vault takes secrets of a megabyte at most. */
const pieceBytes = 1_000_000;

export const readFile = (host: Host, place: Place): Promise<FoundFile | Ending> =>
  byShellOrSftp(
    host,
    () => readByShell(host, place),
    (sftp) => readOverSftp(sftp, place),
  );

export const removeFile = (host: Host, place: Place, bytes: Buffer): Promise<Ending | null> =>
  byShellOrSftp(
    host,
    () => removeByShell(host, place, bytes),
    (sftp) => removeOverSftp(sftp, place, bytes),
  );

export const writeFile = (host: Host, place: Place, file: FoundFile): Promise<Ending | null> =>
  byShellOrSftp(
    host,
    () => writeByShell(host, place, file),
    (sftp) => writeOverSftp(sftp, place, file),
  );

/** Puts the bytes into the vault; resolves when they are on this machine's disk. */
export async function sealFile(
  { vault }: Pick<Tools, 'vault'>,
  { asked }: Place,
  file: FoundFile,
): Promise<Quarantined> {
  const { bytes, mode, uid, gid, mtime } = file;
  const pieces: string[] = [];
  for (let at = 0; at < Math.max(1, bytes.length); at += pieceBytes)
    pieces.push(await vault.seal('quarantined-file', bytes.subarray(at, at + pieceBytes)));
  return { path: asked, sha256: sha256(bytes), size: bytes.length, mode, uid, gid, mtime, pieces };
}

/** INPUT_INVALID where it is no longer kept, VAULT_DAMAGED where it is not whole. */
export async function openFile({ vault }: Pick<Tools, 'vault'>, kept: Quarantined): Promise<FoundFile> {
  const parts: Buffer[] = [];
  for (const id of kept.pieces) {
    if (!(await vault.has(id)))
      throw new ResaltError('INPUT_INVALID', `${kept.path.slice(0, 200)} is no longer kept.`, 'never');
    parts.push(await vault.open(id));
  }
  const bytes = Buffer.concat(parts);
  if (sha256(bytes) !== kept.sha256)
    throw new ResaltError('VAULT_DAMAGED', `What the vault has of ${kept.path.slice(0, 200)} is not whole.`, 'never');
  return { bytes, mode: kept.mode, uid: kept.uid, gid: kept.gid, mtime: kept.mtime };
}
