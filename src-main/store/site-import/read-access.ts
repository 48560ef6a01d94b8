import type { Column, FileRow } from './columns.ts';
import { readJumps } from './read-jumps.ts';
import { refuse } from './refuse.ts';
import type { SiteDraft } from './site-draft.ts';

/** How the row reaches a shell and files; null where it does not. */
export function readSsh(cells: FileRow['cells'], currentUser: string): SiteDraft['ssh'] {
  const host = cells.get('ssh_host');
  if (host === undefined) return refuseOrphans(cells, 'ssh_');
  if (cells.has('ssh_key_passphrase') && !cells.has('ssh_key'))
    refuse('ssh_key_passphrase is given, but ssh_key is not');
  const user = cells.get('ssh_user') ?? currentUser;
  return {
    host: readHost('ssh_host', host),
    port: readPort('ssh_port', cells.get('ssh_port'), 22),
    user,
    agent: !cells.has('ssh_key') && !cells.has('ssh_password'),
    jumps: readJumps(cells.get('ssh_jump') ?? '', user) ?? refuse('ssh_jump must be user@host:port[,user@host:port]'),
  };
}

/** How the row reaches the database directly; null where it does not. */
export function readMysql(cells: FileRow['cells']): SiteDraft['mysql'] {
  const host = cells.get('db_host');
  if (host === undefined) return refuseOrphans(cells, 'db_');
  return {
    host: readHost('db_host', host),
    port: readPort('db_port', cells.get('db_port'), 3306),
    user: cells.get('db_user') ?? refuse('db_user is missing'),
    database: cells.get('db_name') ?? refuse('db_name is missing'),
    tls: 'when-offered',
  };
}

/** A password or port without the host that it is for would be dropped silently; better to ask. */
function refuseOrphans(cells: FileRow['cells'], prefix: 'ssh_' | 'db_'): null {
  const orphan = [...cells.keys()].find((column) => column.startsWith(prefix));
  return orphan === undefined ? null : refuse(`${orphan} is given, but ${prefix}host is not`);
}

function readHost(column: Column, host: string): string {
  if (/^[^:]*:\d*$/.test(host)) refuse(`${column} must not hold a port; it has a column of its own`);
  return host.replace(/^\[(.*)\]$/, '$1');
}

function readPort(column: Column, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : refuse(`${column} must be a whole number from 1 to 65535`);
}
