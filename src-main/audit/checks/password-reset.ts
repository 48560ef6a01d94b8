import { administratorsOf, type Check, day, named } from './check.ts';

/** How far clocks may differ, in seconds. */
const slack = 300;

/** A reset link of an administrator that still works: a day long, so that a time in the future makes one that lasts (FACTS: Ending sessions). */
export const passwordReset: Check = {
  name: 'password-reset',
  reads: ['people', 'rights'],
  find: (reading) =>
    administratorsOf(reading).flatMap((person) => {
      const asked = person.resetAsked;
      if (asked === null || asked < reading.now - day) return [];
      const future = asked > reading.now + slack;
      return {
        harm: 'takeover' as const,
        confidence: future ? ('likely' as const) : ('possible' as const),
        title: `A reset link of the administrator ${named(person)} ${future ? 'is dated in the future' : 'is open'}`,
        where: `user ${person.id}, user_activation_key`,
        since: asked,
        why: future
          ? 'WordPress never writes such a time: the link stays open until then.'
          : 'Whoever reads the mail sets the password. It survives new salts and ended sessions.',
        about: { userId: person.id, user: person.login, asked },
        fix: { operation: 'ChangeUsers', arguments: { action: 'clear-reset', userId: person.id, login: person.login } },
        byHand: 'Ask the person whether they asked for it. Otherwise set another password, which clears it.',
      };
    }),
};
