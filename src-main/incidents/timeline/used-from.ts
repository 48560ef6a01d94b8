import type { Draft } from './draft.ts';
import { ownReason, type Suspects } from './suspects.ts';

/** An address from which something suspicious was used. */
export interface UsedFrom {
  why: string;
  /** With which browsers that was. */
  browsers: Set<string>;
  /** Who else comes from there, in words; null where nobody is known to. */
  others: string | null;
}

export interface Uses {
  used: Map<string, UsedFrom>;
  /** From which it came too, but whoever comes from there may be anybody. */
  proxies: string[];
}

const day = 86_400_000;

/**
 * Addresses that used what is suspected (logged in as a marked account, ran a marked file), with which browsers, and whether others use them as well: more than
 * one account with other browsers, or one long before. Not what stands before the whole site: an address from which most of all comes is a proxy's. `sure`:
 * requests that it can only have been for another reason.
 */
export function usedFrom(
  drafts: readonly Draft[],
  suspects: Suspects,
  sure: ReadonlyMap<Draft, string> = new Map(),
): Uses {
  const isProxy = proxiesIn(drafts);
  const used = new Map<string, UsedFrom & { first: number }>();
  const proxies = new Set<string>();
  for (const one of drafts) {
    const { ip, answered, agent, at } = one;
    if (ip === null || !answered || suspects.ips.has(ip)) continue;
    const why = ownReason(one, suspects) ?? sure.get(one) ?? null;
    if (why === null) continue;
    if (isProxy(ip) || isOwn(ip) || isPartOnly(ip)) {
      if (!isPartOnly(ip)) proxies.add(ip);
      continue;
    }
    const known = used.get(ip) ?? { why: whyOf(ip, one.kind, why), browsers: new Set(), others: null, first: at };
    if (agent !== null) known.browsers.add(browserOf(agent));
    known.first = Math.min(known.first, at);
    used.set(ip, known);
  }
  for (const [ip, one] of used) one.others = othersAt(ip, one, drafts, suspects);
  return { used, proxies: [...proxies] };
}

const whyOf = (ip: string, kind: string, why: string): string => `address ${ip} used it: ${kind}; ${why}`.slice(0, 280);

/** Whose logins came from there with other browsers: of several people, or of one who was there a day before. */
function othersAt(
  ip: string,
  { browsers, first }: UsedFrom & { first: number },
  drafts: readonly Draft[],
  suspects: Suspects,
): string | null {
  const people = new Map<string, number>();
  for (const one of drafts) {
    if (one.ip !== ip || one.who === null || one.kind !== 'login' || !one.answered || one.agent === null) continue;
    if (browsers.has(browserOf(one.agent)) || ownReason(one, suspects) !== null) continue;
    people.set(one.who, Math.min(people.get(one.who) ?? one.at, one.at));
  }
  const names = [...people.keys()];
  const shared = names.length > 1 || [...people.values()].some((at) => at < first - day);
  return shared ? names.slice(0, 3).join(', ').slice(0, 200) : null;
}

function proxiesIn(drafts: readonly Draft[]): (ip: string) => boolean {
  const requests = drafts.filter(({ source, ip }) => source === 'access-log' && ip !== null);
  const byAddress = new Map<string, number>();
  for (const { ip } of requests) byAddress.set(ip ?? '', (byAddress.get(ip ?? '') ?? 0) + 1);
  return (ip) => requests.length >= 50 && (byAddress.get(ip) ?? 0) > requests.length * 0.6;
}

/** The server's own, or of its own network: whoever comes from there may be anybody. */
const isOwn = (ip: string): boolean =>
  /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(ip) ||
  /^0:0:0:0:0:0:0:1$|^f[cd][0-9a-f]{2}:|^fe80:/.test(ip);

/** Some plugins leave the end of an address out: it may be any of a whole network. */
const isPartOnly = (ip: string): boolean => /\.x$|\.0$|:0:0:0:0$/.test(ip);

/** How a browser calls itself, as logs and tables write it differently: nginx escapes, plugins cut. */
export const browserOf = (agent: string): string =>
  agent
    .replace(/\\x([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\(["\\])/g, '$1')
    .trim()
    .slice(0, 200);

/** What can't be told by the log, in words. */
export function usesInWords({ used, proxies }: Uses): string | null {
  const shared = [...used].flatMap(([ip, { others }]) => (others === null ? [] : `${ip} (${others})`));
  const words = [
    proxies.length > 0
      ? `What is suspected came from ${proxies.slice(0, 5).join(', ')}, which stands before the site or is its own; who was behind it the log doesn’t tell.`
      : null,
    shared.length > 0
      ? `Others log in from ${shared.slice(0, 5).join(', ')} too: from there only what the same browser did is marked.`
      : null,
  ].filter((one) => one !== null);
  return words.join(' ') || null;
}
