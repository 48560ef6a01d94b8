import type { OwnChecklist } from '../contract/checklist.ts';
import { procedures as declared } from '../contract/procedures.ts';
import { checklistOf } from '../incidents/checklist/checklist.ts';
import type { Parts } from './parts.ts';
import { router, unlockedProcedure } from './rpc.ts';

const { checklist: d } = declared;

export function checklistProcedures(parts: Parts) {
  const { store, who } = parts;
  const unlocked = unlockedProcedure(parts);
  const get = () => {
    const { own, revision } = store.ownChecklist.get();
    return { checklist: checklistOf(own, revision), own };
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
