import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import type { Sftp } from '../../hosts/sftp.ts';

/**
 * Works through the server's shell; where the account has none (`ForceCommand internal-sftp`, common at shared hosts), over
 * SFTP. A refused shell has done nothing. Where there is neither, the shell's refusal is the error.
 */
export async function byShellOrSftp<T>(
  host: Host,
  byShell: () => Promise<T>,
  overSftp: (sftp: Sftp) => Promise<T>,
  options: { timeoutMs?: number } = {},
): Promise<T> {
  try {
    return await byShell();
  } catch (refusal) {
    if (!isRefusal(refusal)) throw refusal;
    return host.sftp(overSftp, options).catch((error: unknown) => {
      throw isRefusal(error) ? refusal : error;
    });
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ResaltError && error.code === 'NOT_ALLOWED_HERE';
}
