import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { shellWord } from './shell-word.ts';
import { sha256 } from './swap.ts';

export interface Shuffle {
  /** The site's folder, which WP-CLI is told as its path. */
  root: string;
  /** The file that it will write, and what must be in it before. */
  path: string;
  shaBefore: string;
}

/** How a run of WP-CLI ended. None of it says what it did: only the files do. */
export type WpCliEnding =
  | { kind: 'not begun'; why: (typeof notBegun)[number] }
  | { kind: 'ended'; code: number; hint: string | null }
  /** Too slow, ended by a signal, or cut off because it printed without end. */
  | { kind: 'stopped' };

const notBegun = ['root', 'absent', 'changed', 'no sha256sum'] as const;

const mostOutput = 8192;

/**
 * Has the server's WP-CLI change the eight salts of a site. It starts in `/`, so that no `wp-cli.yml` among the site's files,
 * which may name code to run, is taken; it is never run as root, and bounded there by `timeout` where there is one. Fails as
 * Host.run does; after a failure that says check-first it may still be at work (`stopWpCli`).
 */
export async function runWpCli(host: Host, shuffle: Shuffle, patienceMs: number): Promise<WpCliEnding> {
  const timeoutMs = patienceMs + 15_000;
  const limits = { timeoutMs, silenceMs: timeoutMs, maxBytes: 2 * mostOutput };
  const { stdout } = await host.run(script(shuffle, Math.max(1, Math.ceil(patienceMs / 1000))), limits);
  const text = stdout.toString('latin1');
  const told = /\nresalt: ([a-z0-9 ]{1,20})\n$/.exec(text)?.[1] ?? '';
  const why = notBegun.find((one) => one === told);
  if (why) return { kind: 'not begun', why };
  const code = /^\d+$/.test(told) ? Number(told) : 137;
  // 124 is said by `timeout`, more than 128 by the shell of what a signal ended; 255 is PHP's own.
  if (code < 124 || code === 255) return { kind: 'ended', code, hint: hintIn(text) };
  await stopWpCli(host, shuffle.path);
  return { kind: 'stopped' };
}

function script({ root, path, shaBefore }: Shuffle, seconds: number): string {
  return `LC_ALL=C; export LC_ALL; unset WP_CONFIG_PATH
say() { printf '\\nresalt: %s\\n' "$1"; exit 0; }
[ "$(id -u)" -ne 0 ] || say root
command -v sha256sum >/dev/null 2>&1 || say 'no sha256sum'
command -v wp >/dev/null 2>&1 || say absent
case $(sha256sum < ${shellWord(path)} 2>/dev/null) in ${shaBefore}*) ;; *) say changed ;; esac
cd /
limit=
for l in 'timeout -k 5' timeout; do $l 5 true >/dev/null 2>&1 && { limit="$l ${seconds}"; break; }; done
exec 4>&1
code=$({ { ${markOf(path)} $limit wp config shuffle-salts --path=${shellWord(root)} --skip-plugins --skip-themes --no-color </dev/null 2>&1 3>&- 4>&-
echo "$?" >&3; } | head -c ${mostOutput} >&4; } 3>&1)
say "$code"`;
}

/** Stands in the environment of all that a run of WP-CLI starts, and in the text of its script. */
const markOf = (path: string) => `RESALT_WP_CLI=${sha256(Buffer.from(path)).slice(0, 16)}`;

/** Makes sure that nothing of an earlier run of WP-CLI on this file goes on. Fails (check first) where it can't be ended. */
export async function stopWpCli(host: Host, path: string): Promise<void> {
  const pattern = markOf(path).replace(/^R/, '[R]'); // does not match the command that searches
  const search = `grep -ls -e '${pattern}' /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null`;
  const { stdout } = await host.run(
    `n=0; while found=$(${search}); [ -n "$found" ] && [ $n -lt 100 ]; do
for f in $found; do f=\${f#/proc/}; kill -s KILL "\${f%/*}" 2>/dev/null; done
n=$((n+1)); sleep 0.1 2>/dev/null || sleep 1; done
[ -n "$found" ] || echo stopped`,
    { timeoutMs: 120_000, silenceMs: 120_000 },
  );
  if (stdout.toString('latin1').trim() === 'stopped') return;
  throw new ResaltError(
    'TIMED_OUT',
    `WP-CLI still works on ${path} on ${host.label} and could not be ended. End it there, then resume the run.`,
    'check-first',
  );
}

/** What WP-CLI is known to complain of, in Resalt's words: its own may repeat what a site put into them. */
const hints: [RegExp, string][] = [
  [/Unable to locate placement anchor/, 'it found no line “That’s all, stop editing!” to put missing salts before'],
  [/is not writable|Failed to update the config file/, 'it could not write the file'],
  [/does not seem to be a WordPress install/, 'it sees no WordPress in that folder'],
  [/is not a registered (sub)?command/, 'its version does not know that command'],
  [/wp-config\.php' not found/, 'it finds no wp-config.php there'],
  [/php.*: (No such file|not found|Permission denied)/, 'it found no PHP to run with'],
  [/PHP (Parse|Fatal) error|Fatal error:|Parse error:/, 'PHP stopped with an error'],
];

function hintIn(text: string): string | null {
  return hints.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
