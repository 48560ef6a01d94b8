import { ResaltError } from '../../contract/failures.ts';
import { otherSessionManager } from '../../wordpress/session-managers.ts';
import type { OpenSite } from './look.ts';
import { shellWord } from './shell-word.ts';

/**
 * Whether this site keeps sessions elsewhere, in words: by the names of its plugins, and by what stands in must-use plugins and
 * drop-ins; ordinary plugins, of which there may be hundreds of megabytes, are not looked into. Without a shell it is not known
 * and null; where a shell could not look, or not in time, that is said, for there may be one. Never fails.
 */
export async function findSessionManager(open: Pick<OpenSite, 'host' | 'configuration'>): Promise<string | null> {
  const { host, configuration } = open;
  const named = otherSessionManager(configuration?.plugins ?? []);
  if (named || !host || !configuration) return named;
  try {
    const { stdout } = await host.run(script(configuration.root), { timeoutMs: 10_000, maxBytes: 16_384 });
    const lines = stdout.toString('utf8').split('\n');
    if (lines.includes(notLooked)) return notLookedThrough;
    const files = lines
      .filter((line) => /^(?:wp-content|app)\//.test(line))
      // WordPress loads a file whatever it is called; it is named by what of its name is harmless.
      .map((name) => name.slice(0, 200).replaceAll(/[^A-Za-z0-9._/-]/g, '?'));
    return otherSessionManager([], files);
  } catch (error) {
    if (!(error instanceof ResaltError)) throw error;
    return error.code === 'NOT_ALLOWED_HERE' ? null : notLookedThrough;
  }
}

const notLookedThrough =
  'Whether this site has a session manager of its own could not be found out: logins may be kept elsewhere than in this list. New salts end those, too.';

const notLooked = 'not looked';
const says = "grep -lEs -- 'session_token_manager|extends +[\\]?WP_Session_Tokens' {} +";
/** Files only, since a pipe of that name would keep grep waiting; links are followed, as PHP does. */
const script = (root: string) =>
  `{ cd -- ${shellWord(root)} && command -v find && command -v grep; } >/dev/null 2>&1 || { echo ${notLooked}; exit 0; }; for at in wp-content app; do find -L $at -maxdepth 1 -type f -name '*.php' -exec ${says}; find -L $at/mu-plugins -maxdepth 4 -type f -name '*.php' -exec ${says}; done 2>/dev/null | head -n 3`;
