import { readAuthorizedKeys } from '../../wordpress/server-files/authorized-keys.ts';
import { type Check, inFiles } from './check.ts';

/** Options that let a key do more, or something else, than its holder would think of. */
const odd = new Set(['command', 'environment', 'permitlisten', 'permitopen', 'tunnel', 'cert-authority']);

/** Who may log in to the account by SSH: each key by its fingerprint. Resalt's own is among them. */
export const authorizedKeys: Check = {
  name: 'authorized-keys',
  reads: ['authorized-keys'],
  find: inFiles((files) =>
    [...files.texts]
      .filter(([path]) => /\/\.ssh\/authorized_keys2?$/.test(path))
      .flatMap(([path, { text }]) =>
        readAuthorizedKeys(text).map(({ type, fingerprint, comment, options }) => {
          const strange = options.filter((option) => odd.has(option.toLowerCase()));
          return {
            harm: 'takeover' as const,
            confidence: strange.length > 0 ? ('possible' as const) : ('unlikely' as const),
            title: `The key “${comment || 'without a comment'}” opens the account${strange.length > 0 ? ` (${strange.join(', ')})` : ''}`,
            where: `${path}, ${fingerprint}`,
            why: 'Whoever has it works on the server as this account, past WordPress and its passwords.',
            about: { type, fingerprint, comment, options },
            seen: { fileChanged: files.entries.get(path)?.mtime ?? null },
            fix: null,
            byHand: 'Do you know whose it is? Take the line out of the file otherwise.',
          };
        }),
      ),
  ),
};
