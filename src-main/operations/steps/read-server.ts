import type { Host } from '../../hosts/host.ts';
import { byShellOrSftp } from './by-shell-or-sftp.ts';
import { readByShell } from './read-by-shell.ts';
import { readOverSftp } from './read-over-sftp.ts';
import type { ServerReading, Wanted } from './server-reading.ts';

/**
 * Reads many files, folder names and programs in one command, or over SFTP where the account has no shell. Paths are
 * absolute or relative to the site's folder. Fails with CONFIG_NOT_FOUND where the folder is not there, COMMAND_FAILED where the answer makes no sense (a file that
 * changed its size meanwhile: reading again helps).
 */
export async function readServer(host: Host, root: string, wanted: Wanted): Promise<ServerReading> {
  return byShellOrSftp(
    host,
    () => readByShell(host, root, wanted),
    (sftp) => readOverSftp(sftp, root, wanted, host.label),
  );
}
