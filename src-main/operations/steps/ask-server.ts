import { ResaltError } from '../../contract/failures.ts';
import type { AuditReading } from '../../wordpress/audit-reading.ts';
import { coreHooks } from '../../wordpress/cron.ts';
import { partly, type Unread } from './audit-answers.ts';
import type { OpenSite } from './look.ts';
import { shellWord } from './shell-word.ts';
import { systemPrograms } from './system-programs.ts';

type Answer = Pick<AuditReading, 'cronWithoutCode' | 'versions'>;
const mostHooks = 200;
const patienceMs = 45_000;

/**
 * Whether the hooks that WP-Cron has planned are named in any PHP file, and which PHP the command line has: one command, which runs nothing of the
 * site's. Where it can't look, `unread` keeps saying so. Never fails but as a cancelled run does.
 */
export async function askServer(
  open: OpenSite,
  reading: Pick<AuditReading, 'blogs' | 'versions' | 'files'>,
  unread: Unread,
): Promise<Answer> {
  const { host, configuration } = open;
  const known: Answer = { cronWithoutCode: [], versions: reading.versions };
  if (!host || !configuration) return known;
  const hooks = unknownHooks(reading);
  try {
    const result = await host.run(script(configuration.root, elsewhereOf(reading.files), hooks), {
      timeoutMs: patienceMs,
      silenceMs: patienceMs,
      maxBytes: 1 << 18,
    });
    return answerOf(result.stdout.toString('utf8').split('\n'), hooks, known, unread);
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'CANCELLED') throw error;
    if (error.code !== 'NOT_ALLOWED_HERE')
      unread.set('cron-code', partly('The site’s files could not be searched in time.'));
    return known;
  }
}

/** Folders of code outside the site's own, as Debian and Bedrock have them. */
const elsewhereOf = (files: AuditReading['files']): string[] =>
  files
    ? [files.places.content, files.places.plugins, files.places.muPlugins].filter((path) => path.startsWith('/'))
    : [];

/** Names as plugins give them; what is odder is told by the check, and is no word for a command line. */
const unknownHooks = ({ blogs }: Pick<AuditReading, 'blogs'>): string[] =>
  [...new Set(blogs.flatMap(({ planned }) => (planned ?? []).map(({ hook }) => hook)))].filter(
    (hook) => !coreHooks.has(hook) && /^[\w./:\\ -]{1,150}$/.test(hook),
  );

/**
 * `find -exec` and not `grep -r`: a pipe of that name would keep it waiting. Links are followed only where WordPress's code is linked by those who look after a
 * site: one among the uploads that leads to / must not have the whole server searched.
 */
function script(root: string, elsewhere: readonly string[], hooks: readonly string[]): string {
  const asked = hooks.slice(0, mostHooks).map((hook) => `-e ${shellWord(hook)}`);
  const content = ['wp-content', 'app', ...elsewhere];
  const places = content.flatMap((one) => [
    one,
    ...['plugins', 'mu-plugins', 'themes'].map((name) => `${one}/${name}`),
  ]);
  const links = places.map((place) => `${shellWord(place)} ${shellWord(place)}/*`).join(' ');
  const search = `set -- . ${elsewhere.map(shellWord).join(' ')}; for l in ${links}; do [ -L "$l" ] && [ -d "$l" ] && set -- "$@" "$l"; done; LC_ALL=C find -H "$@" -type f \\( -name '*.php' -o -name '*.inc' \\) -exec grep -ohF ${asked.join(' ')} {} + 2>/dev/null | LC_ALL=C sort -u | sed 's/^/hook /'`;
  return [
    systemPrograms,
    `cd -- ${shellWord(root)} || exit 0`,
    `{ command -v find && command -v grep && command -v sort && command -v sed; } >/dev/null 2>&1 || exit 0`,
    // -n: without the server's php.ini, which may have code run first.
    `command -v php >/dev/null 2>&1 && printf 'php %s\\n' "$(php -n -r 'echo PHP_VERSION;' 2>/dev/null </dev/null | head -c 40)"`,
    asked.length > 0 && search,
    `printf 'end\\n'`,
  ]
    .filter(Boolean)
    .join('\n');
}

function answerOf(lines: readonly string[], hooks: readonly string[], known: Answer, unread: Unread): Answer {
  if (!lines.includes('end')) {
    unread.set('cron-code', partly('The site’s files could not be searched to the end.'));
    return known;
  }
  if (hooks.length > mostHooks)
    unread.set('cron-code', partly(`More than ${mostHooks} hooks are planned; the others were not looked up.`));
  else unread.delete('cron-code');
  const named = new Set(lines.filter((line) => line.startsWith('hook ')).map((line) => line.slice('hook '.length)));
  const version = /^php (\d+\.\d+\.\d+)/.exec(lines.find((line) => line.startsWith('php ')) ?? '')?.[1];
  if (version && known.versions.php === null) unread.delete('php-version');
  return {
    cronWithoutCode: hooks.slice(0, mostHooks).filter((hook) => !named.has(hook)),
    versions:
      version && !known.versions.php ? { ...known.versions, php: { version, from: 'command' } } : known.versions,
  };
}
