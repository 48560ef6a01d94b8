import { geoCentroid } from 'd3-geo';
import fc from 'fast-check';
import Papa from 'papaparse';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { describe, expect, it } from 'vitest';
import large from 'world-atlas/countries-50m.json';
import { sessionProcedures } from '../../../src-main/contract/sessions.ts';
import small from '../../../src-renderer/screens/sessions/small-countries.json';
import { binsOf } from '../../../src-renderer/screens/sessions/time-bins.ts';
import { alpha2, world } from '../../../src-renderer/screens/sessions/world.ts';
import { hrefOf, readRoute, storedHref } from '../../../src-renderer/stores/route.ts';
import { allShown, endPerson, exactly, inWords } from '../../../src-renderer/stores/sessions/ending.ts';
import { noFilter } from '../../../src-renderer/stores/sessions/filter.ts';
import { orderOf } from '../../../src-renderer/stores/sessions/order.ts';
import { personOf, personOfRef, personRef, refOfPerson } from '../../../src-renderer/stores/sessions/person.ts';
import { sift } from '../../../src-renderer/stores/sessions/sieve.ts';
import { addPage, emptyTable, factsOf } from '../../../src-renderer/stores/sessions/table.ts';
import { readSessionView, storedView } from '../../../src-renderer/stores/sessions/view.ts';
import { sessionsCsv, sessionsJson } from '../../../src-renderer/words/sessions-export.ts';
import { makeKnown, pageOf } from '../../e2e/screens/fake-sessions.ts';

const ms = Date.parse('2026-01-10T22:41:07Z');
const now = ms / 1000;
const table = emptyTable();
addPage(table, pageOf(makeKnown({ sites: 30, sessions: 3000, now: ms }), 0));
const order = orderOf(table, { by: 'login', down: true });
const what = { what: 'these' };

describe('the map', () => {
  it('has every country once, small ones as the dots that the larger atlas says', () => {
    const codes = world().flatMap(({ code }) => (code === '' ? [] : [code]));
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of ['NL', 'US', 'SG', 'MT', 'HK', 'XK', 'VA']) expect(codes).toContain(code);
    expect(world().every(({ path, dot }) => (path === null) !== (dot === null))).toBe(true);
    // France and its department in America stand an ocean apart, and each is called by its own code.
    const west = (code: string) => Number(/M(\d+)/.exec(world().find((one) => one.code === code)?.path ?? '')?.[1]);
    expect(west('FR') - west('GF')).toBeGreaterThan(50);
    const atlas = large as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
    const said = feature(atlas, atlas.objects.countries).features;
    const drawn = new Set(world().flatMap(({ code, path }) => (path === null ? [] : [code])));
    const missing = said.filter((one) => {
      const code = alpha2(one.id, one.properties.name);
      return code !== '' && code !== 'AQ' && !drawn.has(code);
    });
    const dots = missing.map((one) => [
      alpha2(one.id, one.properties.name),
      geoCentroid(one).map((degrees) => Math.round(degrees * 10) / 10),
    ]);
    expect(Object.fromEntries(dots)).toEqual(small);
  });
});

describe('the time line', () => {
  it('counts every login once, by day and by hour', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 1, max: 60 })), (hours) => {
        const range = hours === null ? null : { from: now - hours * 3600, until: now };
        const { bins, older, undated } = binsOf(table, order, now, range);
        const inside = bins.reduce((sum, { count }) => sum + count, 0);
        expect(inside + older + undated).toBe(order.length);
        for (const [at, bin] of bins.slice(0, -1).entries()) {
          expect(bins[at + 1]?.from).toBe(bin.until);
          const { rows } = sift(table, { ...noFilter, from: bin.from, until: bin.until }, order, now);
          const gone = sift(table, { ...noFilter, from: bin.from, until: bin.until, gone: true }, order, now).rows;
          expect(bin.count).toBe(rows.length + gone.length);
        }
      }),
      { numRuns: 6 },
    );
  });
});

describe('what is asked to be ended', () => {
  const live = sift(table, noFilter, order, now).rows;
  const valid = (ending: ReturnType<typeof exactly>) =>
    sessionProcedures.end.input.parse({ select: ending?.select, choice: ending?.choice, options: {} });

  it('names exactly the chosen rows, with site and user, and never what is gone', () => {
    const gone = sift(table, { ...noFilter, gone: true }, order, now).rows;
    const ending = exactly(table, [...live.subarray(0, 40), ...gone], what);
    const { choice } = valid(ending);
    const meant = [...live.subarray(0, 40)].map((row) => {
      const facts = factsOf(table, row);
      return { verifier: facts?.verifier, siteId: facts?.site.siteId, userId: facts?.user.userId };
    });
    expect(choice).toEqual({ sessions: meant });
    expect(ending?.known).toBe(40);
    expect(exactly(table, gone, what)).toBeNull();
  });

  it('is put in words only where the words say the same', () => {
    expect(inWords(table, { ...noFilter, text: 'anna' })).toBeNull();
    expect(inWords(table, { ...noFilter, country: 'NL' })).toBeNull();
    expect(inWords(table, { ...noFilter, flag: 'any', role: 'editor' })).toBeNull();
    expect(inWords(table, { ...noFilter, person: 's_000000000001/7' })).toBeNull();
    expect(inWords(table, { ...noFilter, role: '' })).toBeNull();
    expect(inWords(table, { ...noFilter, gone: true })).toBeNull();
    expect(inWords(table, noFilter)).toEqual({ select: { all: true }, choice: { olderThanSeconds: 0 } });
    expect(inWords(table, { ...noFilter, role: 'editor', olderThanDays: 14, expired: false })).toEqual({
      select: { all: true },
      choice: { role: ['editor'], olderThanSeconds: 14 * 86_400, expired: false },
    });
    const client = table.sites[0]?.client ?? '';
    const sites = table.sites.filter((one) => one.client === client).map(({ site }) => site);
    expect(inWords(table, { ...noFilter, client, role: 'editor' })?.select).toEqual({ sites });
  });

  it('spares the chosen ones, in words by their names, else by leaving them out', () => {
    const spared = new Set(live.subarray(0, 3));
    const names = [...spared].map((row) => factsOf(table, row)?.verifier);
    expect(valid(allShown(table, noFilter, live, spared, what)).choice).toEqual({ olderThanSeconds: 0, except: names });
    const filter = { ...noFilter, text: 'anna' };
    const rows = sift(table, filter, order, now).rows;
    const some = new Set(rows.subarray(0, 3));
    expect(valid(allShown(table, filter, rows, some, what)).choice.sessions).toHaveLength(rows.length - 3);
  });

  it('of a person goes by the e-mail address, on the sites that are known', () => {
    const { rows, sites } = personOf(table, 'anna@agency.example');
    const ending = endPerson(table, 'anna@agency.example', rows);
    expect(valid(ending).choice).toEqual({ email: ['anna@agency.example'] });
    const select = ending?.select;
    expect(select && 'sites' in select && [...select.sites].sort()).toEqual(
      sites
        .filter(({ logins }) => logins > 0)
        .map(({ site }) => site)
        .sort(),
    );
  });
});

describe('files', () => {
  it('no cell of the CSV is a formula or has more than one line, and every row is there', () => {
    const csv = sessionsCsv(table, order);
    const { data } = Papa.parse<string[]>(csv.trimEnd());
    expect(data).toHaveLength(order.length + 1);
    expect(new Set(data.map((cells) => cells.length))).toEqual(new Set([data[0]?.length]));
    for (const cells of data) {
      expect(cells.some((cell) => /^\s*[=+\-@|%]/.test(cell))).toBe(false);
      expect(cells.some((cell) => /[\p{Cc}\p{Cf}]/u.test(cell))).toBe(false);
    }
  });

  it('the JSON has what is known, and null where nothing is', () => {
    const { sessions, sites } = JSON.parse(sessionsJson(table, order.subarray(0, 500)));
    expect(sessions).toHaveLength(500);
    expect(sites).toHaveLength(30);
    for (const name of ['site', 'user', 'ip', 'country', 'device', 'loginAt', 'flags', 'verifier'])
      expect(sessions.every((one: object) => name in one)).toBe(true);
  });
});

describe('addresses and what was stored', () => {
  it.each([
    { screen: 'sessions' },
    { screen: 'sessions', query: 'flag=any&country=NL' },
    { screen: 'people' },
    { screen: 'person', of: 's_aaaaaaaaaaaa/12' },
    { screen: 'site', name: 'a/b?c', tab: 'sessions' },
    { screen: 'site', name: 'acme' },
  ] as const)('%j comes back from its address', (route) => expect(readRoute(hrefOf(route))).toEqual(route));

  it('names and addresses of people are not stored, where no vault guards them', () => {
    const filter = { ...noFilter, text: 'anna', person: 'anna@agency.example', address: '203.0.113.7', role: 'editor' };
    const view = readSessionView({ filter });
    expect(JSON.stringify(storedView(view))).not.toMatch(/anna|203/);
    expect(storedView(view).filter.role).toBe('editor');
    expect(storedHref('#/person/s_aaaaaaaaaaaa/12')).toBe('#/people');
    expect(storedHref('#/sessions?person=anna%40agency.example&address=203.0.113.7')).toBe('#/sessions');
    expect(storedHref('#/site/acme/sessions')).toBe('#/site/acme/sessions');
  });

  it('a person stands in an address as one of their users, with no name in it', () => {
    expect(readRoute('#/person/anna%40agency.example')).toEqual({ screen: 'people' });
    for (const [at, user] of table.users.entries()) {
      const ref = personRef(user);
      expect(hrefOf({ screen: 'person', of: ref })).toMatch(/^#\/person\/s_[A-Za-z0-9_-]+\/\d+$/);
      const key = table.people.names[table.personOfUser[at] ?? -1] ?? '';
      expect(personOfRef(table, ref)).toBe(key);
      expect(personOfRef(table, refOfPerson(table, key) ?? '')).toBe(key);
    }
    expect(personOfRef(table, 's_nobodynobody/1')).toBeNull();
  });

  it('a stored view of whichever version is understood as far as it goes', () => {
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        expect(Object.keys(readSessionView(stored)).sort()).toEqual(['filter', 'group', 'map', 'sort']);
      }),
    );
  });
});
