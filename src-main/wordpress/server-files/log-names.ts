/** Who a folder of logs belongs to: this site, an account that may have more sites, or the whole server. */
export type LogFolderOf = 'site' | 'account' | 'server';

/** What the name of a log file says. */
export interface LogName {
  kind: 'access' | 'error';
  /** Everything in it is of this site, as far as its name and folder tell; else lines of other sites may be in it. */
  own: boolean;
  compressed: 'gz' | 'bz2' | 'xz' | 'zst' | null;
}

/** Lists of other programs that lie beside logs of websites. */
const others =
  /bytes_log|ftp|xfer|mail|cron|slow|deploy|modsec|backup|\.(offset|pos|db|html?|php|css|js|json|png|pid|sock)$/i;
const rotation = /([-.]\d{1,4}|[-._]\d{8}(-\d{1,6})?|[-.]\d{4}-\d\d-\d\d|-[A-Z][a-z]{2}-\d{4}|\.old|\.processed)$/;

/** Whether a file is a web server's or PHP's log that can be about a site of these host names; null where not. */
export function readLogName(name: string, folder: LogFolderOf, hosts: readonly string[]): LogName | null {
  if (others.test(name)) return null;
  const packed = /\.(gz|bz2|xz|zst)$/.exec(name);
  const compressed = (packed?.[1] ?? null) as LogName['compressed'];
  let plain = packed ? name.slice(0, packed.index) : name;
  for (let round = 0; round < 3 && rotation.test(plain) && !isHost(plain); round += 1)
    plain = plain.replace(rotation, '');
  const lower = plain.toLowerCase();
  const mine = hosts.some((host) => namesHost(lower, host));
  const kind = kindOf(lower, mine);
  if (kind === null) return null;
  if (mine) return { kind, own: true, compressed };
  if (otherHost.test(lower.replace(/\.(log|txt)$/, ''))) return null;
  if (folder === 'server' && !ofTheServer.test(lower)) return null;
  return { kind, own: folder === 'site', compressed };
}

/** Logs of a server that has none for each site. */
const ofTheServer =
  /^(default[-_.])?(ssl[-_])?(other_vhosts_)?(access|error|transfer|php\d*[\d.]*([-_]fpm)?([-_.]errors?)?)([-_.]log)?$/;
const otherHost = /(^|[_-])([a-z0-9-]+\.)+[a-z]{2,24}($|[_.-])/;
/** "203.0.113.7" is no log that was rotated three times. */
const isHost = (name: string) => /^\d{1,3}(\.\d{1,3}){3}$/.test(name);

function kindOf(name: string, mine: boolean): LogName['kind'] | null {
  if (/error|debug|fatal|^php/.test(name)) return 'error';
  if (/access|transfer|ssl_log|requests?[-_.]/.test(name)) return 'access';
  // cPanel and DirectAdmin call a log like the site.
  return mine ? 'access' : null;
}

/** "acme.test", "www.acme.test", "acme.test-ssl_log", "acme_test-access"; not "shop.acme.test", nor "acme.test.au". */
export function namesHost(name: string, host: string): boolean {
  for (const spelt of new Set([host, host.replaceAll('.', '_')])) {
    const at = name.indexOf(spelt);
    if (at < 0) continue;
    const before = name.slice(0, at);
    const after = name.slice(at + spelt.length);
    const begins =
      before === '' ||
      /(^|[_/])$/.test(before) ||
      /(^|[^a-z0-9])(www\.|(ssl|access|error|nginx|apache)[-.])$/.test(before);
    const ends = after === '' || /^[_-]/.test(after) || /^\.(access|error|log|ssl|php|debug|\d)/.test(after);
    if (begins && ends) return true;
  }
  return false;
}

/** The names under which a server may know a site. */
export function hostsOf(url: string | null): string[] {
  if (url === null || !URL.canParse(url)) return [];
  const host = new URL(url).hostname.toLowerCase();
  const bare = host.replace(/^www\./, '');
  return [...new Set([host, bare])];
}
