import { productOfUserToken, userTokenStores } from '../../wordpress/user-tokens.ts';
import { type Check, named } from './check.ts';

/** Tokens that plugins keep for single users, by the names of their rows alone (FACTS: Other token stores). */
export const userToken: Check = {
  name: 'user-token',
  reads: ['user-tokens'],
  find: ({ userTokens, people }) =>
    userTokenStores.flatMap(({ product }) => {
      const rows = userTokens.filter(({ key }) => productOfUserToken(key) === product);
      return [...new Set(rows.map(({ userId }) => userId))].map((userId) => {
        const person = people.get(userId);
        return {
          harm: 'damage' as const,
          confidence: 'unlikely' as const,
          title: `${product} keeps a token of ${person ? named(person) : `user ${userId}`}`,
          where: `user ${userId}, ${rows.find((row) => row.userId === userId)?.key ?? ''}`,
          why: 'It speaks for this person to a service, and ends with neither the password nor the sessions.',
          about: { product, userId },
          fix: null,
          byHand: `Disconnect the account in the settings of ${product}, and take its access back in the service's own.`,
        };
      });
    }),
};
