import type { Run } from '../contract/runs.ts';

/** What the settings, and no flag, do to this run; null: nothing that its caller would not expect. */
export function encryptorsWords({ options }: Run): string | null {
  if (!options.stopForEncryptors || options.stopForEncryptorsFrom !== 'settings') return null;
  return 'Left out, as the settings say: sites whose plugins keep secrets under the salts. --no-stop-for-encryptors takes them in.';
}
