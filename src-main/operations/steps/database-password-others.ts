import { posix } from 'node:path';
import { ResaltError } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import type { Database } from '../../hosts/database.ts';
import type { Host } from '../../hosts/host.ts';
import { fromText, stringToBytes } from '../../wordpress/byte-string.ts';
import { printable } from '../../wordpress/wp-config/environment.ts';
import type { Tools } from '../tools.ts';
import { textIn } from './database-password-accounts.ts';
import { type Configuration, plainConstant, readConfiguration } from './read-configuration.ts';
import { readServer } from './read-server.ts';
import { shellWord } from './shell-word.ts';

/** Most files that name the account and are read; and most that are looked into for it. */
const mostRead = 100;
const mostSearched = 20_000;
const searchMs = 25_000;

/** A file of the same server that holds one of the passwords. */
export interface Holder {
  path: string;
  bytes: Buffer;
  /** Its name says that it is a copy which nothing reads. */
  copy: boolean;
}

/**
 * Other files on the site's server that hold the account's password: configurations of other sites, programs of its owner. Looked for beside the
 * site, in the account's home and in /etc/wordpress, by the user's name, so that no password gets onto the server. `searched` is false where
 * there is no shell to look with, or it takes too long.
 */
export async function holdersOf(
  host: Host,
  root: string,
  user: string,
  passwords: readonly string[],
): Promise<{ holders: Holder[]; searched: boolean }> {
  const found = await host
    .run(searchScript(root, user), { timeoutMs: searchMs, maxBytes: 4 << 20 })
    .catch((error: unknown) => {
      if (error instanceof ResaltError && (error.code === 'NOT_ALLOWED_HERE' || error.code === 'TIMED_OUT'))
        return null;
      throw error;
    });
  if (!found) return { holders: [], searched: false };
  const names = found.stdout
    .toString('utf8')
    .split('\n')
    .filter((name) => name.startsWith('/'));
  const paths = [...new Set(names)].sort((a, b) => weight(a) - weight(b)).slice(0, mostRead);
  const { files } = paths.length > 0 ? await readServer(host, root, { files: paths }) : { files: new Map() };
  const holders: Holder[] = [];
  for (const path of paths) {
    const file = files.get(path);
    if (typeof file !== 'object') continue;
    if (holds(file.bytes, user, passwords) || (await isConfiguredWith(host, path, file.bytes, user, passwords)))
      holders.push({ path: file.realPath || path, bytes: file.bytes, copy: isCopy(path) });
  }
  return { holders, searched: !found.truncated && paths.length < mostRead };
}

const weight = (path: string) => (posix.basename(path) === 'wp-config.php' ? 0 : 1);
/** By its name: no program reads `wp-config.php.bak` or `wp-config-2024-05-01.php`. */
const isCopy = (path: string) =>
  /^(wp-config|\.env|config|settings).*([-._](bak|backup|old|orig|save|copy|sample|dist|\d{4,}|\d+)\b|~$)/i.test(
    posix.basename(path),
  );

function searchScript(root: string, user: string): string {
  const parts = root.split('/').filter(Boolean);
  const up = `/${parts.slice(0, parts.length >= 4 ? -2 : parts.length === 3 ? -1 : parts.length).join('/')}`;
  const names = [
    '*.php',
    'wp-config*',
    '.env*',
    '*.env',
    '*.cnf',
    '*.ini',
    '*.yml',
    '*.yaml',
    '*.json',
    '*.sh',
    '*.conf',
  ];
  const skipped = ['wp-content', 'wp-includes', 'wp-admin', 'node_modules', 'vendor', '.git', 'cache', 'proc', 'sys'];
  const or = (list: string[]) => list.map((name) => `-name ${shellWord(name)}`).join(' -o ');
  return `LC_ALL=C; export LC_ALL
search() {
  find "$1" -maxdepth "$2" -type d \\( ${or(skipped)} \\) -prune -o -type f -size -257k \\( ${or(names)} \\) -print 2>/dev/null
}
{ search ${shellWord(up)} 5; [ -n "\${HOME:-}" ] && [ "$HOME" != / ] && search "$HOME" 2; search /etc/wordpress 2; } |
head -n ${mostSearched} | tr '\\n' '\\0' | xargs -0 grep -lF -e ${shellWord(user)} /dev/null 2>/dev/null
exit 0`;
}

/** The password as it may be written: plain, with PHP's escapes, or in an address. */
function holds(bytes: Buffer, user: string, passwords: readonly string[]): boolean {
  return passwords.some((password) => {
    if (password === '' || (password.length < 6 && !isQuoted(bytes, user))) return false;
    const forms = [
      password,
      password.replace(/[\\']/g, '\\$&'),
      password.replace(/[\\"$]/g, '\\$&'),
      encodeURIComponent(password),
    ];
    return forms.some((form) => bytes.includes(stringToBytes(fromText(form))));
  });
}

const isQuoted = (bytes: Buffer, user: string) => [`'${user}'`, `"${user}"`].some((word) => bytes.includes(word));

/** A configuration that names the user and takes its password from another file. */
async function isConfiguredWith(
  host: Host,
  path: string,
  bytes: Buffer,
  user: string,
  passwords: readonly string[],
): Promise<boolean> {
  if (posix.basename(path) !== 'wp-config.php' || !isQuoted(bytes, user)) return false;
  const read = await readConfiguration(host, posix.dirname(path)).catch((error: unknown) => {
    if (error instanceof ResaltError) return null;
    throw error;
  });
  if (!read) return false;
  const password = plainConstant(read.understood, 'DB_PASSWORD');
  return (
    plainConstant(read.understood, 'DB_USER') === fromText(user) &&
    passwords.some((each) => fromText(each) === password)
  );
}

/** Those who are logged in with the account now and are none of these databases' sites, in words. */
export async function strangersConnected(database: Database, ours: readonly string[]): Promise<string[]> {
  const me = "user = SUBSTRING_INDEX(CURRENT_USER(), '@', 1)";
  const columns = ['peer', 'db', 'self'];
  const sql = `SELECT host AS peer, COALESCE(db, '') AS db, id = CONNECTION_ID() AS self FROM information_schema.processlist WHERE ${me}`;
  const [answer] = await database.run([{ sql, columns }]);
  const rows = (answer?.rows ?? []).map((row) => {
    return { peer: machineOf(textIn(row, 'peer')), db: textIn(row, 'db'), self: textIn(row, 'self') === '1' };
  });
  const own = rows.find(({ self }) => self)?.peer;
  const strangers = rows.filter(({ db, peer, self }) => !self && ((db !== '' && !ours.includes(db)) || peer !== own));
  return [
    ...new Set(
      strangers.map(
        ({ peer, db }) => `a program on ${printable(peer)} that works on ${printable(db || 'no database')}`,
      ),
    ),
  ];
}

/** `host:port` without the port; this machine by whatever name is one. */
function machineOf(peer: string): string {
  const name = peer.replace(/:\d+$/, '');
  return name === '' || /^(localhost|127\.[\d.]+|::1)$/i.test(name) ? 'localhost' : name;
}

/** A site whose configuration is changed, with the way to its files. */
export interface Member {
  site: Site;
  host: Host;
  configuration: Configuration;
}

/** The selected site that this file belongs to, reached by its own access and read; null where it is none of theirs. */
export async function memberAt(
  { path, bytes }: Holder,
  selected: readonly Site[],
  reach: (site: Site) => Promise<Member | null>,
): Promise<Member | null> {
  const folder = posix.dirname(path);
  const near = selected.filter(
    ({ path: at }) => at !== null && (at === folder || at.startsWith(`${folder}/`) || path.startsWith(`${at}/`)),
  );
  for (const site of near) {
    const member = await reach(site);
    const facts = [...(member?.configuration.understood.files ?? [])];
    // Another server may have the same folder: it is the same file only with the same bytes.
    const same = facts.some(
      ([name, fact]) => typeof fact === 'object' && (fact.realPath ?? name) === path && fact.bytes.equals(bytes),
    );
    if (member && same) return member;
    member?.configuration.shell?.close();
  }
  return null;
}

/** Sites of the store that are entered with this user and password for their database: their entry changes with it. */
export async function enteredWith(
  known: readonly Site[],
  user: string,
  passwords: readonly string[],
  vault: Pick<Tools['vault'], 'open'>,
): Promise<Site[]> {
  const found: Site[] = [];
  for (const site of known) {
    if (site.mysql?.user !== user || site.mysql.password === null) continue;
    const secret = await vault.open(site.mysql.password);
    if (passwords.includes(secret.toString('utf8'))) found.push(site);
    secret.fill(0);
  }
  return found;
}
