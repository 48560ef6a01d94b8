import { create } from 'zustand';
import type { Failure } from '../../src-main/contract/failures.ts';
import type { OperationName } from '../../src-main/contract/runs.ts';
import type { Select } from '../../src-main/contract/sites.ts';
import { api } from '../api.ts';
import { failureOf } from './failed.ts';
import { go } from './route.ts';

/** The last call that failed, with what it was to do; shown until it is put away or another one is asked for. */
export const useCalls = create<{ failed: { doing: string; failure: Failure } | null }>()(() => ({ failed: null }));

/** Asks the engine for something. A failure is shown in the frame; the answer is then undefined. */
export async function ask<T>(doing: string, call: () => Promise<T>): Promise<T | undefined> {
  useCalls.setState({ failed: null });
  try {
    return await call();
  } catch (error) {
    useCalls.setState({ failed: { doing, failure: failureOf(error) } });
    return undefined;
  }
}

/** Looks at these sites without changing anything, and shows the plan. */
export async function plan(operation: OperationName, select: Select): Promise<void> {
  const started = await ask('make the plan', async () => {
    const { concurrency } = await api.settings.get.query({});
    return api.runs.start.mutate({ operation, select, options: { dryRun: true, concurrency } });
  });
  if (started) go({ screen: 'plan', run: started.run });
}

/** Reads everything of these sites; changes nothing, so it needs no plan. */
export async function inspect(select: Select): Promise<void> {
  const started = await ask('inspect', async () => {
    const { concurrency } = await api.settings.get.query({});
    return api.runs.start.mutate({ operation: 'InspectSite', select, options: { concurrency } });
  });
  if (started) go({ screen: 'run', run: started.run });
}

export async function lockVault(): Promise<void> {
  await ask('lock the vault', () => api.vault.lock.mutate({}));
}
