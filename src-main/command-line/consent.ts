import { ResaltError } from '../contract/failures.ts';
import { ask } from './ask.ts';
import type { Invocation } from './invocation.ts';
import { isInteractive } from './terminal.ts';

/** Refuses a changing command that nobody could confirm, before anything is opened or looked at. */
export function needConsent(invocation: Invocation, otherwise = ''): void {
  if (invocation.yes || isInteractive(invocation.terminal)) return;
  const message = `Nobody is there to confirm this. Say --yes to do it without a question${otherwise}. Nothing was changed.`;
  throw new ResaltError('INPUT_INVALID', message, 'never');
}

const readByHeart = 10;

/** Asks once, unless --yes was given; for many sites (or keys) by typing their number. Throws CANCELLED unless the answer is right. */
export async function consent(invocation: Invocation, what: string, things: number): Promise<void> {
  if (invocation.yes) return;
  const wanted = things > readByHeart ? String(things) : 'yes';
  const how = things > readByHeart ? `Type ${things} to go on: ` : 'Type yes to go on: ';
  const typed = await ask(invocation.terminal, `${what} ${how}`);
  if (typed.trim().toLowerCase() !== wanted) {
    throw new ResaltError('CANCELLED', 'That was not the answer that goes on. Nothing was changed.');
  }
}
