import type { z } from 'zod';
import { create } from 'zustand';
import type { Failure } from '../../src-main/contract/failures.ts';
import type { Settings } from '../../src-main/contract/procedures.ts';
import type { OperationName, RunSummary, runOptions, StartRun } from '../../src-main/contract/runs.ts';
import type { Select } from '../../src-main/contract/sites.ts';
import { api } from '../api.ts';
import { operations } from '../words/operation.ts';
import type { Wishes } from '../words/options.ts';
import { failureOf } from './failed.ts';
import { once } from './once.ts';
import { takesPlaceOf } from './plan-series.ts';
import { go, hrefOf, onward } from './route.ts';

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
export async function plan(operation: StartRun['operation'], select: Select): Promise<void> {
  const lead = onward();
  const look = async () => {
    const { concurrency } = await api.settings.get.query({});
    return api.runs.start.mutate({ operation, select, options: { dryRun: true, concurrency } });
  };
  const started = await once(['plan', operation, select], () => ask('make the plan', look));
  if (started) lead({ screen: 'plan', run: started.run });
}

/** Does what a plan said, to these sites, and shows the run, which it answers. Putting salts back has a procedure of its own. */
export async function begin(
  { id, operation }: Pick<RunSummary, 'id' | 'operation'>,
  sites: string[],
  options: z.input<typeof runOptions>,
): Promise<string | undefined> {
  const start = () => {
    if (isPlain(operation)) return api.runs.start.mutate({ operation, select: { sites }, options });
    if (operation === 'RollBackSalts')
      return api.runs.rollback.mutate({ run: options.rollBackOf ?? '', sites, options });
    // Exactly what the plan was of is in the vault. Chosen sessions have a plan of their own (sessions.plan), never a dry run.
    return api.orders.begin.mutate({ plan: id, sites, options });
  };
  const started = await ask(`begin “${operations[operation].title}”`, start);
  if (started) go({ screen: 'run', run: started.run });
  return started?.run;
}

/**
 * Looks again at the sites that a plan had, with these wishes, and shows the new plan in the place of the old, if that is
 * still shown. False where it could not be begun.
 */
export async function planAgain(old: RunSummary, sites: string[], wishes: Wishes): Promise<boolean> {
  const { id, operation, options } = old;
  if (operation !== 'RollBackSalts' && !isPlain(operation)) return false;
  const started = await ask('make the plan again', async () => {
    const settings = await api.settings.get.query({});
    const look = { dryRun: true, concurrency: settings.concurrency, proof: wishes.proof };
    if (operation === 'RollBackSalts')
      return api.runs.rollback.mutate({ run: options.rollBackOf ?? '', sites, options: look });
    return api.runs.start.mutate({
      operation,
      select: { sites },
      options: { ...look, ...saltsPart(wishes, settings) },
    });
  });
  if (!started) return false;
  takesPlaceOf(id, started.run);
  if (window.location.hash === hrefOf({ screen: 'plan', run: id })) go({ screen: 'plan', run: started.run });
  return true;
}

const plainOperations: readonly string[] = ['InspectSite', 'RotateSalts', 'EndSessions', 'FleetLogout'];
const isPlain = (operation: OperationName): operation is StartRun['operation'] => plainOperations.includes(operation);

/** What is as the settings say is left to the engine, so that the plan can say where it comes from. */
function saltsPart({ also, via, stopForEncryptors: stop }: Wishes, { encryptingPlugins }: Settings) {
  const said = stop !== null && stop !== (encryptingPlugins === 'leave-out');
  return {
    ...(also.length > 0 ? { also } : {}),
    ...(via === null ? {} : { via }),
    ...(said ? { stopForEncryptors: stop } : {}),
  };
}

/** Looks, without changing anything, at what putting back the salts that a run replaced would do; shows the plan. */
export async function planPuttingBack(run: string): Promise<void> {
  const lead = onward();
  const look = async () => {
    const { concurrency } = await api.settings.get.query({});
    return api.runs.rollback.mutate({ run, options: { dryRun: true, concurrency } });
  };
  const started = await once(['put back', run], () => ask('plan putting it back', look));
  if (started) lead({ screen: 'plan', run: started.run });
}

/** Reads everything of these sites; changes nothing, so it needs no plan. */
export async function inspect(select: Select): Promise<void> {
  const lead = onward();
  const look = async () => {
    const { concurrency } = await api.settings.get.query({});
    return api.runs.start.mutate({ operation: 'InspectSite', select, options: { concurrency } });
  };
  const started = await once(['inspect', select], () => ask('inspect', look));
  if (started) lead({ screen: 'run', run: started.run });
}

export async function lockVault(): Promise<void> {
  await ask('lock the vault', () => api.vault.lock.mutate({}));
}
