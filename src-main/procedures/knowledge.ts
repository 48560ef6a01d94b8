import { procedures as declared } from '../contract/procedures.ts';
import type { Parts } from './parts.ts';
import { router, unlockedProcedure } from './rpc.ts';

const { knowledge: d } = declared;

export function knowledgeProcedures(parts: Parts) {
  const unlocked = unlockedProcedure(parts);
  return router({
    get: unlocked
      .input(d.get.input)
      .output(d.get.output)
      .query(() => parts.knowledge.get()),
    set: unlocked
      .input(d.set.input)
      .output(d.set.output)
      .mutation(async ({ input }) => {
        const next = await parts.knowledge.set(input);
        const details = { parts: Object.keys(input) };
        await parts.store.auditTrail.append({ who: parts.who, what: 'knowledge.changed', details });
        return next;
      }),
  });
}
