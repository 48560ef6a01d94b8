/**
 * Names under which malware made itself an administrator. Short on purpose: a name proves nothing by itself. `telling`: nobody would
 * choose it honestly. Sources marked "believed" were not read again when this was written.
 */
export interface KnownBadUser {
  login?: string;
  email?: string;
  telling: boolean;
  source: string;
}

export const knownBadUsers: readonly KnownBadUser[] = [
  { login: 'wpsupp-user', telling: true, source: 'WPScan, May 2024: attacks on LiteSpeed Cache (believed)' },
  { login: 'wp-configuser', telling: true, source: 'WPScan, May 2024: attacks on LiteSpeed Cache (believed)' },
  { login: 'PluginAuth', telling: true, source: 'Wordfence, June 2024: plugins poisoned at their source (believed)' },
  { login: 'PluginGuest', telling: true, source: 'Wordfence, June 2024: plugins poisoned at their source (believed)' },
  { login: 'Options', telling: false, source: 'Wordfence, June 2024: plugins poisoned at their source (believed)' },
  { login: 'adminbackup', telling: true, source: 'Sucuri: the plugin that hides its administrator (believed)' },
  { login: 'officialwp', telling: true, source: 'Sucuri, July 2025: a loader in mu-plugins (believed)' },
  { login: 'wpmaint', telling: false, source: 'wpsecurityninja.com: case of the midnight admin' },
  { login: 'wpadmin', telling: false, source: 'rankplus.io: recently created administrators' },
  { login: 'seo-admin', telling: false, source: 'rankplus.io: recently created administrators' },
  { login: 'backup', telling: false, source: 'artlung.com, February 2018: made outside of WordPress' },
  { email: 'wp-backup@wordpress.com', telling: true, source: 'wputopia.com: the same address on five sites' },
  {
    email: 'adminbackup@wordpress.org',
    telling: true,
    source: 'Sucuri: the plugin that hides its administrator (believed)',
  },
];

/** Made in rows of a kind: WPScan, April 2024, attacks on WP Automatic (believed). */
const inRows = /^xtw[0-9a-z]{3,}$/i;

export const knownBadLogins: readonly string[] = knownBadUsers.flatMap(({ login }) => login ?? []);
export const knownBadEmails: readonly string[] = knownBadUsers.flatMap(({ email }) => email ?? []);

export function knownBad(login: string, email: string): Omit<KnownBadUser, 'login' | 'email'> | null {
  const is = (one: string | undefined, other: string) => one !== undefined && one.toLowerCase() === other.toLowerCase();
  const found = knownBadUsers.find((known) => is(known.login, login) || is(known.email, email));
  if (found) return { telling: found.telling, source: found.source };
  return inRows.test(login)
    ? { telling: true, source: 'WPScan, April 2024: attacks on WP Automatic (believed)' }
    : null;
}
