import { create } from 'zustand';
import type { NewPassword } from '../../src-main/contract/new-passwords.ts';
import { api } from '../api.ts';
import { ask } from './calls.ts';
import { useFleet } from './fleet.ts';
import { once } from './once.ts';

/**
 * By run the new passwords that were taken out of the vault to be shown: they are here and nowhere else, whatever screen is
 * shown, until somebody says that they are stored, or the vault locks.
 */
export const useTaken = create<{ of: ReadonlyMap<string, NewPassword[]> }>()(() => ({ of: new Map() }));

const isOpen = (): boolean => useFleet.getState().vault?.state === 'unlocked';

/** Takes them out of the vault. Asked for twice they are taken once: the second time the vault has none. */
export async function takePasswords(run: string): Promise<void> {
  const taken = await once(['take', run], () =>
    ask('show the new passwords', () => api.newPasswords.take.mutate({ run })),
  );
  if (taken && taken.length > 0 && isOpen()) useTaken.setState(({ of }) => ({ of: new Map(of).set(run, taken) }));
}

export function passwordsAreStored(run: string): void {
  useTaken.setState(({ of }) => ({ of: new Map([...of].filter(([id]) => id !== run)) }));
}

useFleet.subscribe(() => {
  if (!isOpen() && useTaken.getState().of.size > 0) useTaken.setState({ of: new Map() });
});
