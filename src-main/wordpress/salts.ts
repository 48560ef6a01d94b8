import { createHash, randomBytes as nodeRandomBytes } from 'node:crypto';
import { type ByteString, stringToBytes } from './byte-string.ts';

export const saltSchemes = ['auth', 'secure_auth', 'logged_in', 'nonce'] as const;
export type SaltScheme = (typeof saltSchemes)[number];

export const saltNames = [
  'AUTH_KEY',
  'SECURE_AUTH_KEY',
  'LOGGED_IN_KEY',
  'NONCE_KEY',
  'AUTH_SALT',
  'SECURE_AUTH_SALT',
  'LOGGED_IN_SALT',
  'NONCE_SALT',
] as const;
export type SaltName = (typeof saltNames)[number];

/** The names that wp_salt() compares with each other: the eight and two from WordPress before 2.6. */
export const comparedNames = [...saltNames, 'SECRET_KEY', 'SECRET_SALT'] as const;
export type ComparedName = (typeof comparedNames)[number];

/** Constants besides the eight that can be given a new value, when asked. */
export const otherKeyNames = ['WP_CACHE_KEY_SALT', 'SECRET_KEY', 'SECRET_SALT'] as const;
export type OtherKeyName = (typeof otherKeyNames)[number];

/** The option, or row of sitemeta, that WordPress keeps a salt in where no constant gives it. */
export const saltOptionNames = saltNames.map((name) => name.toLowerCase());

/** What signs the recovery mode's cookies where AUTH_KEY and AUTH_SALT are unset; WordPress makes missing ones (FACTS, read). */
export const recoveryOptionNames = ['recovery_mode_auth_key', 'recovery_mode_auth_salt'] as const;

export const placeholder = 'put your unique phrase here';

/**
 * Eight distinct values of 64 characters, 6 random bits each. The alphabet (A-Z a-z 0-9 - _) means the same in every
 * PHP quote, in a .env file, in SQL and in a shell (SHAPES: rule 4).
 */
export function newSalts(randomBytes: (size: number) => Uint8Array = nodeRandomBytes): Record<SaltName, string> {
  return newValues(saltNames, randomBytes);
}

/** A distinct value for each name, made as those of newSalts(). */
export function newValues<Name extends string>(
  names: readonly Name[],
  randomBytes: (size: number) => Uint8Array = nodeRandomBytes,
): Record<Name, string> {
  const drawn = Buffer.from(randomBytes(48 * names.length));
  const values = names.map((name, index) => {
    return [name, drawn.subarray(index * 48, index * 48 + 48).toString('base64url')] as const;
  });
  if (new Set(values.map(([, value]) => value)).size !== names.length) {
    throw new Error('The random source repeats itself; no salts can be made from it.');
  }
  return Object.fromEntries(values) as Record<Name, string>;
}

/** A constant as read: a byte string, `null` when it is defined but its value can't be known, absent when undefined. */
export type SaltConstants = Partial<Record<ComparedName, ByteString | null>>;
/** Rows `auth_key` … `nonce_salt` of wp_options (multisite: sitemeta); the whole is `null` when they were not read. */
export type SaltOptions = Readonly<Record<string, ByteString>> | null;

export interface EffectiveSalt {
  value: ByteString | null;
  from: 'constant' | 'secret-key' | 'secret-salt' | 'database' | 'unknown';
}
export interface EffectiveSalts {
  names: Record<SaltName, EffectiveSalt>;
  /** key + salt per scheme, `null` where either is not known. */
  schemes: Record<SaltScheme, ByteString | null>;
}

/**
 * The salts that WordPress works with, judged as wp_salt() does (FACTS: Where salts come from). A missing row of the
 * database means that WordPress makes one at the next request: its value is `null` until then.
 */
export function effectiveSalts(constants: SaltConstants, siteOptions: SaltOptions): EffectiveSalts {
  const valid = validConstants(constants);
  const names = Object.fromEntries(
    saltNames.map((name) => [name, judge(name, constants, valid, siteOptions)]),
  ) as Record<SaltName, EffectiveSalt>;
  const schemes = Object.fromEntries(
    saltSchemes.map((scheme) => {
      const key = names[`${scheme.toUpperCase()}_KEY` as SaltName].value;
      const salt = names[`${scheme.toUpperCase()}_SALT` as SaltName].value;
      return [scheme, key === null || salt === null ? null : key + salt];
    }),
  ) as Record<SaltScheme, ByteString | null>;
  return { names, schemes };
}

/** Constants that wp_salt() does not ignore: not empty, not '0', not the placeholder, not equal to another. */
function validConstants(constants: SaltConstants): Set<ComparedName> {
  const seen = new Map<ByteString, number>([[placeholder, 1]]);
  for (const name of comparedNames) {
    const value = constants[name];
    if (typeof value === 'string') seen.set(value, (seen.get(value) ?? 0) + 1);
  }
  return new Set(
    comparedNames.filter((name) => {
      const value = constants[name];
      return typeof value === 'string' && value !== '' && value !== '0' && seen.get(value) === 1;
    }),
  );
}

function judge(
  name: SaltName,
  constants: SaltConstants,
  valid: ReadonlySet<ComparedName>,
  siteOptions: SaltOptions,
): EffectiveSalt {
  if (constants[name] === null) return { value: null, from: 'unknown' };
  if (valid.has(name)) return { value: constants[name] ?? null, from: 'constant' };
  const older = name.endsWith('_KEY') ? 'SECRET_KEY' : name === 'AUTH_SALT' ? 'SECRET_SALT' : null;
  if (older !== null) {
    if (constants[older] === null) return { value: null, from: 'unknown' };
    const from = older === 'SECRET_KEY' ? 'secret-key' : 'secret-salt';
    if (valid.has(older)) return { value: constants[older] ?? null, from };
  }
  const row = siteOptions?.[name.toLowerCase()];
  return { value: row === undefined || row === '' || row === '0' ? null : row, from: 'database' };
}

/**
 * 16 hex digits that change when any effective salt changes and tell nothing about the values; `null` when a value is
 * not known.
 */
export function fingerprint(effective: EffectiveSalts): string | null {
  const hash = createHash('sha256').update('resalt salts fingerprint v1');
  for (const scheme of saltSchemes) {
    const value = effective.schemes[scheme];
    if (value === null) return null;
    hash.update(`\0${value.length}\0`).update(stringToBytes(value));
  }
  return hash.digest('hex').slice(0, 16);
}
