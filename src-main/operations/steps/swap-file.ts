import type { Host, StandingShell } from '../../hosts/host.ts';
import { byShellOrSftp } from './by-shell-or-sftp.ts';
import { type Swap, type SwapWay, swapFailure } from './swap.ts';
import { swapOverSftp, sweep } from './swap-over-sftp.ts';
import { stopScript, swapCall, swapScript } from './swap-script.ts';

export { sha256 } from './swap.ts';

/**
 * Puts new bytes in the place of a file in one command: a temporary file beside it, checked, with the mode, owner and ACL of
 * the old one; the live file compared with what was read; a rename; the new file read back (SHAPES: rule 3). A reader
 * sees the whole old file or the whole new one. When the command dies before the rename nothing has changed. A file that
 * can't be replaced like that is overwritten, with its old bytes put back on any error (docs/decisions/0005-the-write.md).
 * A shell that stands ready and knows `swapFunctions` is used once, where it is still there.
 *
 * Fails with CONFIG_CHANGED_MEANWHILE or NOT_WRITABLE (nothing changed), VERIFY_FAILED or a lost connection (check first).
 */
export async function swapFile(host: Host, swap: Swap, standing?: StandingShell | null): Promise<SwapWay> {
  return byShellOrSftp(
    host,
    () => swapByShell(host, swap, standing),
    (sftp) => swapOverSftp(sftp, swap, host.label),
  );
}

async function swapByShell(host: Host, swap: Swap, standing?: StandingShell | null): Promise<SwapWay> {
  const how = { stdin: swap.after, timeoutMs: 30_000 };
  const result = (await standing?.run(swapCall(swap), how)) ?? (await host.run(swapScript(swap), how));
  const answer = result.stdout.toString('latin1').trim();
  if (result.code === 0 && answer === 'swapped') return 'replaced';
  if (result.code === 0 && answer === 'swapped in place') return 'in place';
  throw swapFailure(answer, swap, host.label);
}

/**
 * Makes sure that no swap of these files is still under way: a command outlives its connection for a moment, and without its
 * temporary file it can change nothing any more. It changes none of the files itself.
 */
export async function stopSwaps(host: Host, paths: readonly string[]): Promise<void> {
  await byShellOrSftp(
    host,
    () => host.run(stopScript(paths), { timeoutMs: 20_000 }).then(() => undefined),
    async (sftp) => {
      for (const path of paths) await sweep(sftp, path);
    },
  );
}
