import type { Checklist, OwnChecklist } from '../contract/checklist.ts';
import { ResaltError } from '../contract/failures.ts';
import { procedures as declared } from '../contract/procedures.ts';
import { checklistOf } from '../incidents/checklist/checklist.ts';
import type { Parts } from './parts.ts';
import { router, unlockedProcedure } from './rpc.ts';

const { checklist: d } = declared;

/**
 * The checklist of the next incident. An agency's file that was fine may no longer fit a newer Resalt, which has a step of that name or lacks a check: no step of
 * it is dropped without a word, so `misfit` says why it can't be used.
 */
export function checklistNow({ ownChecklist }: Pick<Parts['store'], 'ownChecklist'>): {
  checklist: Checklist;
  misfit?: string;
} {
  const { own, revision } = ownChecklist.get();
  try {
    return { checklist: checklistOf(own, revision) };
  } catch (error) {
    if (!(error instanceof ResaltError)) throw error;
    const misfit = error.message.replace(/^The checklist was not changed: /, '');
    return { checklist: checklistOf({ version: 1, hide: [], add: [] }, revision), misfit };
  }
}

export function checklistProcedures(parts: Parts) {
  const { store, who } = parts;
  const unlocked = unlockedProcedure(parts);
  const get = () => {
    const { own } = store.ownChecklist.get();
    return { own, ...checklistNow(store) };
  };
  return router({
    get: unlocked
      .input(d.get.input)
      .output(d.get.output)
      .query(() => get()),
    set: unlocked
      .input(d.set.input)
      .output(d.set.output)
      .mutation(async ({ input: { own } }) => {
        // Judged before anything is written.
        checklistOf(own as OwnChecklist, 0);
        store.ownChecklist.set(own);
        const { revision } = store.ownChecklist.get();
        const details = { revision, hidden: own.hide.map(({ step }) => step), own: own.add.map(({ step }) => step.id) };
        await store.auditTrail.append({ who, what: 'checklist.changed', details });
        return get();
      }),
  });
}
