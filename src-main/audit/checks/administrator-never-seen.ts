import { administratorsOf, type Check, day, demoting, named } from './check.ts';

/**
 * An administrator who left no trace of ever logging in: no session, no setting of the dashboard, no post, no used application password.
 * Sessions go when people log out, so this alone says little.
 */
export const administratorNeverSeen: Check = {
  name: 'administrator-never-seen',
  reads: ['people', 'rights', 'application-passwords'],
  find: (reading) => {
    const used = new Set(
      reading.applicationPasswords.flatMap(({ userId, items }) =>
        items.some(({ lastUsed }) => lastUsed) ? userId : [],
      ),
    );
    return administratorsOf(reading)
      .filter(
        ({ id, signs, registered }) => signs.length === 0 && !used.has(id) && (registered ?? 0) < reading.now - day,
      )
      .map((person) => ({
        harm: 'takeover',
        confidence: 'unlikely',
        title: `The administrator ${named(person)} shows no sign of ever having logged in`,
        where: `user ${person.id}`,
        since: person.registered,
        why: 'An account that nobody uses is one whose misuse nobody notices.',
        about: { userId: person.id, user: person.login, email: person.email },
        fix: demoting(person),
        byHand: 'Ask whether anybody needs this account. Otherwise take the role away.',
      }));
  },
};
