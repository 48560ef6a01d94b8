import { addressOf } from '../../wordpress/session-activity.ts';
import type { Draft } from './draft.ts';

/** Who and what is suspected on a site, each with why, in words. */
export interface Suspects {
  /** By address as addressOf() spells it. */
  ips: Map<string, string>;
  /** By login, in small letters. */
  logins: Map<string, string>;
  /** By path relative to the site's folder, in small letters. */
  paths: Map<string, string>;
  /** Of these, what nobody but an attacker asks for: not WordPress's own pages, though somebody changed them. */
  asked: Map<string, string>;
  /** By verifier. */
  sessions: Map<string, string>;
}

export const noSuspects = (): Suspects => ({
  ips: new Map(),
  logins: new Map(),
  paths: new Map(),
  asked: new Map(),
  sessions: new Map(),
});

export interface GivenSuspects {
  ips: readonly string[];
  logins: readonly string[];
  paths: readonly string[];
}

/** What a person named. A path may begin with the site's folder, its address, or a slash. */
export function addGiven(suspects: Suspects, given: GivenSuspects, root: string | null): void {
  for (const ip of given.ips) suspects.ips.set(addressOf(ip) ?? ip, `address ${ip} was named as suspicious`);
  for (const login of given.logins) suspects.logins.set(login.toLowerCase(), `${login} was named as suspicious`);
  for (const path of given.paths) addPath(suspects, siteless(path, root), `${path} was named as suspicious`, true);
}

/** `asked`: whoever asks for it belongs to what is suspected. */
export function addPath({ paths, asked }: Suspects, path: string, why: string, byAsking: boolean): void {
  const key = path.toLowerCase();
  paths.set(key, why);
  // These are asked for by everybody.
  if (byAsking && !/^(index|wp-[a-z-]+|xmlrpc)\.php$|^wp-admin\/(index|admin|admin-ajax|admin-post)\.php$|^$/.test(key))
    asked.set(key, why);
}

function siteless(path: string, root: string | null): string {
  const bare = path.replace(/^https?:\/\/[^/]*/, '').split(/[?#]/, 1)[0] ?? '';
  const inSite = root !== null && bare.startsWith(`${root}/`) ? bare.slice(root.length) : bare;
  return inSite.replace(/^(\.?\/)+/, '').toLowerCase();
}

/** Why an entry belongs to what is suspected; null where nothing says so. */
export function whyMarked(one: Draft, suspects: Suspects): string | null {
  return ownReason(one, suspects) ?? (one.ip === null ? null : (suspects.ips.get(one.ip) ?? null));
}

/** By what was done, not from where. */
export function ownReason(one: Draft, { logins, paths, asked, sessions }: Suspects): string | null {
  const { who, path, session, source } = one;
  const byPath = path === null ? undefined : whyOfPath(path, source === 'access-log' ? asked : paths);
  // Whoever tried a name at a login form did not use the account.
  const byWho = who === null || !one.answered ? undefined : logins.get(who.toLowerCase());
  return (session === null ? undefined : sessions.get(session)) ?? byPath ?? byWho ?? null;
}

/** A site in a folder of its website is asked for as /blog/wp-content/…; a PHP file may be asked for with more behind it. */
function whyOfPath(path: string, paths: Suspects['paths']): string | undefined {
  if (paths.size === 0) return undefined;
  const whole = path.toLowerCase();
  const file = /^(.*?\.ph[a-z0-9]{1,4})(?:\/|$)/.exec(whole)?.[1] ?? whole;
  // Only what lies in WordPress's own folders: "index.php" alone is every page.
  const inSite = /(?:^|\/)(wp-(?:content|admin|includes)\/.*)$/.exec(file)?.[1];
  return paths.get(whole) ?? paths.get(file) ?? (inSite === undefined ? undefined : paths.get(inSite));
}

/**
 * Addresses that used what is suspected (logged in as a marked account, ran a marked file) and are none yet, with why. Not what stands before the
 * whole site: an address from which most of all comes is a proxy's, and is told in `proxies`.
 */
export function addressesThatUsed(
  drafts: readonly Draft[],
  suspects: Suspects,
): { found: Map<string, string>; proxies: string[] } {
  const requests = drafts.filter(({ source, ip }) => source === 'access-log' && ip !== null);
  const byAddress = new Map<string, number>();
  for (const { ip } of requests) byAddress.set(ip ?? '', (byAddress.get(ip ?? '') ?? 0) + 1);
  const isProxy = (ip: string) => requests.length >= 50 && (byAddress.get(ip) ?? 0) > requests.length * 0.6;
  const found = new Map<string, string>();
  const proxies = new Set<string>();
  for (const one of drafts) {
    const { ip, answered } = one;
    if (ip === null || !answered || suspects.ips.has(ip) || found.has(ip)) continue;
    const why = ownReason(one, suspects);
    if (why === null) continue;
    if (isProxy(ip) || isOwn(ip)) proxies.add(ip);
    else found.set(ip, `address ${ip} used it: ${one.kind}; ${why}`.slice(0, 300));
  }
  return { found, proxies: [...proxies] };
}

/** The server's own, or of its own network: whoever comes from there may be anybody. */
const isOwn = (ip: string): boolean =>
  /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/.test(ip) ||
  /^0:0:0:0:0:0:0:1$|^f[cd][0-9a-f]{2}:|^fe80:/.test(ip);
