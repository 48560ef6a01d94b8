import { z } from 'zod';
import { ResaltError } from '../../contract/failures.ts';
import { type SessionChoice, sessionChoice } from '../../contract/sessions.ts';
import { credentialId } from '../../contract/sites.ts';
import type { Vault } from '../../vault/vault-types.ts';
import { type ChoiceOfSite, readyChoice } from '../../wordpress/session-choice.ts';

/** What a run of EndChosenSessions is to end. `before`: ISO 8601 on the operator's clock; what began later stays. */
export interface DatedChoice {
  choice: SessionChoice;
  before: string;
}

/** The same, made ready once for all sites of a run. */
export interface ReadyChoice extends DatedChoice {
  of(siteId: string): ChoiceOfSite;
}

export const ready = (dated: DatedChoice): ReadyChoice => ({ ...dated, of: readyChoice(dated.choice) });

/** Exact choices are larger than what fits into one secret of the vault; of these sessions any that the contract allows fit. */
const sessionsPerSecret = 5000;
const kind = 'session-choice';
const first = z.object({
  choice: sessionChoice,
  before: z.iso.datetime(),
  more: z.array(credentialId).max(100).optional(),
});
const rest = sessionChoice.shape.sessions.unwrap();

/** Puts a choice into the vault, for it holds names and addresses; `forget` takes all of it out again. */
export async function sealChoice(
  vault: Pick<Vault, 'sealMany' | 'forget'>,
  { choice, before }: DatedChoice,
): Promise<{ id: string; forget(): Promise<void> }> {
  const { sessions, ...others } = choice;
  const pieces = inPieces(sessions ?? []);
  const [head, ...tail] = pieces;
  const more = await vault.sealMany(tail.map((piece) => secretOf(piece)));
  const top = {
    choice: { ...others, ...(head ? { sessions: head } : {}) },
    before,
    ...(tail.length > 0 ? { more } : {}),
  };
  const [id] = await vault.sealMany([secretOf(top)]).catch(async (error: unknown) => {
    await vault.forget(...more);
    throw error;
  });
  if (!id) throw new Error('sealing one secret gave no id');
  return { id, forget: () => vault.forget(...more, id) };
}

/**
 * INPUT_INVALID where the run names none, or it was forgotten since; else fails with what the vault fails with. A choice is read once
 * per run, not once per site.
 */
export async function openChoice(vault: Pick<Vault, 'open' | 'has'>, id: string): Promise<ReadyChoice> {
  if (!credentialId.safeParse(id).success)
    throw new ResaltError('INPUT_INVALID', 'This run does not say which sessions.', 'never');
  if (!(await vault.has(id)))
    throw new ResaltError(
      'INPUT_INVALID',
      'Which sessions this run was to end is forgotten: it is kept for 30 days. Choose them again.',
      'never',
    );
  const { choice, before, more = [] } = first.parse(await read(vault, id));
  const sessions = [...(choice.sessions ?? [])];
  for (const one of more) for (const session of rest.parse(await read(vault, one))) sessions.push(session);
  return ready({ choice: { ...choice, ...(sessions.length > 0 ? { sessions } : {}) }, before });
}

/** All secrets that a choice is made of, the one that names the others last. Of a damaged one only itself is known. */
export async function piecesOfChoice(vault: Pick<Vault, 'open'>, id: string): Promise<string[]> {
  const opened = await read(vault, id).catch((error: unknown) => {
    if (error instanceof ResaltError && error.code === 'VAULT_DAMAGED') return null;
    throw error;
  });
  return [...(first.safeParse(opened).data?.more ?? []), id];
}

async function read(vault: Pick<Vault, 'open'>, id: string): Promise<unknown> {
  const secret = await vault.open(id);
  const value: unknown = JSON.parse(secret.toString('utf8'));
  secret.fill(0);
  return value;
}

const secretOf = (value: unknown) => ({ kind, secret: Buffer.from(JSON.stringify(value)) });

function inPieces<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / sessionsPerSecret);
  return Array.from({ length: count }, (_, n) => all.slice(n * sessionsPerSecret, (n + 1) * sessionsPerSecret));
}
