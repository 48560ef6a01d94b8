import type { KnownSite, SessionFlag } from '../../src-main/contract/known-sessions.ts';
import type { SessionFilter } from '../stores/sessions/filter.ts';
import type { Grouping } from '../stores/sessions/groups.ts';
import type { SessionFacts } from '../stores/sessions/table.ts';
import type { Tone } from '../theme/palette.ts';
import { count, list, number } from './count.ts';
import { countryName } from './country.ts';
import { exact } from './time.ts';

type Flag = SessionFlag['flag'];

export const flagTitles: Record<Flag, string> = {
  'several-countries': 'Several countries',
  'new-address': 'New address',
  'new-network': 'New network',
  'impossible-travel': 'Impossible travel',
  'shared-address': 'Shared address',
  'too-many': 'Too many logins',
  'too-old': 'Too old',
  'role-not-here': 'Role not here',
  'hosting-network': 'Hosting network',
  'blocked-address': 'Blocked address',
  expired: 'Expired',
  ghost: 'Ghost',
};

const worst: Flag[] = ['blocked-address', 'impossible-travel', 'role-not-here'];

/** Red where someone is likely in who should not be; what can't open anything any more is grey. */
export const toneOfFlag = (flag: Flag): Tone =>
  worst.includes(flag) ? 'danger' : flag === 'expired' ? 'unknown' : 'look';

const weight: Record<Tone, number> = { danger: 0, look: 1, work: 2, proven: 3, unknown: 4 };
export const worstFirst = (flags: readonly SessionFlag[]): SessionFlag[] =>
  [...flags].sort((a, b) => weight[toneOfFlag(a.flag)] - weight[toneOfFlag(b.flag)]);

/** "Firefox 144, Windows"; null where the agent says nothing. */
export function sayDevice(agent: SessionFacts['agent']): string | null {
  const said = [agent?.browser, agent?.device].filter((part) => part !== null && part !== undefined);
  return said.length > 0 ? said.join(', ') : (agent?.userAgent ?? null);
}

/** Who: the login, or that the user is gone and only the session is left. */
export const sayUser = ({ user }: SessionFacts): string => user.user ?? `deleted user ${user.userId}`;

export const groupTitles: Record<Grouping, string> = {
  person: 'By person',
  site: 'By site',
  country: 'By country',
  address: 'By address',
};

/** A group's name: people without an address of their own are called by their number. */
export function sayGroup(by: Grouping, key: string): string {
  if (by === 'country') return countryName(key);
  if (key === '') return 'No address';
  return by === 'person' && !key.includes('@') && key.startsWith('s_') ? `User ${key.split('/')[1]}, no e-mail` : key;
}

/** What a part of the filter asks, for a mark that takes it away. */
export function sayPart(filter: SessionFilter, part: keyof SessionFilter): string {
  const { flag, from, until, olderThanDays } = filter;
  switch (part) {
    case 'text':
      return `“${filter.text}”`;
    case 'flag':
      return flag === 'any' || flag === null ? 'flagged' : flagTitles[flag];
    case 'country':
      return countryName(filter.country ?? '');
    case 'olderThanDays':
      return `older than ${count(olderThanDays ?? 0, 'day')}`;
    case 'expired':
      return filter.expired ? 'expired' : 'not expired';
    case 'fresh':
      return 'new since yesterday';
    case 'gone':
      return 'gone';
    case 'from':
      return `logged in since ${exact(new Date((from ?? 0) * 1000).toISOString())}`;
    case 'until':
      return `logged in before ${exact(new Date((until ?? 0) * 1000).toISOString())}`;
    default:
      return String(filter[part]);
  }
}

/** "12 sites did not answer, last known from 09:10 …"; null where all did. */
export function saySilent(sites: readonly KnownSite[]): string | null {
  const silent = sites.filter(({ failure }) => failure !== null);
  if (silent.length === 0) return null;
  const known = silent.flatMap(({ lookedAt }) => lookedAt ?? []).sort();
  const never = silent.length - known.length;
  const parts: string[] = [];
  if (known[0]) parts.push(`last known from ${exact(known[0])}${known.length > 1 ? ' or later' : ''}`);
  if (never > 0) parts.push(known[0] ? `of ${number(never)} nothing is known` : 'nothing is known of them');
  return `${count(silent.length, 'site')} did not answer, ${list(parts)}.`;
}

/** Of the proof of an ending, and what it costs. */
export const proofWords = {
  label: 'Prove it with a canary',
  does: 'A login of Resalt’s own is let in, ended with the others and must then be refused. It writes to the row of one user for a moment.',
};

/** "37 logins of 12 people on 5 sites", "no logins". */
export const sayReach = (sessions: number, people: number, sites: number): string =>
  sessions === 0
    ? 'no logins'
    : `${count(sessions, 'login')} of ${count(people, 'person', 'people')} on ${count(sites, 'site')}`;
