import { administratorsOf, type Check, day, demoting, named } from './check.ts';

const lately = 14 * day;

/** New administrators, but for those who came with the site; and those whose date of registration is none. The date is the site's own and may be made up. */
export const administratorRegisteredLately: Check = {
  name: 'administrator-registered-lately',
  reads: ['people', 'rights'],
  find: (reading) =>
    administratorsOf(reading).flatMap((person) => {
      const { registered } = person;
      const withTheSite = registered !== null && registered - (reading.firstRegistered ?? 0) < day;
      if (registered !== null && (withTheSite || registered < reading.now - lately)) return [];
      return {
        harm: 'takeover' as const,
        confidence: 'possible' as const,
        title: `The administrator ${named(person)} ${registered === null ? 'has no date of registration' : 'was registered lately'}`,
        where: `user ${person.id}`,
        since: registered,
        why: 'An administrator of one’s own is the first thing that an attacker makes.',
        about: { userId: person.id, user: person.login, email: person.email },
        fix: demoting(person),
        byHand: 'Ask who made this administrator. Otherwise delete the user.',
      };
    }),
};
