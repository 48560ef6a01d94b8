import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import type { PersonRow } from '../../../src-main/contract/people.ts';
import { administratorsOf } from './fake-findings.ts';

/** Everybody who is known, and which addresses somebody said are one person. */
export class FakePeople {
  private joined: { name: string | null; emails: string[] }[] = [];

  list(entries: Iterable<{ row: SiteRow }>): PersonRow[] {
    const all = [...entries].flatMap(({ row }) => administratorsOf(row));
    const alone = [...new Set(all.map(({ email }) => email))]
      .filter((email) => !this.joined.some(({ emails }) => emails.includes(email)))
      .map((email) => ({ name: null, emails: [email], joined: false }));
    return [...this.joined.map((one) => ({ ...one, joined: true })), ...alone].map((person) => ({
      ...person,
      key: person.emails[0] ?? '',
      sites: all.filter(({ email }) => person.emails.includes(email)).map(there),
    }));
  }

  join({ emails, name }: { emails: string[]; name: string | null }): { name: string | null; emails: string[] } {
    this.split({ emails });
    const made = { name, emails };
    this.joined.push(made);
    return made;
  }

  split({ emails }: { emails: string[] }): object {
    this.joined = this.joined.filter((one) => !one.emails.some((email) => emails.includes(email)));
    return {};
  }
}

const there = ({ siteId, site, userId, user, email, approved }: ReturnType<typeof administratorsOf>[number]) => ({
  ...{ siteId, site, userId, user, email, roles: ['administrator'], administrator: true, approved },
  ...{ sessions: 1, applicationPasswords: 1, keys: 0, lastSeenAt: null },
  lastLoginAt: new Date(Date.now() - 7_200_000).toISOString(),
});
