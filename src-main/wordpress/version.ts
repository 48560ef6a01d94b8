import { bytesToString } from './byte-string.ts';

/**
 * `$wp_version` from the bytes of wp-includes/version.php, for example `6.1.9` or `7.0-beta2-60123`; `null` when the
 * file does not say. The file belongs to the site: what comes back is checked to be a version and nothing else.
 */
export function parseVersion(versionPhp: Uint8Array): string | null {
  const text = bytesToString(versionPhp.subarray(0, 65_536));
  const found = /^\s*\$wp_version\s*=\s*(['"])(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:-[A-Za-z0-9.-]{1,40})?)\1\s*;/m.exec(
    text,
  );
  return found?.[2] ?? null;
}

/** Whether `version` is `major.minor` or later; a beta of 6.8 counts as 6.8. An unknown version is not. */
export function isAtLeast(version: string | null, major: number, minor: number): boolean {
  const found = version === null ? null : /^(\d+)\.(\d+)/.exec(version);
  if (!found) return false;
  const [ownMajor, ownMinor] = [Number(found[1]), Number(found[2])];
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
