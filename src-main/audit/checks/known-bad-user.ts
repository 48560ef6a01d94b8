import { knownBad } from '../../wordpress/known-bad-users.ts';
import { type Check, demoting, named } from './check.ts';

/** Names and addresses that malware gave its administrators; wordpress/known-bad-users.ts has them with their sources. */
export const knownBadUser: Check = {
  name: 'known-bad-user',
  reads: ['people'],
  find: ({ people }) =>
    [...people.values()].flatMap((person) => {
      const known = knownBad(person.login, person.email);
      if (!known || !(person.administrator || known.telling)) return [];
      return {
        harm: person.administrator ? ('takeover' as const) : ('foothold' as const),
        confidence: known.telling ? ('likely' as const) : ('possible' as const),
        title: `${named(person)} bears a name that malware used`,
        where: `user ${person.id}`,
        since: person.registered,
        why: `Known from: ${known.source}.`,
        about: { userId: person.id, user: person.login, email: person.email, administrator: person.administrator },
        fix: demoting(person),
        byHand: 'Ask who this is. Otherwise delete the user and look for the door it came through.',
      };
    }),
};
