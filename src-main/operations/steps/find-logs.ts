import { ResaltError } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import type { Host } from '../../hosts/host.ts';
import { type Sftp, SftpRefused } from '../../hosts/sftp.ts';
import { logsNamedIn, type NamedLog } from '../../wordpress/server-files/log-directives.ts';
import { hostsOf, type LogFolderOf, type LogName, readLogName } from '../../wordpress/server-files/log-names.ts';
import { byShellOrSftp } from './by-shell-or-sftp.ts';
import { findLogsScript, mostInFolder } from './find-logs-script.ts';
import { type Configuration, plainConstant } from './read-configuration.ts';

/** A log of a web server or of PHP that is, or may be, about a site. Its path is the server's own text. */
export interface FoundLog extends LogName {
  path: string;
  bytes: number;
  /** Unix seconds, by the server's clock. */
  mtime: number;
  /** Over SFTP that is only known when it is read. */
  readable: boolean;
}

export interface FoundLogs {
  /** The newest first. Logs of the whole server (`own: false`) only where the site has none of its own of that kind. */
  logs: FoundLog[];
  /** What could not be looked into, in words. */
  lacks: string[];
}

interface Listing {
  files: { path: string; folder: number; bytes: number; mtime: number; readable: boolean }[];
  closed: number[];
  more: boolean;
  configurations: { path: string; text: string }[];
}
interface Folder {
  path: string;
  of: LogFolderOf;
}

/**
 * Finds the logs of a site in the usual places of hosts and panels and where the servers' configuration says, as far as the account
 * may look; rotated and packed ones too. Changes nothing. One command, two where a configuration names another folder.
 */
export async function findLogs(host: Host, configuration: Configuration, site: Pick<Site, 'url'>): Promise<FoundLogs> {
  const { root } = configuration;
  const hosts = hostsOf(site.url);
  const folders = usualFolders(root, hosts);
  const listed = await byShellOrSftp(
    host,
    () => listByShell(host, root, folders, true),
    (sftp) => listOverSftp(sftp, root, folders),
  );
  const named = [...logsNamedIn(listed.configurations, { hosts, root }), ...namedByWordPress(configuration)];
  const known = new Set(listed.files.map(({ path }) => parentOf(path)));
  const further = [...new Set(named.map(({ path }) => parentOf(path)))].filter((path) => !known.has(path));
  const more: Folder[] = further.slice(0, 20).map((path) => ({ path, of: 'server' }));
  const others = more.length > 0 ? await listAgain(host, root, more) : null;
  const found = [...judged(listed, folders, hosts, named), ...(others ? judged(others, more, hosts, named) : [])];
  return { logs: ownFirst(found), lacks: lacksOf(listed, folders) };
}

const usualFolders = (root: string, hosts: readonly string[]): Folder[] => {
  const of = (kind: LogFolderOf, paths: string[]) => paths.map((path) => ({ path, of: kind }));
  const named = (before: string, after: string) => hosts.map((host) => `${before}${host}${after}`);
  return [
    ...of('site', [root, `${root}/wp-admin`, `${root}/wp-content`, `${root}/logs`, `${root}/log`]),
    ...of('site', [`${root}/../logs`, `${root}/../log`, `${root}/../../logs`, `${root}/../../log`]),
    ...of('site', [...named('/var/www/vhosts/system/', '/logs'), ...named('/var/www/vhosts/', '/logs')]),
    ...of('site', [...named('/home/nginx/domains/', '/log'), ...named('~/logs/', ''), ...named('~/domains/', '/logs')]),
    ...of('account', ['~/logs', '~/log', '~/access-logs', '~/logs/nginx', '~/logs/apache2', '~/statistics/logs']),
    ...of('server', [
      '/var/log/nginx',
      '/var/log/apache2',
      '/var/log/httpd',
      '/var/log/httpd/domains',
      '/var/log/virtualmin',
    ]),
    ...of('server', ['/usr/local/apache/domlogs', '/etc/apache2/logs/domlogs', '/var/log/php-fpm', '/var/log']),
  ];
};

async function listByShell(
  host: Host,
  root: string,
  folders: readonly Folder[],
  configured: boolean,
): Promise<Listing> {
  const script = findLogsScript(
    root,
    folders.map(({ path }) => path),
    configured,
  );
  const { stdout } = await host.run(script, { maxBytes: 16 << 20 });
  const end = stdout.indexOf(0);
  if (end < 0) throw new ResaltError('COMMAND_FAILED', `Looking for logs on ${host.label} gave no usable answer.`);
  const fields = stdout.toString('utf8', end + 1).split('\0');
  const configurations = [];
  for (let at = 0; at + 1 < fields.length; at += 2)
    configurations.push({ path: fields[at] ?? '', text: fields[at + 1] ?? '' });
  return { ...linesOf(stdout.toString('utf8', 0, end).split('\n')), configurations };
}

function linesOf(lines: readonly string[]): Omit<Listing, 'configurations'> {
  const files: Listing['files'] = [];
  const closed: number[] = [];
  const unreadable = new Set<string>();
  let folder = 0;
  let more = false;
  for (const line of lines) {
    const rest = line.slice(1);
    if (line[0] === 'd') folder = Number.parseInt(rest, 10);
    else if (line[0] === 'x') closed.push(Number(rest));
    else if (line[0] === 'n') unreadable.add(rest);
    else if (line[0] === 'm') more = true;
    const [, size, time, path] = line[0] === 'f' ? (/^(\d{1,16}) (\d{1,12}) (\/.+)$/.exec(rest) ?? []) : [];
    // A name that is no UTF-8 could not be asked for again.
    if (path && !path.includes('\ufffd'))
      files.push({ path, folder, bytes: Number(size), mtime: Number(time), readable: true });
  }
  return { files: files.map((file) => ({ ...file, readable: !unreadable.has(file.path) })), closed, more };
}

async function listOverSftp(sftp: Sftp, root: string, folders: readonly Folder[]): Promise<Listing> {
  const listing: Listing = { files: [], closed: [], more: false, configurations: [] };
  const home = await sftp.realPath('.').catch(() => root);
  for (const [index, { path }] of folders.entries()) {
    try {
      const real = await sftp.realPath(path.replace(/^~/, home));
      for (const { name, attributes } of await sftp.list(real, mostInFolder)) {
        if (attributes.kind !== 'file' || /[\n\ufffd]/.test(name)) continue;
        const { size: bytes, mtime } = attributes;
        listing.files.push({ path: `${real}/${name}`, folder: index, bytes, mtime, readable: true });
      }
    } catch (error) {
      if (!(error instanceof SftpRefused)) throw error;
      if (error.why === 'forbidden') listing.closed.push(index);
    }
  }
  return listing;
}

/** What a configuration names elsewhere is looked for by shell only: configurations are read by shell only. */
const listAgain = (host: Host, root: string, folders: readonly Folder[]): Promise<Listing | null> =>
  listByShell(host, root, folders, false).catch((error: unknown) => {
    if (error instanceof ResaltError && error.code === 'NOT_ALLOWED_HERE') return null;
    throw error;
  });

function namedByWordPress({ root, understood }: Configuration): NamedLog[] {
  const path = plainConstant(understood, 'WP_DEBUG_LOG');
  return path?.startsWith('/') && !path.startsWith(`${root}/`) ? [{ path, kind: 'error', own: true }] : [];
}

function judged(
  listing: Listing,
  folders: readonly Folder[],
  hosts: readonly string[],
  named: readonly NamedLog[],
): FoundLog[] {
  const seen = new Set<string>();
  return listing.files.flatMap((file) => {
    const { folder, path, ...facts } = file;
    if (seen.has(path) || facts.bytes === 0) return [];
    const name = path.slice(path.lastIndexOf('/') + 1);
    const byName = nameIn(name, path, folders[folder]?.of ?? 'server', hosts);
    // access.log.2.gz belongs to what names access.log.
    const directive = named.find(
      (one) => path === one.path || path.startsWith(`${one.path}.`) || path.startsWith(`${one.path}-`),
    );
    if (!byName && !directive) return [];
    seen.add(path);
    const compressed = /\.(gz|bz2|xz|zst)$/.exec(name)?.[1] ?? null;
    const read = directive ? { kind: directive.kind, own: directive.own } : {};
    return [
      {
        path,
        ...facts,
        kind: 'access',
        own: false,
        ...byName,
        ...read,
        compressed: compressed as FoundLog['compressed'],
      },
    ];
  });
}

/** In the folders of the site itself only what PHP leaves there is a log: a plugin may call anything "access". */
function nameIn(name: string, path: string, of: LogFolderOf, hosts: readonly string[]): LogName | null {
  if (path.startsWith('/var/log/') && parentOf(path) === '/var/log')
    return /^php.*\.log/.test(name) ? readLogName(name, of, hosts) : null;
  const loose = of === 'site' && !/\/logs?$/.test(parentOf(path));
  return loose && !/^(error_log|php_errorlog|debug\.log)/.test(name) ? null : readLogName(name, of, hosts);
}

function ownFirst(found: readonly FoundLog[]): FoundLog[] {
  const unique = [...new Map(found.map((one) => [one.path, one])).values()];
  const has = new Set(unique.filter(({ own, readable }) => own && readable).map(({ kind }) => kind));
  return unique.filter(({ own, kind }) => own || !has.has(kind)).sort((a, b) => b.mtime - a.mtime);
}

function lacksOf({ closed, more }: Listing, folders: readonly Folder[]): string[] {
  const names = closed.flatMap((index) => folders[index]?.path ?? []);
  return [
    ...(names.length > 0 ? [`The account may not look into ${names.join(', ')}.`] : []),
    ...(more ? [`A folder of logs holds more than ${mostInFolder} files; the others were not looked at.`] : []),
  ];
}

const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
