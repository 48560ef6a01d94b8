import { isDeepStrictEqual } from 'node:util';
import { ResaltError } from '../contract/failures.ts';
import { procedures as declared } from '../contract/procedures.ts';
import type { PolicyRow, SessionPolicy } from '../contract/session-policies.ts';
import type { SessionChoice } from '../contract/sessions.ts';
import type { Site } from '../contract/sites.ts';
import { checkSchedule, dueSince, explainSchedule, nextSweep } from '../runs/schedule.ts';
import type { KeptPolicy } from '../store/policies.ts';
import type { Parts } from './parts.ts';
import { router, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';
import { planOf, startEnding } from './sessions.ts';

const { policies: d } = declared;

export function policyProcedures(parts: Parts) {
  const { store, tools, who } = parts;
  const unlocked = unlockedProcedure(parts);
  const audit = (what: string, { id, name }: SessionPolicy) =>
    store.auditTrail.append({ who, what, details: { policy: { id, name } } });
  return router({
    list: unlocked
      .input(d.list.input)
      .output(d.list.output)
      .query(() => store.policies.list().map((kept) => rowOf(kept, tools.clock()))),
    save: unlocked
      .input(d.save.input)
      .output(d.save.output)
      .mutation(async ({ input }) => {
        if (input.sweeps !== null) checkSchedule(input.sweeps, tools.clock());
        store.policies.save(input);
        await audit('policy.saved', input);
        return input;
      }),
    remove: unlocked
      .input(d.remove.input)
      .output(d.remove.output)
      .mutation(async ({ input }) => {
        const { policy } = known(parts, input.policy);
        store.policies.remove(policy.id);
        await audit('policy.removed', policy);
        return {};
      }),
    plan: unlocked
      .input(d.plan.input)
      .output(d.plan.output)
      .query(async ({ input }) => {
        const policy = 'draft' in input ? input.draft : known(parts, input.policy).policy;
        return planOf(parts, await sitesUnder(parts, policy), breaking(policy));
      }),
    schedule: unlocked
      .input(d.schedule.input)
      .output(d.schedule.output)
      .query(({ input }) => explainSchedule(input.sweeps, tools.clock())),
    sweep: unlocked
      .input(d.sweep.input)
      .output(d.sweep.output)
      .mutation(({ input }) => sweepPolicy(parts, input.policy, input)),
  });
}

interface Asked {
  before?: string | undefined;
  planned?: { choice: SessionChoice; sites: string[] } | undefined;
  dryRun: boolean;
  /** As the policy has it where left out. */
  proof?: boolean | undefined;
}

/**
 * Ends what breaks the policy, where a plan of it was shown nothing else. NOT_ALLOWED_HERE while a sweep of it is in work: two at once
 * would count each other's work.
 */
export async function sweepPolicy(
  parts: Parts,
  id: string,
  { before, planned, dryRun, proof }: Asked,
): Promise<{ run: string }> {
  const { policy } = known(parts, id);
  if (parts.sweeping.has(id) || isSwept(parts, id))
    throw new ResaltError(
      'NOT_ALLOWED_HERE',
      `“${policy.name}” is being swept already. Wait for that run or cancel it.`,
    );
  parts.sweeping.add(id);
  try {
    const at = parts.tools.clock().toISOString();
    const options = {
      ...{ waves: [], maxFailures: null, concurrency: parts.store.settings.get().concurrency, dryRun },
      proof: proof ?? policy.proof ?? false,
      policy: { id, name: policy.name },
    };
    const dated = { choice: breaking(policy), before: before ?? at };
    const sites = asPlanned(policy, dated.choice, await sitesUnder(parts, policy), planned);
    const run = await startEnding(parts, sites, dated, options);
    if (!dryRun) parts.store.policies.swept(id, { run, at });
    return { run };
  } finally {
    parts.sweeping.delete(id);
  }
}

function asPlanned({ name }: SessionPolicy, choice: SessionChoice, sites: Site[], planned: Asked['planned']): Site[] {
  if (!planned) return sites;
  const wanted = new Set(planned.sites);
  const left = sites.filter((site) => wanted.has(site.id));
  if (left.length === wanted.size && isDeepStrictEqual(planned.choice, choice)) return left;
  throw new ResaltError(
    'NOT_ALLOWED_HERE',
    `“${name}” was changed since it was looked at, or sites are no longer under it. Look again what it would end.`,
  );
}

function known({ store }: Parts, id: string): KeptPolicy {
  const kept = store.policies.get(id);
  if (kept) return kept;
  throw new ResaltError('INPUT_INVALID', 'There is no such policy (any more).', 'never');
}

const isSwept = ({ runs }: Parts, id: string): boolean =>
  runs
    .list()
    .some(({ state, options }) => options.policy?.id === id && (state === 'running' || state === 'cancelling'));

const sitesUnder = (parts: Parts, { of }: SessionPolicy): Promise<Site[]> => sitesOf(parts, of);

const day = 86_400;

/** The sessions that break a policy: whichever of its rules, the union of all. */
function breaking({ mostPerUser, oldestDays, noExpired }: SessionPolicy): SessionChoice {
  return {
    breaking: {
      ...(mostPerUser === null ? {} : { mostPerUser }),
      ...(oldestDays === null ? {} : { olderThanSeconds: oldestDays * day }),
      ...(noExpired ? { expired: true as const } : {}),
    },
  };
}

function rowOf(kept: KeptPolicy, now: Date): PolicyRow {
  const { policy, lastSweep, missed } = kept;
  const due = dueSince(kept, now)?.toISOString() ?? null;
  return {
    ...policy,
    nextSweep: nextSweep(policy, now)?.toISOString() ?? null,
    lastSweep,
    dueSince: due,
    dueFor: due !== null && missed !== null && missed.at >= due ? missed.failure : null,
  };
}
