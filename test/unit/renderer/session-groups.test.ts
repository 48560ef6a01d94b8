import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupLines, idOf, type Line } from '../../../src-renderer/screens/sessions/lines.ts';
import {
  type Grouping,
  type Groups,
  grouped,
  groupings,
  type SessionGroup,
} from '../../../src-renderer/stores/sessions/groups.ts';
import { orderOf } from '../../../src-renderer/stores/sessions/order.ts';
import { factsOf, personKey, type SessionTable } from '../../../src-renderer/stores/sessions/table.ts';
import { aPage, tableOf } from './a-table.ts';

const all = (groups: Groups): SessionGroup[] =>
  Array.from({ length: groups.count }, (_, place) => groups.at(place) as SessionGroup);

/** What a grouping means, session by session, with nothing but maps and sets. */
function plainly(table: SessionTable, rows: Int32Array, by: Grouping) {
  const facts = [...rows].flatMap((row) => factsOf(table, row) ?? []);
  const keyOf = ({ user, site, address }: (typeof facts)[number]): string =>
    ({ person: personKey(user), site: site.site, country: address?.country ?? '', address: address?.ip ?? '' })[by];
  const groups = new Map<string, typeof facts>();
  for (const one of facts) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups].map(([key, theirs]) => ({
    key,
    rows: theirs.map(({ row }) => row),
    sites: new Set(theirs.map(({ site }) => site.siteId)).size,
    people: new Set(theirs.map(({ user }) => personKey(user))).size,
    flagged: theirs.filter(({ flags }) => flags.some(({ flag }) => flag !== 'expired')).length,
    latest: Math.max(0, ...theirs.map(({ loginAt }) => (loginAt === null ? 0 : Date.parse(loginAt) / 1000))),
  }));
}
const width = ({ sites, rows }: { sites: number; rows: { length: number } }): number => sites * 1e6 + rows.length;
const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1);

describe('groups', () => {
  it.each(groupings)('by %s are what they mean, the widest first', (by) => {
    fc.assert(
      fc.property(aPage, fc.boolean(), fc.nat({ max: 3 }), (page, down, every) => {
        const table = tableOf(page);
        const rows = orderOf(table, { by: 'login', down }).filter((_, at) => at % 4 >= every);
        const groups = grouped(table, rows, by);
        const found = all(groups).map((group) => ({ ...group, rows: [...group.rows] }));
        expect(found.toSorted(byKey)).toEqual(plainly(table, rows, by).sort(byKey));
        expect(found.map(width)).toEqual(found.map(width).sort((a, b) => b - a));
        expect(groups.at(groups.count)).toBe(undefined);
        expect(found.map(({ key }) => groups.placeOf(key))).toEqual(found.map((_, place) => place));
        expect(grouped(table, rows, by).placeOf(found.at(-1)?.key ?? 'none')).toBe(groups.count - 1);
        expect(groups.placeOf('nobody')).toBe(-1);
      }),
    );
  });
});

describe('the lines of a table in groups', () => {
  it('are each group with its rows where it is unfolded, one after the other', () => {
    fc.assert(
      fc.property(aPage, fc.constantFrom(...groupings), fc.array(fc.nat({ max: 8 })), (page, by, touched) => {
        const table = tableOf(page);
        const groups = grouped(table, orderOf(table, { by: 'login', down: false }), by);
        const unfolded = new Set(['nobody', ...touched.flatMap((place) => groups.at(place)?.key ?? [])]);
        const wanted = all(groups).flatMap((group): Line[] => {
          const open = unfolded.has(group.key) !== (groups.count === 1);
          return open ? [{ group, open }, ...group.rows] : [{ group, open }];
        });
        const lines = groupLines(groups, unfolded);
        expect(Array.from({ length: lines.count }, (_, index) => lines.at(index))).toEqual(wanted);
        expect([lines.at(-1), lines.at(lines.count)]).toEqual([undefined, undefined]);
        expect(wanted.map((line) => lines.indexOf(idOf(line)))).toEqual(wanted.map((_, index) => index));
        expect([lines.indexOf('s99999'), lines.indexOf('gnobody')]).toEqual([-1, -1]);
      }),
    );
  });
});
