/** When the lists below were written down: a program can't know what was released later. */
export const listOf = '2026-11';

/** The newest WordPress that was known then (seen in Debian unstable). */
export const latestBranch = [7, 1] as const;
/** Older ones get no security fixes since July 2025 (make.wordpress.org/security). */
export const oldestWithFixes = [4, 7] as const;

/** Until when php.net mends security holes (php.net/supported-versions; 8.5 by its rule of four years). */
const php: Record<string, string> = {
  ...{ '5.6': '2018-12-31', '7.0': '2019-01-10', '7.1': '2019-12-01', '7.2': '2020-11-30', '7.3': '2021-12-06' },
  ...{ '7.4': '2022-11-28', '8.0': '2023-11-26', '8.1': '2025-12-31', '8.2': '2026-12-31', '8.3': '2027-12-31' },
  ...{ '8.4': '2028-12-31', '8.5': '2029-12-31' },
};

/** The last day of security fixes of this version's branch, ISO 8601; null where the list does not know it. */
export function endOfPhp(version: string): string | null {
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) < 5 || (major === '5' && Number(minor) < 6)) return major ? '2018-12-31' : null;
  return php[`${major}.${minor}`] ?? null;
}
