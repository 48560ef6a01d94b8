import type { Row } from '../../hosts/database.ts';
import { activeNetworkPlugins } from '../../wordpress/active-plugins.ts';
import { bytesToString } from '../../wordpress/byte-string.ts';
import { parseSiteAdmins } from '../../wordpress/capabilities.ts';
import { entriesOf, isTruthy, readPhpValue } from '../../wordpress/php-value.ts';
import type { Circumstances } from '../../wordpress/user-can.ts';
import type { OpenSite } from './look.ts';

/** What a network's own settings say of its users; as WordPress takes it where there is no such row. */
export interface NetworkOptions {
  superAdmins: string[];
  addNewUsers: boolean;
  pluginsMenu: boolean;
  /** Whether anyone may register; null where this is no network. */
  openNetwork: boolean | null;
  /** Plugins that are active on every blog. */
  plugins: string[];
}

/** Rows of sitemeta, the newest first: of a name that stands twice the oldest counts. No rows: no network. */
export function networkOptionsOf(rows: readonly Row[]): NetworkOptions {
  const stored = new Map(rows.map((row) => [row.name ? bytesToString(row.name) : '', row.value ?? null]));
  const word = (name: string) => stored.get(name)?.toString('latin1') ?? '';
  const admins = stored.get('site_admins');
  // get_super_admins() takes array('admin') where the row is missing.
  const without = rows.length > 0 ? ['admin'] : [];
  const menu = readPhpValue(stored.get('menu_items') ?? Buffer.alloc(0));
  return {
    superAdmins: admins ? parseSiteAdmins(admins).slice(0, 1000) : without,
    addNewUsers: !['', '0'].includes(word('add_new_users')),
    pluginsMenu: menu.ok && isTruthy(entriesOf(menu.value).get('plugins')),
    plugins: activeNetworkPlugins(stored.get('active_sitewide_plugins') ?? null),
    openNetwork: rows.length > 0 ? ['user', 'all'].includes(word('registration')) : null,
  };
}

export function circumstancesOf(
  { configuration, multisite }: Pick<OpenSite, 'configuration' | 'multisite'>,
  { addNewUsers, pluginsMenu }: Pick<NetworkOptions, 'addNewUsers' | 'pluginsMenu'>,
): Circumstances {
  const constants = configuration?.understood.constants;
  const constant = (name: string): boolean | null => {
    if (!constants) return null;
    const known = constants.get(name);
    if (!known) return false;
    return 'value' in known ? !['', '0'].includes(known.value) : null;
  };
  return {
    multisite,
    disallowFileEdit: constant('DISALLOW_FILE_EDIT'),
    disallowFileMods: constant('DISALLOW_FILE_MODS'),
    disallowUnfilteredHtml: constant('DISALLOW_UNFILTERED_HTML'),
    allowUnfilteredUploads: constant('ALLOW_UNFILTERED_UPLOADS'),
    addNewUsers,
    pluginsMenu,
  };
}
