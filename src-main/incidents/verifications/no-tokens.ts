import type { TokenKind } from '../../contract/orders/revoke-tokens.ts';
import { type Batch, findTokens } from '../../operations/steps/find-tokens.ts';
import { asNetwork } from '../../operations/steps/read-for-audit.ts';
import { fails, holds, type Look, type Verdict, type Verify } from './verification.ts';

/** Nobody has an application password. One that was made since is told like any other: whoever made it should be known. */
export const noApplicationPasswords: Verify = (look) =>
  judge(look, ['application-password'], 'application password', 'There is no application password.');

/** No keys of shops and forms, and no tokens of plugins that Resalt knows. */
export const noApiKeys: Verify = (look) =>
  judge(
    look,
    ['woocommerce', 'gravity-forms', 'plugin'],
    'key or token',
    'There are no keys of shops and forms, and no tokens of the plugins that Resalt knows.',
  );

async function judge(look: Look, kinds: TokenKind[], one: string, none: string): Promise<Verdict> {
  const reached = await look.open();
  const open = reached.configuration ? reached : await asNetwork(reached);
  const found = await findTokens(
    open,
    kinds.map((kind) => ({ kind })),
  );
  const tokens = found.flatMap((batch: Batch) => batch.tokens);
  if (tokens.length === 0) return holds(none);
  const some = tokens
    .slice(0, 10)
    .map(({ what }) => what)
    .join('; ');
  const more = tokens.length > 10 ? ` and ${tokens.length - 10} more` : '';
  return fails(
    `There ${tokens.length === 1 ? `is 1 ${one}` : `are ${tokens.length} of them`}: ${some}${more}.`.slice(0, 2000),
  );
}
