import type { JoinedPerson, PersonRow, PersonThere } from '../contract/people.ts';

/** People over all sites, by e-mail address; who has none is one for each site. Who is an administrator on the most sites comes first. */
export function peopleOf(users: readonly PersonThere[], joined: readonly JoinedPerson[]): PersonRow[] {
  const primary = new Map<string, JoinedPerson>();
  for (const one of joined) for (const email of one.emails) primary.set(email, one);
  const rows = new Map<string, PersonRow>();
  for (const user of users) {
    const email = user.email.trim().toLowerCase();
    const together = primary.get(email);
    const key = together?.emails[0] ?? (email || `${user.user.toLowerCase() || user.userId}@${user.siteId}`);
    const row = rows.get(key);
    if (row) row.sites.push(user);
    else {
      const emails = together ? [...together.emails] : email ? [email] : [];
      rows.set(key, { key, name: together?.name ?? null, emails, joined: together !== undefined, sites: [user] });
    }
  }
  const weight = new Map(
    [...rows.values()].map((row) => [row, row.sites.filter(({ administrator }) => administrator).length]),
  );
  return [...rows.values()].sort(
    (one, other) =>
      (weight.get(other) ?? 0) - (weight.get(one) ?? 0) ||
      other.sites.length - one.sites.length ||
      (one.key < other.key ? -1 : 1),
  );
}

/** Joins these addresses, and whoever was joined with one of them; the first given is the one they go by. */
export function join(
  before: readonly JoinedPerson[],
  given: readonly string[],
  name: string | null,
): { people: JoinedPerson[]; person: JoinedPerson } {
  const wanted = new Set(given.map((email) => email.toLowerCase()));
  const touched = before.filter(({ emails }) => emails.some((email) => wanted.has(email)));
  for (const { emails } of touched) for (const email of emails) wanted.add(email);
  const called = name ?? touched.find((one) => one.name !== null)?.name ?? null;
  const person = { name: called, emails: [...wanted] };
  return { people: [...before.filter((one) => !touched.includes(one)), person], person };
}

/** Takes these addresses out; who is left with one address and no name needs no entry. */
export function split(before: readonly JoinedPerson[], given: readonly string[]): JoinedPerson[] {
  const gone = new Set(given.map((email) => email.toLowerCase()));
  return before
    .map(({ name, emails }) => ({ name, emails: emails.filter((email) => !gone.has(email)) }))
    .filter(({ name, emails }) => emails.length > 1 || (emails.length === 1 && name !== null));
}
