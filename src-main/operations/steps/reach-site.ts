import { ResaltError } from '../../contract/failures.ts';
import type { Site, SshAccess } from '../../contract/sites.ts';
import type { Database, DatabaseTarget } from '../../hosts/database.ts';
import type { Host, HostTarget, SshAuth, SshTarget } from '../../hosts/host.ts';
import { textOf } from '../../wordpress/byte-string.ts';
import { parseDbHost } from '../../wordpress/db-host.ts';
import type { Understood } from '../../wordpress/wp-config/answer.ts';
import type { Tools } from '../tools.ts';
import { plainConstant } from './read-configuration.ts';

/** Where to connect for a site's files; null where only its database is reached. Opens the vault for what it needs. */
export async function hostTargetOf(site: Site, vault: Tools['vault']): Promise<HostTarget | null> {
  if (site.ssh) return sshTargetOf(site.ssh, vault);
  return site.local ? 'local' : null;
}

export async function sshTargetOf(access: SshAccess, vault: Pick<Tools['vault'], 'open'>): Promise<SshTarget> {
  const auth = await authOf(access, vault);
  const jumps = access.jumps.map((jump) => ({ ...jump, auth, jumps: [] }));
  return { host: access.host, port: access.port, user: access.user, auth, jumps };
}

async function authOf(access: SshAccess, vault: Pick<Tools['vault'], 'open'>): Promise<SshAuth> {
  const read = async (id: string | null) => (id === null ? null : await vault.open(id));
  const [key, passphrase, password] = await Promise.all([access.key, access.keyPassphrase, access.password].map(read));
  return {
    ...(key ? { privateKey: key } : {}),
    ...(passphrase ? { passphrase: passphrase.toString('utf8') } : {}),
    ...(password ? { password: password.toString('utf8') } : {}),
    ...(access.agent ? { agent: true } : {}),
  };
}

export async function reachHost(site: Site, tools: Tools): Promise<Host | null> {
  const target = await hostTargetOf(site, tools.vault);
  return target === null ? null : tools.hosts.reach(target);
}

/**
 * The database through the site's server. Where that allows neither a tunnel nor a program: straight from here, if the agency
 * entered an address that means the same from here; never by what the site says.
 */
export async function openSiteDatabase(
  site: Site,
  host: Host | null,
  understood: Understood | null,
  tools: Pick<Tools, 'openDatabase' | 'vault'>,
): Promise<Database> {
  const target = await databaseTargetOf(site, understood, tools.vault);
  try {
    return await tools.openDatabase(host, target);
  } catch (error) {
    const refused = error instanceof ResaltError && error.code === 'NOT_ALLOWED_HERE';
    if (!refused || !host || !site.mysql || isLoopback(site.mysql.host)) throw error;
    return tools.openDatabase(null, target);
  }
}

/** The database as the site's own configuration names it, or as the agency entered it. */
export async function databaseTargetOf(
  site: Site,
  understood: Understood | null,
  vault: Pick<Tools['vault'], 'open'>,
): Promise<DatabaseTarget> {
  if (site.mysql) {
    const { host, port, user, database, tls } = site.mysql;
    const password = site.mysql.password ? (await vault.open(site.mysql.password)).toString('utf8') : '';
    return { host, port, user, password, database, tls };
  }
  const constant = (name: string) => {
    const value = plainConstant(understood, name);
    if (value !== undefined) return textOf(value);
    throw new ResaltError(
      'CONFIG_AMBIGUOUS',
      `${name} of ${site.name} is not a plain value in its configuration. Enter the site’s database access (db_host, db_user, db_password, db_name).`,
      'never',
    );
  };
  const { host, port, socketPath } = parseDbHost(constant('DB_HOST'));
  const rest = {
    user: constant('DB_USER'),
    password: constant('DB_PASSWORD'),
    database: constant('DB_NAME'),
    tls: 'when-offered' as const,
  };
  if (socketPath !== null) return { socketPath, ...rest };
  return { host: host || 'localhost', ...(port === null ? {} : { port }), ...rest };
}

function isLoopback(host: string): boolean {
  return /^(localhost|127\.[\d.]+|\[?::1\]?)$/i.test(host);
}
