import { initTRPC } from '@trpc/server';
import { ResaltError } from '../contract/failures.ts';
import { callFailure } from './call-failure.ts';
import type { Parts } from './parts.ts';

const t = initTRPC.context<object>().create({
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    message: '',
    data: { ...shape.data, failure: callFailure(error) },
  }),
});

export const router = t.router;
export const procedure = t.procedure;
export const createCallerFactory = t.createCallerFactory;

/** Refuses where the vault is not open: whoever has no key may see nothing of the fleet. */
export function needUnlocked({ vault }: Pick<Parts, 'vault'>): void {
  const state = vault.state();
  if (state === 'unlocked') return;
  const message =
    state === 'absent' ? 'There is no vault yet. Make one first.' : 'The vault is locked. Unlock it first.';
  throw new ResaltError('VAULT_LOCKED', message);
}

/** A procedure that answers only while the vault is open. */
export const unlockedProcedure = (parts: Pick<Parts, 'vault'>) =>
  procedure.use(({ next }) => {
    needUnlocked(parts);
    return next();
  });
