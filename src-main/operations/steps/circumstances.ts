import type { Row } from '../../hosts/database.ts';
import { activeNetworkPlugins } from '../../wordpress/active-plugins.ts';
import { textOf } from '../../wordpress/byte-string.ts';
import { parseSiteAdmins, whyDoubtful } from '../../wordpress/capabilities.ts';
import { entriesOf, isTruthy, readPhpValue } from '../../wordpress/php-value.ts';
import type { Circumstances } from '../../wordpress/user-can.ts';
import type { Understood } from '../../wordpress/wp-config/answer.ts';
import type { Value } from '../../wordpress/wp-config/world.ts';
import type { OpenSite } from './look.ts';
import { plainName } from './plain-name.ts';

/** What a network's own settings say of its users; as WordPress takes it where there is no such row. */
export interface NetworkOptions {
  /** Of a list that stands twice, all: which row counts hangs on version and cache (tried on 6.1 and 6.8: the last). */
  superAdmins: string[];
  /** $super_admins of wp-config names them, not the network's list. */
  superAdminsInConfig: boolean;
  /** Why there may be more, in words; null where all of them are known. */
  superAdminsUnread: string | null;
  addNewUsers: boolean;
  pluginsMenu: boolean;
  /** Whether anyone may register; null where this is no network. */
  openNetwork: boolean | null;
  /** Plugins that are active on every blog. */
  plugins: string[];
}

const mostSuperAdmins = 1000;
/** What both questions for them ask for: rows, and bytes of one. */
const mostNetworkRows = 100;
const isLong = ({ length }: Buffer) => length >= 65_536;
const strange =
  'wp-config sets $super_admins in a way that Resalt doesn’t follow, so who is a super admin is not known. Write the logins there plainly, or take it out.';
const odd =
  'The network’s list of super admins is written in a way that PHP may read and nobody honest uses: who is one is not known.';
const tooMany =
  'The network’s list of super admins is longer than Resalt reads, or stands in more rows: who is one is not known.';

/** Rows of sitemeta, the newest first: of a name that stands twice the oldest counts. No rows: no network. */
export function networkOptionsOf(
  rows: readonly Row[],
  configuration: OpenSite['configuration'] = null,
): NetworkOptions {
  const stored = new Map(rows.map((row) => [nameOf(row), row.value ?? null]));
  const word = (name: string) => stored.get(name)?.toString('latin1') ?? '';
  const lists = rows.flatMap((row) => (nameOf(row) === 'site_admins' && row.value ? [row.value] : []));
  // get_super_admins() takes array('admin') where the row is missing.
  const without = rows.length > 0 ? ['admin'] : [];
  const menu = readPhpValue(stored.get('menu_items') ?? Buffer.alloc(0));
  const all = lists.length > 0 ? [...new Set(lists.flatMap(parseSiteAdmins))] : without;
  const listed = all.slice(0, mostSuperAdmins);
  const isCut = all.length > listed.length || rows.length >= mostNetworkRows || lists.some(isLong);
  const isOdd = lists.some((list) => whyDoubtful(list) === 'strange');
  const named = rows.length > 0 && configuration ? superAdminsOf(configuration.understood) : null;
  return {
    superAdmins: named ? [...new Set([...named.logins, ...(named.always ? [] : listed)])] : listed,
    superAdminsInConfig: named !== null,
    superAdminsUnread: named && !named.plain ? strange : named?.always ? null : isCut ? tooMany : isOdd ? odd : null,
    addNewUsers: !['', '0'].includes(word('add_new_users')),
    pluginsMenu: menu.ok && isTruthy(entriesOf(menu.value).get('plugins')),
    plugins: activeNetworkPlugins(stored.get('active_sitewide_plugins') ?? null),
    openNetwork: rows.length > 0 ? ['user', 'all'].includes(word('registration')) : null,
  };
}

/** What $super_admins of wp-config says, which WordPress takes in place of the network's list (read in get_super_admins()); null: it isn't set. */
function superAdminsOf({
  worlds,
}: Pick<Understood, 'worlds'>): { logins: string[]; plain: boolean; always: boolean } | null {
  const values = worlds
    .map(({ variables }) => variables.get('super_admins'))
    .map((value) => (isNull(value) ? undefined : value));
  const set = values.filter((value) => value !== undefined);
  if (set.length === 0) return null;
  const entries = set.flatMap((value) => (value.kind === 'array' ? [...value.entries.values()] : [value]));
  const logins = entries.flatMap((one) =>
    one.kind === 'known' && typeof one.value === 'string' ? [textOf(one.value)] : [],
  );
  const plain = set.every(({ kind }) => kind === 'array') && logins.length === entries.length;
  return { logins, plain, always: set.length === values.length };
}

const nameOf = ({ name }: Row): string => plainName(name ?? null);

const isNull = (value: Value | undefined) => value?.kind === 'known' && value.value === null;

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
