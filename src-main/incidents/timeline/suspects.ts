import { addressOf } from '../../wordpress/session-activity.ts';
import type { Draft } from './draft.ts';
import { browserOf, type UsedFrom } from './used-from.ts';

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
  /** Sessions that look odd, by verifier, and may be honest: noted on them, and nothing follows from it. */
  odd: Map<string, string>;
  /** Addresses that used any of these, as what was read shows. */
  used: Map<string, UsedFrom>;
}

export const noSuspects = (): Suspects => ({
  ips: new Map(),
  logins: new Map(),
  paths: new Map(),
  asked: new Map(),
  sessions: new Map(),
  odd: new Map(),
  used: new Map(),
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
  const own = ownReason(one, suspects);
  if (own !== null || one.ip === null) return own;
  return suspects.ips.get(one.ip) ?? whyByUse(one.agent, suspects.used.get(one.ip));
}

/** Where others use an address too, only the same browser tells. */
function whyByUse(agent: string | null, used: UsedFrom | undefined): string | null {
  if (!used) return null;
  if (agent !== null && used.browsers.has(browserOf(agent))) return `${used.why} (the same browser)`.slice(0, 300);
  return used.others === null ? used.why : null;
}

/** By what was done, not from where. */
export function ownReason(one: Draft, { logins, paths, asked, sessions }: Suspects): string | null {
  const { who, path, session, source, about } = one;
  const byPath = path === null ? undefined : whyOfPath(path, source === 'access-log' ? asked : paths);
  // Whoever tried a name at a login form did not use the account.
  const byWho = who === null || !one.answered ? undefined : logins.get(who.toLowerCase());
  const byMade = about === null ? undefined : logins.get(about.toLowerCase());
  return (session === null ? undefined : sessions.get(session)) ?? byPath ?? byWho ?? byMade ?? null;
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
