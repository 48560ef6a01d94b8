import type { AuditReading, Person } from '../../wordpress/audit-reading.ts';
import { administratorsOf, type Check, demoting, type Found, named } from './check.ts';

/** Addresses that nobody of an agency or its client has. */
const nobodys = /@(?:wordpress\.(?:org|com)|example\.(?:com|org|net)|localhost)$/i;

/** An administrator whose e-mail address another account has too (WordPress allows that to nobody), or who has none that works. */
export const administratorEmail: Check = {
  name: 'administrator-email',
  reads: ['people', 'rights'],
  find: (reading) => [...doubled(reading), ...administratorsOf(reading).flatMap(odd)],
};

const fix = (person: Person): Pick<Found, 'fix' | 'byHand'> => ({
  fix: demoting(person),
  byHand: 'Ask who this is and correct the address, or delete the user.',
});

const doubled = ({ sharedEmails, people }: AuditReading): Found[] =>
  sharedEmails.flatMap(({ users, count }) => {
    const known = users.flatMap((id) => people.get(id) ?? []);
    const administrator = known.find((person) => person.administrator);
    if (!administrator) return [];
    return {
      harm: 'takeover',
      confidence: 'possible',
      title: `${count} users have the e-mail address of the administrator ${named(administrator)}`,
      where: known
        .map(({ id }) => `user ${id}`)
        .slice(0, 20)
        .join(', '),
      why: 'WordPress refuses a second user with the same address, so one was made past it.',
      about: { email: administrator.email, users: known.map(named).slice(0, 50) },
      ...fix(administrator),
    };
  });

function odd(person: Person): Found[] {
  const works = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(person.email);
  if (works && !nobodys.test(person.email)) return [];
  return [
    {
      harm: 'takeover',
      confidence: 'possible',
      title: `The administrator ${named(person)} has ${person.email === '' ? 'no e-mail address' : 'an odd e-mail address'}`,
      where: `user ${person.id}`,
      since: person.registered,
      why: 'WordPress asks for an address: an administrator without a real one was often made past it.',
      about: { userId: person.id, user: person.login, email: person.email },
      ...fix(person),
    },
  ];
}
