import {
  type Capabilities,
  isAdministratorCapability,
  type Rights,
  type Roles,
  rightsOf,
  whyAdministrator,
} from './capabilities.ts';

/** What of a site decides over its users besides their roles. null: not to be seen from here; then the more dangerous is taken. */
export interface Circumstances {
  /** Where it can't be told, false: then more is granted. */
  multisite: boolean;
  /** Constants of wp-config. */
  disallowFileEdit: boolean | null;
  disallowFileMods: boolean | null;
  disallowUnfilteredHtml: boolean | null;
  allowUnfilteredUploads: boolean | null;
  /** Network options: administrators of a blog may add users; may see the menu of plugins. */
  addNewUsers: boolean;
  pluginsMenu: boolean;
}

/** Every capability that FACTS calls dangerous, as user_can() knows them ("Who is an administrator"). */
export const dangerousCapabilities: readonly string[] = [
  'manage_options',
  ...['list_users', 'edit_users', 'create_users', 'delete_users', 'remove_users', 'promote_users'],
  ...['activate_plugins', 'install_plugins', 'upload_plugins', 'edit_plugins', 'update_plugins', 'delete_plugins'],
  ...['switch_themes', 'install_themes', 'upload_themes', 'edit_themes', 'update_themes', 'delete_themes'],
  ...['edit_files', 'unfiltered_html', 'unfiltered_upload', 'import', 'export', 'update_core'],
  ...['manage_network', 'manage_network_users', 'manage_network_plugins', 'manage_network_themes'],
  'manage_network_options',
];

/** A user on one blog, as user_can() judges. */
export interface RightsHere {
  roles: readonly string[];
  /** The dangerous capabilities, and all other manage_network*, that user_can() affirms. */
  can: ReadonlySet<string>;
  administrator: boolean;
  /** Why: `super admin`, `role: …`, `direct grant: …`. */
  how: readonly string[];
}

export function rightsHere(
  user: { capabilities: Capabilities; roles: Roles | null; superAdmin: boolean },
  where: Circumstances,
): RightsHere {
  const rights = rightsOf(user);
  const networks = [...rights.granted].filter((name) => name.startsWith('manage_network'));
  const asked = new Set([...dangerousCapabilities, ...networks]);
  const can = new Set([...asked].filter((name) => userCan(name, rights, user.superAdmin, where)));
  const administering = [...can].filter(isAdministratorCapability);
  const how = whyAdministrator(user, rights.roles, administering);
  if (user.superAdmin) how.unshift('super admin');
  return { roles: rights.roles, can, administrator: how.length > 0, how };
}

/**
 * user_can() of WordPress 6.1 to 7.1, read in map_meta_cap() and WP_User::has_cap(); plugins' filters are not seen. There are super admins
 * in networks only.
 */
export function userCan(
  capability: string,
  { granted }: Pick<Rights, 'granted'>,
  superAdmin: boolean,
  where: Circumstances,
): boolean {
  const needed = neededFor(capability, granted, superAdmin, where);
  if (needed === null) return false;
  return superAdmin || needed.every((name) => granted.has(name));
}

/** The capabilities that WordPress really asks for; null: it allows this to nobody in this position. */
function neededFor(
  capability: string,
  granted: ReadonlySet<string>,
  superAdmin: boolean,
  where: Circumstances,
): string[] | null {
  const beneathSuper = where.multisite && !superAdmin;
  switch (capability) {
    case 'edit_users':
      return beneathSuper && !granted.has('manage_network_users') ? null : ['edit_users'];
    case 'delete_users':
      return beneathSuper ? null : ['delete_users'];
    case 'create_users':
      return beneathSuper && !where.addNewUsers ? null : ['create_users'];
    case 'unfiltered_html':
      return where.disallowUnfilteredHtml === true || beneathSuper ? null : ['unfiltered_html'];
    case 'unfiltered_upload':
      return where.allowUnfilteredUploads === false || beneathSuper ? null : ['unfiltered_upload'];
    case 'edit_files':
    case 'edit_plugins':
    case 'edit_themes':
      return where.disallowFileEdit === true || where.disallowFileMods === true || beneathSuper ? null : [capability];
    case 'activate_plugins':
      return where.multisite && !where.pluginsMenu ? ['activate_plugins', 'manage_network_plugins'] : [capability];
    default:
      if (!changesFiles.has(capability)) return [capability];
      return where.disallowFileMods === true || beneathSuper ? null : [capability.replace(/^upload_/, 'install_')];
  }
}

const changesFiles = new Set([
  ...['update_plugins', 'delete_plugins', 'install_plugins', 'upload_plugins'],
  ...['update_themes', 'delete_themes', 'install_themes', 'upload_themes', 'update_core'],
]);
