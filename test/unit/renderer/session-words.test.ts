import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noFilter } from '../../../src-renderer/stores/sessions/filter.ts';
import { orderOf } from '../../../src-renderer/stores/sessions/order.ts';
import { countWithout, sift } from '../../../src-renderer/stores/sessions/sieve.ts';
import { addPage, factsOf, type SessionTable } from '../../../src-renderer/stores/sessions/table.ts';
import { readWords } from '../../../src-renderer/stores/sessions/words.ts';
import { countryName } from '../../../src-renderer/words/country.ts';
import { aPage, tableOf } from './a-table.ts';

/** All that a session's row says, in one text. */
function said(table: SessionTable, row: number): string {
  const facts = factsOf(table, row);
  if (!facts) return '';
  const { user, site, address, agent } = facts;
  const ofAddress = [address?.ip, address?.network, address?.office, address?.country];
  const country = address?.country ? countryName(address.country) : '';
  return [
    ...[user.user, user.email, user.displayName, ...user.roles, site.site, site.client, ...site.tags],
    ...[...ofAddress, country, agent?.device, agent?.browser, agent?.userAgent],
  ].join('\n');
}
const low = (text: string): string[] => text.toLowerCase().split(/\s+/);

describe('the words of a filter', () => {
  it('are found wherever a session says them, at every letter, and nowhere else', () => {
    const cut = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 14 }));
    fc.assert(
      fc.property(aPage, fc.array(cut, { minLength: 1, maxLength: 3 }), fc.boolean(), (page, cuts, early) => {
        const table = tableOf(page);
        if (early) readWords(table);
        const order = orderOf(table, { by: 'login', down: true });
        const texts = [...order].map((row) => said(table, row));
        const typed = cuts.map(([row, from, length]) => {
          const text = texts[row % Math.max(1, texts.length)] ?? 'none';
          return text.slice(from % text.length, (from % text.length) + length);
        });
        const whole = typed.join(' ');
        for (let end = 1; end <= whole.length; end++) {
          const filter = { ...noFilter, text: whole.slice(0, end) };
          const wanted = [...order].filter((row, at) => {
            const alive = table.gone.values[row] === 0;
            return alive && low(filter.text).every((word) => (texts[at] ?? '').toLowerCase().includes(word));
          });
          expect([...sift(table, filter, order, 0).rows], filter.text).toEqual(wanted);
          const all = [...order].filter((row) => table.gone.values[row] === 0).length;
          expect(countWithout(table, filter, 'text', 0)).toBe(all);
        }
      }),
    );
  });

  it('are found in what a later page has brought, too', () => {
    fc.assert(
      fc.property(aPage, aPage, (one, other) => {
        const table = tableOf(one);
        const filter = { ...noFilter, text: 'ann' };
        sift(table, filter, orderOf(table, { by: 'login', down: true }), 0);
        const users = one.users.length;
        const addresses = one.addresses.length;
        const agents = one.agents.length;
        const later = {
          ...other,
          sites: [],
          users: other.users.map((user) => ({ ...user, siteId: 's_0' })),
          sessions: other.sessions.map((session) => ({
            ...session,
            user: session.user + users,
            address: session.address === null ? null : session.address + addresses,
            agent: session.agent === null ? null : session.agent + agents,
          })),
        };
        const both = tableOf(one, later);
        const order = orderOf(both, { by: 'login', down: true });
        const wanted = [...order].filter(
          (row) => both.gone.values[row] === 0 && said(both, row).toLowerCase().includes('ann'),
        );
        expect([...sift(both, filter, order, 0).rows]).toEqual(wanted);
        addPage(table, later);
        expect([...sift(table, filter, order, 0).rows]).toEqual(wanted);
      }),
    );
  });
});
