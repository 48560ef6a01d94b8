import { execFile } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Salts } from './configuration.ts';
import type { FleetUser, SeededSession } from './people.ts';
import { isRoot } from './processes/account.ts';

/** One real WordPress site of the test bed. */
export interface FleetSite {
  readonly index: number;
  readonly name: string;
  readonly client: string;
  readonly tags: readonly string[];
  /** `http://ADDRESS:PORT`, without a slash at the end. */
  readonly url: string;
  /** A loopback address of the site's own: to a client each site is another host. */
  readonly address: string;
  readonly docroot: string;
  readonly configPath: string;
  readonly sshPort: number;
  readonly sshUser: string;
  readonly keyPath: string;
  readonly db: {
    host: string;
    port: number;
    socket: string;
    name: string;
    user: string;
    password: string;
    prefix: string;
  };
  /** The eight as they were at the start. */
  readonly salts: Salts;
  readonly users: readonly FleetUser[];
  /** Logins that stand in the database from the start. */
  readonly sessions: readonly SeededSession[];
  /** Where the site's object cache is, when it has one; keys begin with `prefix`. */
  readonly redis: { host: string; port: number; password: string; database: number; prefix: string } | null;
}

/**
 * Nobody can change the site's configuration or its folder until the returned function is called: as root with the
 * immutable flag, since root passes over modes.
 */
export async function makeReadOnly(site: FleetSite): Promise<() => Promise<void>> {
  const paths = [site.configPath, dirname(site.configPath)];
  if (isRoot) {
    await promisify(execFile)('chattr', ['+i', ...paths]);
    return async () => void (await promisify(execFile)('chattr', ['-i', ...paths]));
  }
  const before = await Promise.all(paths.map(async (path) => (await stat(path)).mode));
  await Promise.all(paths.map((path, i) => chmod(path, (before[i] ?? 0o755) & 0o555)));
  return async () => {
    await Promise.all(paths.map((path, i) => chmod(path, before[i] ?? 0o755)));
  };
}

/** The user of that login; throws when there is none. */
export function userOf(site: FleetSite, login: string): FleetUser {
  const user = site.users.find((one) => one.login === login);
  if (!user)
    throw new Error(`${site.name} has no user ${login}; it has ${site.users.map((one) => one.login).join(', ')}`);
  return user;
}
