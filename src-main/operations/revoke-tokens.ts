import type { RevokeTokens, TokenChoice } from '../contract/orders/revoke-tokens.ts';
import type { Deed, ProofResult } from '../contract/runs.ts';
import type { Operation } from './operations.ts';
import { canaryName, letPasswordIn, seePasswordRefused } from './steps/canary-password.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { type Batch, findTokens, type Token } from './steps/find-tokens.ts';
import { forgetIn, problemOf } from './steps/forget-in-cache.ts';
import { type OpenSite, openSite } from './steps/look.ts';
import { notAsked } from './steps/prove.ts';
import { asNetwork } from './steps/read-for-audit.ts';
import { untilQuiet } from './steps/until-quiet.ts';
import type { Story } from './story.ts';

/**
 * RevokeTokens: application passwords, keys of shops and forms, tokens of plugins. Says what will stop working, takes them out of the
 * database if it still holds what was read, has the object cache forget them, and looks until they stay away: whoever logged in with one
 * meanwhile writes the list back. There is no way back: they have to be made anew.
 */
export function revokeTokens({ tokens: ordered }: RevokeTokens): Operation {
  return async (site, tools, story, { proof: prove }) => {
    const reached = await openSite(site, tools, story);
    try {
      const open = reached.configuration ? reached : await asNetwork(reached);
      const found = await story.step('Find the keys', () => findTokens(open, ordered));
      tellTokens(found, story);
      if (open.cache.way === 'cannot' && found.length > 0) story.warn('object-cache', open.cache.why);
      if (story.dryRun) return { ...nothing, outcome: 'unchanged' };

      const earlier = story.marks.tokens ?? [];
      const all = new Map([...earlier, ...going(found)].map((token) => [wordsOf(token), token]));
      if (all.size === 0) return closed(open, refusals(found), null);
      await story.mark({ tokens: [...all.values()].slice(0, mostMarked) });
      const owner = prove ? ownerOf(found) : null;
      const canary =
        owner === null
          ? notAsked
          : await story.step('Open the site with a canary', () => letPasswordIn(open, owner, tools, story));
      const choices = [...ordered, ...canaryChoices(story)];
      let problem = found.length > 0 ? null : await forget(open, [...all.values()], story);
      const quiet = await story.step('Revoke the keys', () =>
        untilQuiet(tools.loginsUnderWayMs, async () => {
          const back = await findTokens(open, choices);
          for (const token of going(back)) all.set(wordsOf(token), token);
          const written = await revoke(open, back);
          if (going(back).length > 0) problem = await forget(open, [...all.values()], story);
          return written;
        }),
      );
      problem = (await forget(open, [...all.values()], story)) ?? problem;
      const left = await story.step('See that none is left', () => findTokens(open, choices));
      const proof =
        'url' in canary ? await story.step('See the canary refused', () => seePasswordRefused(canary, tools)) : canary;
      if (proof.verdict === 'still-accepted') problem ??= proof.why;
      const still = new Set(going(left).map(wordsOf));
      const deeds = [...all.values()]
        .filter(isOrdered(story))
        .map((token) => deedOf(token, still.has(wordsOf(token)) || !quiet));
      return { ...closed(open, [...deeds, ...refusals(left), ...proven(proof)], problem ?? problemOf(open)), proof };
    } finally {
      await reached.close();
    }
  };
}

/** In whose list a canary can stand: one out of which something goes. */
const ownerOf = (found: readonly Batch[]): number | null =>
  going(found).find(({ kind, userId }) => kind === 'application-password' && userId !== null)?.userId ?? null;

/** Also those of attempts that were interrupted. */
const canaryChoices = ({ marks }: Story): TokenChoice[] =>
  (marks.canaryPasswords ?? []).map((one) => ({ kind: 'application-password', ...one }));

const isOrdered =
  ({ marks }: Story) =>
  ({ what }: Named): boolean =>
    !(marks.canaryPasswords ?? []).some(({ uuid }) => what.startsWith(`“${canaryName}” (${uuid.slice(0, 8)})`));

/** What the canary showed, among the deeds: a person reads them there. */
function proven({ verdict, why }: ProofResult): Deed[] {
  if (verdict === 'not-asked') return [];
  const result = { refused: 'done', 'still-accepted': 'failed', 'not-possible': 'kept' } as const;
  return [{ kind: 'proof', what: 'a throw-away application password is refused', result: result[verdict], why }];
}

const mostMarked = 2000;

type Named = Pick<Token, 'kind' | 'what' | 'userId' | 'option'>;

const wordsOf = ({ kind, what }: Pick<Token, 'kind' | 'what'>): string => `${kind} ${what}`;

const going = (batches: readonly Batch[]): Named[] =>
  batches
    .filter(({ statement }) => statement !== 'refused')
    .flatMap(({ tokens }) => tokens)
    .map(({ kind, what, userId, option }) => ({ kind, what, userId, ...(option ? { option } : {}) }));

/** How many writes took; the others are read again. */
async function revoke(open: OpenSite, batches: readonly Batch[]): Promise<number> {
  const statements = batches.flatMap(({ statement }) => (statement === 'refused' ? [] : [statement]));
  for (let at = 0; at < statements.length; at += 50) await open.database.run(statements.slice(at, at + 50));
  return statements.length;
}

const forget = (open: OpenSite, tokens: readonly Named[], story: Story): Promise<string | null> =>
  forgetIn(open, story, {
    users: [...new Set(tokens.flatMap(({ userId }) => userId ?? []))],
    options: [...new Set(tokens.flatMap(({ option }) => option?.name ?? []))],
    blogs: [...new Set(tokens.flatMap(({ option }) => option?.blog ?? []))],
  });

const mostSentences = 200;

function tellTokens(found: readonly Batch[], story: Story): void {
  const tokens = found.filter(({ statement }) => statement !== 'refused').flatMap((batch) => batch.tokens);
  for (const { what, kind } of tokens.slice(0, mostSentences)) story.will(`Revoke ${nouns[kind] ?? kind} ${what}.`);
  if (tokens.length > mostSentences) story.will(`Revoke ${tokens.length - mostSentences} more.`);
  for (const loses of [...new Set(tokens.flatMap((token) => token.loses ?? []))].slice(0, 50))
    story.warn('other', loses);
  for (const { what } of found.filter(({ statement }) => statement === 'refused').flatMap((batch) => batch.tokens))
    story.warn('other', `${what}: ${cantRead}`);
}

const nouns: Record<string, string> = {
  'application-password': 'the application password',
  'woocommerce-key': 'the WooCommerce',
  'gravity-forms-key': 'the Gravity Forms',
  'plugin-token': 'the token of',
};

const cantRead = 'Nothing can be taken out of it alone. Revoke all application passwords of this user.';

const refusals = (batches: readonly Batch[]): Deed[] =>
  batches
    .filter(({ statement }) => statement === 'refused')
    .flatMap(({ tokens }) => tokens)
    .map(({ kind, what }) => ({ kind, what, result: 'failed', why: cantRead }));

const deedOf = ({ kind, what }: Named, isThere: boolean): Deed => ({
  ...{ kind, what },
  result: isThere ? 'failed' : 'done',
  why: isThere ? 'It is there again: something writes it back.' : null,
});
