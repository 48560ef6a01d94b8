import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

vi.mock('../../../src-renderer/api.ts', () => ({ api: {}, onConnection: () => () => {} }));

import { keysOf } from '../../../src-renderer/stores/access.ts';
import { entriesOf, shows, sorted } from '../../../src-renderer/stores/entries.ts';
import { type FleetState, afterEvent as fleetAfter } from '../../../src-renderer/stores/fleet.ts';
import { hrefOf, readRoute } from '../../../src-renderer/stores/route.ts';
import { afterEvent, nothingYet, rowsOf } from '../../../src-renderer/stores/run.ts';
import { allOrNone, extended, toggled } from '../../../src-renderer/stores/selection.ts';
import { noFilter, readView } from '../../../src-renderer/stores/view.ts';
import { now, runSite, runSummary, siteRow } from './rows.ts';

const empty: FleetState = { vault: null, sites: new Map(), runs: [], lost: null };
const vault = {
  state: 'unlocked',
  hasPassphrase: true,
  hasKeychain: false,
  keychain: { available: false, why: null },
  damage: null,
} as const;

describe('the fleet after an event', () => {
  const sites = [siteRow(0), siteRow(1)];
  const begun = fleetAfter(empty, { seq: 1, kind: 'snapshot', fleet: { vault, sites, runs: [] } });

  it('has what the snapshot has, and nothing of before', () => {
    expect([...begun.sites.values()]).toEqual(sites);
    expect(fleetAfter(begun, { seq: 1, kind: 'snapshot', fleet: { vault, sites: [], runs: [] } }).sites.size).toBe(0);
  });

  it('keeps the identity of rows that did not change, and gives the changed ones', () => {
    const changed = { ...siteRow(1), saltsChangedAt: null };
    const after = fleetAfter(begun, { seq: 2, kind: 'sites.changed', sites: [changed] });
    expect(after.sites.get(siteRow(0).site.id)).toBe(sites[0]);
    expect(after.sites.get(changed.site.id)).toBe(changed);
  });

  it('forgets removed sites and puts the newest run first', () => {
    expect(fleetAfter(begun, { seq: 2, kind: 'sites.removed', siteIds: [siteRow(0).site.id] }).sites.size).toBe(1);
    const older = fleetAfter(begun, {
      seq: 2,
      kind: 'run.changed',
      run: runSummary({ id: 'r_older1', startedAt: '2026-01-01' }),
    });
    const both = fleetAfter(older, { seq: 3, kind: 'run.changed', run: runSummary({ id: 'r_newer1' }) });
    const again = fleetAfter(both, {
      seq: 4,
      kind: 'run.changed',
      run: runSummary({ id: 'r_older1', startedAt: '2026-01-01', ms: 5 }),
    });
    expect(again.runs.map(({ id }) => id)).toEqual(['r_newer1', 'r_older1']);
  });
});

describe('a watched run', () => {
  const row = (id: string, change = {}) => runSite({ siteId: id, site: id, ...change });

  it('keeps every row in its place whatever comes, in whatever order', () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(ids, fc.array(fc.array(fc.nat(40), { maxLength: 10 }), { maxLength: 8 }), (order, batches) => {
        let state = afterEvent(nothingYet, {
          seq: 1,
          kind: 'snapshot',
          run: runSummary(),
          sites: order.map((id) => row(id)),
        });
        for (const batch of batches) {
          const sites = batch.flatMap((at) => (order[at] === undefined ? [] : row(order[at], { ms: at })));
          state = afterEvent(state, { seq: 2, kind: 'changed', run: runSummary(), sites });
          expect(rowsOf(state).map(({ site }) => site)).toEqual(order);
        }
      }),
    );
  });

  it('keeps the places over a new snapshot, and puts a new row at the end', () => {
    const first = afterEvent(nothingYet, { seq: 1, kind: 'snapshot', run: runSummary(), sites: [row('a'), row('b')] });
    const second = afterEvent(first, {
      seq: 9,
      kind: 'snapshot',
      run: runSummary(),
      sites: [row('c'), row('b'), row('a')],
    });
    expect(rowsOf(second).map(({ site }) => site)).toEqual(['a', 'b', 'c']);
  });
});

describe('the fleet as it is looked at', () => {
  const sites = new Map(Array.from({ length: 30 }, (_, i) => [siteRow(i).site.id, siteRow(i)]));
  const entries = entriesOf(sites, new Map(), new Map(), now, new Map());

  it('draws only the row that changed', () => {
    const changed = new Map(sites).set(siteRow(4).site.id, { ...siteRow(4), saltsChangedAt: null });
    const after = entriesOf(changed, new Map(), new Map(), now, entries);
    expect([...after.values()].filter((entry) => entries.get(entry.id) !== entry).map(({ name }) => name)).toEqual([
      siteRow(4).site.name,
    ]);
  });

  it('finds by every word, in name, address, client, tag or server', () => {
    const found = (text: string) =>
      [...entries.values()].filter((entry) => shows({ ...noFilter, text }, entry)).map(({ name }) => name);
    expect(found('')).toHaveLength(30);
    expect(found('no such thing')).toEqual([]);
    expect(found('WEB8.example').length).toBeGreaterThan(0);
    expect(found(siteRow(9).site.name.slice(2))).toContain(siteRow(9).site.name);
  });

  it.each([false, true])('sorts what is not known last (down: %s)', (down) => {
    const salts = sorted([...entries.values()], { by: 'salts', down }).map(({ row }) => row.saltsChangedAt);
    const known = salts.filter((at) => at !== null);
    expect(salts.slice(0, known.length)).toEqual(known);
    expect(known).toEqual([...known].sort((a, b) => (down ? b.localeCompare(a) : a.localeCompare(b))));
  });
});

describe('choosing', () => {
  const shown = ['a', 'b', 'c', 'd', 'e'];
  it('one, a range either way, all and none', () => {
    expect(toggled(toggled([], 'b'), 'b')).toEqual([]);
    expect(extended(['e'], shown, 'c', 'a')).toEqual(['e', 'a', 'b', 'c']);
    expect(extended([], shown, 'gone', 'c')).toEqual(['c']);
    expect(allOrNone(['hidden'], shown)).toEqual(['hidden', ...shown]);
    expect(allOrNone(['hidden', ...shown], shown)).toEqual(['hidden']);
  });
});

describe('a link', () => {
  it('leads to the same screen that made it', () => {
    for (const route of [
      { screen: 'fleet' },
      { screen: 'run', run: 'r_abcdef' },
      { screen: 'plan', run: 'r_abcdef' },
    ] as const)
      expect(readRoute(hrefOf(route))).toEqual(route);
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
        expect(readRoute(hrefOf({ screen: 'site', name }))).toEqual({ screen: 'site', name });
      }),
    );
  });
  it('that is not understood leads to the fleet, and never throws', () => {
    for (const hash of ['', '#', '#/run/../../x', '#/run/r_1', '#/site/', '#/site/%', '#/nowhere'])
      expect(readRoute(hash)).toEqual({ screen: 'fleet' });
    fc.assert(fc.property(fc.string(), (hash) => void readRoute(hash)));
  });
});

describe('a stored view', () => {
  it('of any shape gives a view that can be used', () => {
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        const view = readView(stored);
        expect(readView(JSON.parse(JSON.stringify(view)))).toEqual(view);
      }),
    );
  });
});

describe('keys of tested sites', () => {
  it('stand once per server and state, with all their sites', () => {
    const key = {
      host: 'web1.example',
      port: 22,
      keyType: 'ssh-ed25519',
      fingerprint: 'SHA256:x',
      state: 'unknown',
    } as const;
    const test = (site: string) => ({
      siteId: 's_000000000001',
      site,
      outcome: 'failed' as const,
      reached: null,
      hostKeys: [key],
      ms: 1,
    });
    expect(keysOf([test('a'), test('b')])).toEqual([{ ...key, sites: ['a', 'b'] }]);
  });
});
