import { ResaltError } from '../../contract/failures.ts';
import { otherSessionManager } from '../../wordpress/session-managers.ts';
import type { OpenSite } from './look.ts';
import { shellWord } from './shell-word.ts';

/**
 * Whether this site keeps sessions elsewhere, in words: by the names of its plugins, and by what stands in must-use plugins and
 * drop-ins; ordinary plugins, of which there may be hundreds of megabytes, are not looked into. Without a shell it is not known
 * and null. Never fails.
 */
export async function findSessionManager(open: Pick<OpenSite, 'host' | 'configuration'>): Promise<string | null> {
  const { host, configuration } = open;
  const named = otherSessionManager(configuration?.plugins ?? []);
  if (named || !host || !configuration) return named;
  try {
    const { stdout } = await host.run(script(configuration.root), { timeoutMs: 10_000, maxBytes: 4096 });
    const files = stdout
      .toString('utf8')
      .split('\n')
      .filter((name) => /^[A-Za-z0-9._/-]{1,200}$/.test(name));
    return otherSessionManager([], files);
  } catch (error) {
    if (error instanceof ResaltError) return null;
    throw error;
  }
}

const script = (root: string) =>
  `cd -- ${shellWord(root)} 2>/dev/null && grep -lEs -- 'session_token_manager|extends +[\\]?WP_Session_Tokens' wp-content/mu-plugins/*.php wp-content/mu-plugins/*/*.php wp-content/*.php app/mu-plugins/*.php app/mu-plugins/*/*.php app/*.php 2>/dev/null | head -n 3`;
