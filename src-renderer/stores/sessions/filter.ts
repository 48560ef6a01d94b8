import { sessionFlags } from '../../../src-main/contract/known-sessions.ts';

/** What the sessions are narrowed to: those for which every part is true; null asks nothing. */
export interface SessionFilter {
  /** Each word somewhere in user, e-mail, name, site, client, role, address, country, network, device or browser. */
  text: string;
  /** `any`: whichever, but for those that have merely expired. */
  flag: (typeof sessionFlags)[number] | 'any' | null;
  role: string | null;
  /** ISO 3166 alpha-2; "" where it is not known. */
  country: string | null;
  client: string | null;
  tag: string | null;
  site: string | null;
  /** A person's e-mail address, or what stands for it (table.ts: personKey). */
  person: string | null;
  address: string | null;
  /** Logged in longer ago than so many days. */
  olderThanDays: number | null;
  expired: boolean | null;
  /** First seen within the last 24 hours. */
  fresh: boolean;
  /** Those that are gone, in the place of those that are there. */
  gone: boolean;
  /** Logged in from then until before then, seconds since 1970. */
  from: number | null;
  until: number | null;
}

export const noFilter: SessionFilter = {
  text: '',
  flag: null,
  role: null,
  country: null,
  client: null,
  tag: null,
  site: null,
  person: null,
  address: null,
  olderThanDays: null,
  expired: null,
  fresh: false,
  gone: false,
  from: null,
  until: null,
};

const texts = ['role', 'country', 'client', 'tag', 'site', 'person', 'address'] as const;
const numbers = ['olderThanDays', 'from', 'until'] as const;

const text = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 300) : null);
const whole = (value: unknown): number | null => {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
};
const truth = (value: unknown): boolean => value === true || value === 'yes';

/** A filter out of what was stored or what a link says: every part that is not understood asks nothing. */
export function readFilter(from: unknown): SessionFilter {
  const parts = typeof from === 'object' && from !== null ? (from as Record<string, unknown>) : {};
  const filter: SessionFilter = { ...noFilter, text: text(parts.text) ?? '' };
  for (const name of texts) filter[name] = text(parts[name]);
  for (const name of numbers) filter[name] = whole(parts[name]);
  filter.flag = parts.flag === 'any' ? 'any' : (sessionFlags.find((flag) => flag === parts.flag) ?? null);
  filter.expired = parts.expired === false || parts.expired === 'no' ? false : truth(parts.expired) ? true : null;
  filter.fresh = truth(parts.fresh);
  filter.gone = truth(parts.gone);
  return filter;
}

/** The parts that name people or where they are: what is readable where the vault is not open goes without them. */
export const withoutPeople = (filter: SessionFilter): SessionFilter => ({
  ...filter,
  ...{ text: noFilter.text, person: noFilter.person, address: noFilter.address },
});

/** An e-mail address or an address of the net, or the beginning of one. */
const telling = /@|\d\.\d+\.\d|[0-9a-f]*:[0-9a-f]*:/i;

/** What of a filter may stand in an address, which browsers keep: no addresses of people. Other words that were typed may. */
export const addressable = (filter: SessionFilter): SessionFilter => ({
  ...withoutPeople(filter),
  text: telling.test(filter.text) ? noFilter.text : filter.text,
});

/** The part of a link after "sessions?"; empty where the filter asks nothing that may stand there. */
export function queryOf(filter: SessionFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(addressable(filter))) {
    if (value === null || (value === false && name !== 'expired') || (value === '' && name !== 'country')) continue;
    query.set(name, typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value));
  }
  return query.toString();
}
export const filterOfQuery = (query: string): SessionFilter =>
  readFilter(Object.fromEntries(new URLSearchParams(query)));

/** The names of the parts that ask for something. */
export const asking = (filter: SessionFilter): (keyof SessionFilter)[] =>
  (Object.keys(noFilter) as (keyof SessionFilter)[]).filter((name) => filter[name] !== noFilter[name]);
