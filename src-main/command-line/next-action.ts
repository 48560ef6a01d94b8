import type { FailureCode } from '../contract/failures.ts';
import type { RunSite } from '../contract/runs.ts';

/** A word for a POSIX shell, so that a command shown to a person can be pasted whatever the site is called. */
export const shellWord = (text: string): string =>
  /^[\w./@:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

type Advice = (site: string) => string;
const importAgain: Advice = () => 'Give the right key or password with: resalt sites import FILE';

const adviceFor: Partial<Record<FailureCode, Advice>> = {
  VAULT_LOCKED: () => 'Unlock the vault.',
  HOST_UNREACHABLE: (site) => `See whether the server answers: resalt sites test --site ${site}`,
  HOST_KEY_UNKNOWN: (site) => `Compare the fingerprint with the host's, then pin it: resalt sites trust --site ${site}`,
  HOST_KEY_CHANGED: () => "Do not go on before the host has confirmed its new key: it may be someone else's server.",
  AUTH_REFUSED: importAgain,
  DATABASE_REFUSED: importAgain,
  VERIFY_FAILED: () => 'Treat the logins of this site as alive, and look at it now.',
  BUG: () => 'Look at the site, and report this.',
};

/** What a person does next about a site that did not come out as asked. */
export function nextAction(row: RunSite, run: string): string {
  if (row.outcome === 'uncertain') {
    return `It is not known whether the last step was done. Settle it: resalt runs resume ${run}`;
  }
  const advice = row.failure ? adviceFor[row.failure.code]?.(shellWord(row.site)) : undefined;
  const again =
    row.failure?.retry === 'never'
      ? 'The same would fail again: change what is the matter first.'
      : `Then: resalt runs retry ${run}`;
  return [advice, again].filter((text) => text !== undefined).join(' ');
}
