import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownPage } from '../../../src-main/contract/known-sessions.ts';
import { knownPage } from '../../../src-main/contract/known-sessions.ts';
import { carried, chooseRows, useChosen } from '../../../src-renderer/stores/sessions/chosen.ts';
import { useEnding } from '../../../src-renderer/stores/sessions/ending.ts';
import {
  addressable,
  filterOfQuery,
  noFilter,
  queryOf,
  readFilter,
  type SessionFilter,
} from '../../../src-renderer/stores/sessions/filter.ts';
import { grouped } from '../../../src-renderer/stores/sessions/groups.ts';
import { forgetKnown, readKnown, useKnown } from '../../../src-renderer/stores/sessions/load.ts';
import { orderOf, sessionSorts } from '../../../src-renderer/stores/sessions/order.ts';
import { sift } from '../../../src-renderer/stores/sessions/sieve.ts';
import { addPage, emptyTable, factsOf, keyOf, rowLike } from '../../../src-renderer/stores/sessions/table.ts';
import { countryName } from '../../../src-renderer/words/country.ts';
import { makeKnown, pageOf } from '../../e2e/screens/fake-sessions.ts';

const ms = Date.parse('2026-01-10T22:41:07Z');
const now = ms / 1000;
const known = makeKnown({ sites: 30, sessions: 3000, now: ms });

function tableOf(size: number, from = known) {
  const table = emptyTable();
  let next: number | null = 0;
  while (next !== null) {
    const page: KnownPage = pageOf(from, next, size);
    addPage(table, knownPage.parse(page));
    next = page.next;
  }
  return table;
}
const table = tableOf(700);
const all = orderOf(table, { by: 'login', down: true });

describe('the table', () => {
  it('holds what the pages said, whatever their size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), fc.nat({ max: 2999 }), (size, row) => {
        const facts = factsOf(tableOf(size), row);
        const said = known.sessions[row];
        expect(facts?.verifier).toBe(said?.verifier);
        expect(facts?.loginAt).toBe(said?.loginAt);
        expect(facts?.user).toEqual(known.users[said?.user ?? -1]);
        expect(facts?.address ?? null).toEqual(said?.address === null ? null : known.addresses[said?.address ?? -1]);
        expect(facts?.flags).toEqual(said?.flags);
      }),
      { numRuns: 12 },
    );
  });

  it('leaves a session out whose user no page has', () => {
    const odd = emptyTable();
    addPage(odd, { ...pageOf(known, 0), users: [] });
    expect(odd.rows).toBe(0);
  });
});

/** The plain meaning of a filter, session by session. */
function plainly(filter: SessionFilter, row: number): boolean {
  const facts = factsOf(table, row);
  if (!facts) return false;
  const { user, site, address, agent, loginAt, flags } = facts;
  const login = loginAt === null ? 0 : Date.parse(loginAt) / 1000;
  const text = [
    ...[user.user, user.email, user.displayName, user.roles.join('\n'), site.site, site.client, site.tags.join('\n')],
    ...[address?.ip, address?.network, address?.office, address?.country],
    ...[address?.country ? countryName(address.country) : '', agent?.device, agent?.browser, agent?.userAgent],
  ].join('\n');
  return (
    (facts.goneAt !== null) === filter.gone &&
    filter.text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.toLowerCase().includes(word)) &&
    (filter.flag === null ||
      flags.some(({ flag }) => (filter.flag === 'any' ? flag !== 'expired' : flag === filter.flag))) &&
    (filter.role === null || user.roles.includes(filter.role)) &&
    (filter.country === null || (address?.country ?? '') === filter.country) &&
    (filter.client === null || site.client === filter.client) &&
    (filter.olderThanDays === null || login <= now - filter.olderThanDays * 86_400) &&
    (filter.expired === null || facts.expired === filter.expired) &&
    (filter.from === null || login >= filter.from) &&
    (filter.until === null || (login > 0 && login < filter.until))
  );
}

const filters = fc.record({
  text: fc.constantFrom('', 'anna', 'ANNA agency', 'netherlands', 'firefox 203', 'müller', 'no such thing'),
  flag: fc.constantFrom('any' as const, 'expired' as const, null, null),
  role: fc.constantFrom('administrator', null, null),
  country: fc.constantFrom('NL', '', null, null),
  client: fc.constantFrom('Acme', null, null),
  olderThanDays: fc.constantFrom(14, null),
  expired: fc.constantFrom(true, false, null),
  gone: fc.constantFrom(true, false, false),
  from: fc.constantFrom(now - 20 * 86_400, null, null),
  until: fc.constantFrom(now - 5 * 86_400, null, null),
});

describe('the filter', () => {
  it('shows exactly what it means, in the order that was given', () => {
    fc.assert(
      fc.property(filters, (change) => {
        const filter = { ...noFilter, ...change };
        expect([...sift(table, filter, all, now).rows]).toEqual([...all].filter((row) => plainly(filter, row)));
      }),
      { numRuns: 40 },
    );
  });

  it('counts for the map without the country, for the time line without the time', () => {
    const filter = { ...noFilter, country: 'DE', from: now - 10 * 86_400 };
    const { byCountry, overTime } = sift(table, filter, all, now);
    const without = sift(table, { ...filter, country: null }, all, now).rows;
    expect([...byCountry()].reduce((sum, one) => sum + one, 0)).toBe(without.length);
    expect([...overTime()]).toEqual([...sift(table, { ...filter, from: null }, all, now).rows]);
  });

  it('calls new what appeared, not what a first look of a site found', () => {
    const one = emptyTable();
    const page = pageOf(makeKnown({ sites: 1, sessions: 3, now: ms }), 0);
    const at = (hours: number): string => new Date(ms - hours * 3_600_000).toISOString();
    const times = [
      { firstKnownAt: at(2), loginAt: at(100) },
      { firstKnownAt: at(1), loginAt: at(100) },
      { firstKnownAt: at(2), loginAt: at(3) },
    ];
    addPage(one, {
      ...page,
      sessions: page.sessions.map((session, row) => ({ ...session, goneAt: null, ...times[row] })),
    });
    const fresh = sift(one, { ...noFilter, fresh: true }, Int32Array.of(0, 1, 2), now);
    expect([...fresh.rows]).toEqual([1, 2]);
  });

  it('survives a link, and nothing that a link says is taken on trust', () => {
    fc.assert(
      fc.property(filters, (change) => {
        const filter = { ...noFilter, ...change };
        expect(filterOfQuery(queryOf(filter))).toEqual(addressable(filter));
      }),
    );
    const who = { person: 'anna@agency.example', address: '203.0.113.7', role: 'editor' };
    for (const text of ['anna@agency.example', 'ANNA@', '203.0.113', '2001:db8::7'])
      expect(queryOf({ ...noFilter, ...who, text })).toBe('role=editor');
    expect(queryOf({ ...noFilter, text: 'anna agency' })).toBe('text=anna+agency');
    fc.assert(
      fc.property(fc.anything(), fc.string(), (stored, query) => {
        expect(Object.keys(readFilter(stored))).toEqual(Object.keys(noFilter));
        expect(Object.keys(filterOfQuery(query))).toEqual(Object.keys(noFilter));
      }),
    );
  });
});

describe('order and groups', () => {
  it.each(sessionSorts)('by %s each row stands once, either way, what is not known last', (by) => {
    for (const down of [false, true]) {
      const order = orderOf(table, { by, down });
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: table.rows }, (_, row) => row));
      if (by !== 'login') continue;
      const times = [...order].map((row) => table.login.values[row] ?? 0);
      const dated = times.slice(0, times.indexOf(0));
      expect(times.slice(dated.length).every((time) => time === 0)).toBe(true);
      expect(dated).toEqual([...dated].sort((a, b) => (down ? b - a : a - b)));
    }
  });

  it('an address is one group, also where it is of a country on one site and behind a proxy on another', () => {
    const one = known.addresses[0];
    if (!one) throw new Error('no address');
    const twice = { ...known, addresses: [...known.addresses, { ...one, country: null, network: null }] };
    const last = twice.addresses.length - 1;
    const sessions = twice.sessions.map((row, at) =>
      row.address === 0 && at % 2 === 0 ? { ...row, address: last } : row,
    );
    const both = tableOf(700, { ...twice, sessions });
    const groups = grouped(both, orderOf(both, { by: 'login', down: true }), 'address');
    expect(groups.at(groups.placeOf(one.ip))?.rows.length).toBe(
      known.sessions.filter(({ address }) => known.addresses[address ?? -1]?.ip === one.ip).length,
    );
  });

  it('a person is one e-mail address over all sites', () => {
    const people = grouped(table, all, 'person');
    const anna = people.at(people.placeOf('anna@agency.example'));
    const sites = new Set([...(anna?.rows ?? [])].map((row) => factsOf(table, row)?.site.siteId));
    expect(anna?.sites).toBe(sites.size);
    expect(sites.size).toBeGreaterThan(5);
  });
});

describe('what is chosen', () => {
  it('stays chosen over a new reading, but for what is gone', () => {
    const live = [...all].filter((row) => table.gone.values[row] === 0).slice(0, 40);
    const less = { ...known, sessions: known.sessions.filter((_, row) => row !== live[0]).reverse() };
    const after = tableOf(900, less);
    const { rows } = carried({ table, rows: new Set(live) }, after);
    const keys = live.slice(1).map((row) => keyOf(table, row));
    expect([...rows].map((row) => keyOf(after, row)).sort()).toEqual(keys.sort());
  });

  it('is pointed at as the same session in a later table, in whatever place, or not at all', () => {
    const less = { ...known, sessions: known.sessions.slice(1).reverse() };
    const later = tableOf(900, less);
    expect(rowLike(table, 0, later)).toBe(null);
    for (const row of [1, 700, 2999]) {
      const there = rowLike(table, row, later);
      expect(there).not.toBe(row);
      expect(keyOf(later, there ?? -1)).toBe(keyOf(table, row));
    }
  });

  it('is never what is gone', () => {
    useChosen.setState({ table, rows: new Set() });
    chooseRows(all);
    const { rows } = useChosen.getState();
    expect(rows.size).toBe([...all].filter((row) => table.gone.values[row] === 0).length);
    chooseRows(all);
    expect(useChosen.getState().rows.size).toBe(0);
  });
});

describe('reading', () => {
  const failing = (code: string) =>
    Object.assign(new Error(code), { data: { failure: { code, message: code, retry: 'safe' } } });

  it('begins again where the snapshot is gone, and keeps what was known where it fails', async () => {
    let asked = 0;
    await readKnown(async ({ page }) => {
      if (++asked === 2) throw failing('NOT_ALLOWED_HERE');
      return pageOf(known, page ?? 0, 1000);
    });
    expect(useKnown.getState()).toMatchObject({ reading: null, failure: null, table: { rows: 3000 } });
    const before = useKnown.getState().table;
    await readKnown(() => Promise.reject(failing('TIMED_OUT')));
    expect(useKnown.getState().failure?.code).toBe('TIMED_OUT');
    expect(useKnown.getState().table).toBe(before);
  });

  it('is forgotten when the vault locks, with the plan that names who is editing', () => {
    const ending = { what: 'x', select: { all: true as const }, choice: {}, known: 1 };
    useEnding.setState({ planned: { state: 'looking', ending } });
    forgetKnown();
    expect(useEnding.getState().planned).toBe(null);
    expect(useKnown.getState().table).toBe(null);
  });
});
