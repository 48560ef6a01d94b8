import { type ByteString, bytesToString, textOf } from './byte-string.ts';
import { entriesOf, holdsOpaque, isTruthy, type PhpReading, type PhpValue, readPhpValue } from './php-value.ts';

/** Whoever is granted one of these, or any manage_network*, is an administrator (DESIGN: Command line). */
export const administratorCapabilities: ReadonlySet<string> = new Set([
  'manage_options',
  'edit_users',
  'create_users',
  'promote_users',
  'delete_users',
  'install_plugins',
  'activate_plugins',
  'edit_plugins',
  'update_plugins',
  'delete_plugins',
  'install_themes',
  'switch_themes',
  'edit_themes',
  'update_themes',
  'delete_themes',
  'edit_files',
  'update_core',
  'unfiltered_upload',
  'import',
  'export',
]);

/** Capability or role name -> whether PHP takes its value as true. */
export type Capabilities = ReadonlyMap<string, boolean>;
export type Roles = ReadonlyMap<string, Capabilities>;

/**
 * The value of the first usermeta row whose key is byte for byte `{prefix}capabilities`. What is not a serialized
 * array grants nothing, as in WordPress.
 */
export function parseCapabilities(value: Buffer): Capabilities {
  const reading = readArray(value);
  return reading.ok ? capabilitiesOf(reading.value) : new Map();
}

/**
 * Why a value can't be judged that is an array to WordPress or may be one; null where it can. `lengths`: its counts are wrong, as after a
 * careless search and replace, and then PHP sees nothing in it. `strange`: objects, references, escaped strings, more than 64 levels,
 * padded numbers, of which PHP makes what it likes; nobody honest writes them here.
 */
export function whyDoubtful(value: Buffer): 'lengths' | 'strange' | null {
  if (!looksLikeArray(value)) return null;
  const reading = readArray(value);
  if (reading.ok) return holdsOpaque(reading.value) ? 'strange' : null;
  return reading.problem.startsWith('has a wrong length') ? 'lengths' : 'strange';
}

/** As is_serialized() sees an array; unserialize() then ignores what stands after its end. */
function looksLikeArray(value: Buffer): boolean {
  return /^[ \t\n\r\0\v]*a:[0-9]+:[\s\S]*[;}][ \t\n\r\0\v]*$/.test(bytesToString(value));
}

function readArray(value: Buffer): PhpReading {
  return looksLikeArray(value) ? readPhpValue(value, 'ignored') : { ok: false, problem: 'is no serialized array' };
}

/** Option `{prefix}user_roles`. `null` when it is not a serialized array: then nobody has a role. */
export function parseUserRoles(value: Buffer): Roles | null {
  const bytes = bytesToString(value);
  const known = recentRoles.get(bytes);
  if (known !== undefined) return known;
  const roles = readUserRoles(value);
  if (recentRoles.size >= 32) recentRoles.clear();
  recentRoles.set(bytes, roles);
  return roles;
}

/** Most sites of a fleet hold the same roles, byte for byte: 13 KB that need not be taken apart 140 times. */
const recentRoles = new Map<ByteString, Roles | null>();

function readUserRoles(value: Buffer): Roles | null {
  const reading = readArray(value);
  if (!reading.ok || reading.value.kind !== 'array') return null;
  const roles = new Map<string, Capabilities>();
  for (const [role, definition] of entriesOf(reading.value)) {
    const fields = entriesOf(definition);
    const name = fields.get('name');
    // WP_Roles::is_role() is isset() on the name.
    if (name === undefined || name.kind === 'null') continue;
    const capabilities = fields.get('capabilities');
    roles.set(textOf(role), capabilities === undefined ? new Map() : capabilitiesOf(capabilities));
  }
  return roles;
}

/** Logins in sitemeta `site_admins`; they need no capabilities row. */
export function parseSiteAdmins(value: Buffer): string[] {
  const reading = readArray(value);
  if (!reading.ok) return [];
  return [...entriesOf(reading.value).values()].flatMap((login) =>
    login.kind === 'string' ? [textOf(login.value)] : [],
  );
}

export interface Rights {
  /** Every key of the capabilities row that is a role, whatever its value. */
  readonly roles: readonly string[];
  /** The capabilities that WordPress grants. */
  readonly granted: ReadonlySet<string>;
  readonly administrator: boolean;
  /** Why the user is an administrator: `super admin`, `role: …`, `direct grant: …`. */
  readonly how: readonly string[];
}

/** What a user may do, as WP_User::get_role_caps() adds it up (FACTS: Who is an administrator). */
export function rightsOf(user: { capabilities: Capabilities; roles: Roles | null; superAdmin?: boolean }): Rights {
  const roles = [...user.capabilities.keys()].filter((key) => user.roles?.has(key));
  const all = new Map<string, boolean>();
  for (const role of roles) for (const [name, granted] of user.roles?.get(role) ?? []) all.set(name, granted);
  for (const [name, granted] of user.capabilities) all.set(name, granted);
  const granted = new Set([...all].filter(([, yes]) => yes).map(([name]) => name));
  const how = whyAdministrator(user, roles, [...granted].filter(isAdministratorCapability));
  if (user.superAdmin) how.unshift('super admin');
  return { roles, granted, administrator: how.length > 0, how };
}

/** The same by the user's usermeta row. Thousands of users have one of a few rows, and most sites the same roles. */
export function rightsOfRow(value: Buffer, roles: Roles | null, superAdmin: boolean): Rights {
  const known = recentRights.get(roles ?? noRoles) ?? new Map<ByteString, Rights>();
  recentRights.set(roles ?? noRoles, known);
  const key = `${superAdmin}${bytesToString(value)}`;
  const rights = known.get(key) ?? rightsOf({ capabilities: parseCapabilities(value), roles, superAdmin });
  if (value.length < 1024 && known.size < 1000) known.set(key, rights);
  return rights;
}

const noRoles: Roles = new Map();
const recentRights = new WeakMap<Roles, Map<ByteString, Rights>>();

/** Where these capabilities of a user come from: `role: …` and `direct grant: …`. */
export function whyAdministrator(
  { capabilities: own, roles }: { capabilities: Capabilities; roles: Roles | null },
  held: readonly string[],
  dangerous: readonly string[],
): string[] {
  const byRole = held.filter((role) => dangerous.some((name) => roles?.get(role)?.get(name) && !own.has(name)));
  const direct = dangerous.filter((name) => own.get(name));
  return [...byRole.map((role) => `role: ${role}`), ...direct.map((name) => `direct grant: ${name}`)];
}

export function isAdministratorCapability(name: string): boolean {
  return administratorCapabilities.has(name) || name.startsWith('manage_network');
}

/**
 * Users ordered by how little they may do: those who can open wp-admin/profile.php (capability `read`) first, then
 * fewest administrator capabilities, then fewest capabilities. For choosing whom to mint a canary for.
 */
export function leastRights<User extends { id: number; rights: Rights }>(users: readonly User[]): User[] {
  const weigh = ({ rights }: User) => [
    rights.granted.has('read') ? 0 : 1,
    rights.how.includes('super admin') ? 1 : 0,
    [...rights.granted].filter(isAdministratorCapability).length,
    rights.granted.size,
  ];
  return [...users].sort((left, right) => {
    const [a, b] = [weigh(left), weigh(right)];
    return (
      a.map((weight, index) => weight - (b[index] ?? 0)).find((difference) => difference !== 0) ?? left.id - right.id
    );
  });
}

function capabilitiesOf(value: PhpValue): Capabilities {
  return new Map([...entriesOf(value)].map(([name, granted]) => [textOf(name), isTruthy(granted)]));
}
