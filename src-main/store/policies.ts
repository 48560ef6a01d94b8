import { z } from 'zod';
import { failure, ResaltError } from '../contract/failures.ts';
import { sessionPolicy } from '../contract/session-policies.ts';
import { type OpenConf, openDocument } from './document.ts';
import type { Policies } from './store-types.ts';

const kept = z.object({
  policy: sessionPolicy,
  /** Since when its schedule is what it is, ISO 8601 UTC: what was due before is not due. */
  scheduledAt: z.string(),
  lastSweep: z.object({ run: z.string(), at: z.string() }).nullable(),
  /** The last one that was due and did not begin, and why. */
  missed: z.object({ at: z.string(), failure }).nullable().default(null),
});
export type KeptPolicy = z.infer<typeof kept>;

const most = 500;
const document = z.object({ version: z.literal(1), policies: z.array(kept).max(most) });

export function openPolicies(dir: string, open: OpenConf, now: () => Date): Policies {
  const file = openDocument({ dir, name: 'policies', open }, document, { version: 1, policies: [] });
  const get = (id: string) => file.read().policies.find(({ policy }) => policy.id === id);
  const write = (policies: KeptPolicy[]) => file.write({ version: 1, policies });
  const change = (id: string, part: Partial<KeptPolicy>) =>
    write(file.read().policies.map((one) => (one.policy.id === id ? { ...one, ...part } : one)));
  return {
    list: () => file.read().policies,
    get,
    save(policy) {
      const { policies } = file.read();
      if (policies.some((one) => one.policy.name === policy.name && one.policy.id !== policy.id))
        throw new ResaltError('INPUT_INVALID', `Two policies would be called "${policy.name}".`, 'never');
      const old = get(policy.id);
      if (!old && policies.length >= most)
        throw new ResaltError('INPUT_INVALID', `There are ${most} policies, which is all that Resalt keeps.`, 'never');
      const scheduledAt = old && old.policy.sweeps === policy.sweeps ? old.scheduledAt : now().toISOString();
      const next = { policy, scheduledAt, lastSweep: old?.lastSweep ?? null, missed: old?.missed ?? null };
      write(old ? policies.map((one) => (one === old ? next : one)) : [...policies, next]);
    },
    swept: (id, lastSweep) => change(id, { lastSweep, missed: null }),
    missed: (id, missed) => change(id, { missed }),
    remove(id) {
      const found = get(id);
      if (found) write(file.read().policies.filter((one) => one !== found));
      return found !== undefined;
    },
  };
}
