export interface DatabaseHost {
  /** Empty when DB_HOST names only a socket; PHP then means `localhost`. */
  host: string;
  port: number | null;
  socketPath: string | null;
  ipv6: boolean;
}

/** DB_HOST read as wpdb::parse_db_host() reads it: `host`, `host:port`, `:/socket`, `[ipv6]:port`. */
export function parseDbHost(dbHost: string): DatabaseHost {
  const socketAt = dbHost.indexOf(':/');
  const socketPath = socketAt === -1 ? null : dbHost.slice(socketAt + 1);
  const address = socketAt === -1 ? dbHost : dbHost.slice(0, socketAt);
  const ipv6 = address.split(':').length > 2;
  const pattern = ipv6 ? /^\[?([0-9a-fA-F:]+)(?:\]:(\d+))?/ : /^([^:/]*)(?::(\d+))?/;
  const found = pattern.exec(address);
  // WordPress passes on what it can't parse as it is.
  if (!found) return { host: dbHost, port: null, socketPath: null, ipv6: false };
  const port = Number(found[2] ?? 0);
  // PHP's empty(): a host "0" counts as none.
  return { host: found[1] === '0' ? '' : (found[1] ?? ''), port: port === 0 ? null : port, socketPath, ipv6 };
}
