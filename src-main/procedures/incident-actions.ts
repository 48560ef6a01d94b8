import { isDeepStrictEqual } from 'node:util';
import type { Automation, ChecklistStep } from '../contract/checklist.ts';
import { ResaltError } from '../contract/failures.ts';
import type { Incident } from '../contract/incidents.ts';
import { type Order, order as orderSchema } from '../contract/orders.ts';
import { plainOperation, type Run, type RunOptions } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import { fixesOf } from '../incidents/fix-orders.ts';
import { unapproved } from '../incidents/verifications/only-approved-administrators.ts';
import { openOrder } from '../operations/steps/sealed-order.ts';
import type { KeptAudit } from '../store/kept-audits/kept-types.ts';
import { readyOf } from './agreements.ts';
import { withEncryptorsPolicy } from './encryptors-policy.ts';
import { auditAndKeep } from './incident-around.ts';
import { startOrder } from './orders.ts';
import type { Parts } from './parts.ts';
import { eachSite } from './sessions.ts';

/** One run that a step needs: how it is started, on which sites. */
export interface Action {
  part: number;
  sites: Site[];
  /** `on`: only on these of its sites. */
  start(options: RunOptions, on?: Site[]): Promise<string>;
  /** Whether that run does the very same, as who begins it now wishes. */
  isSame(run: Run, options: RunOptions): Promise<boolean>;
}

/** What an automation comes to on these sites, each a run: one, or as many as there are kinds of things to fix; none where nothing is to be done. */
export async function actionsOf(
  parts: Parts,
  incident: Incident,
  step: ChecklistStep,
  part: number,
  sites: Site[],
): Promise<Action[]> {
  const automation = step.automations[part];
  if (!automation || 'audit' in automation || sites.length === 0) return [];
  if ('fix' in automation) {
    const orders = await fixesOn(parts, step, automation, sites);
    return orders.map(({ order, siteIds }) =>
      ordered(
        parts,
        part,
        order,
        sites.filter(({ id }) => siteIds.includes(id)),
      ),
    );
  }
  const { operation, arguments: given } = automation;
  const plain = plainOperation.safeParse(operation);
  if (!plain.success) return [ordered(parts, part, orderFor(incident.id, automation), sites)];
  const wantedBy = (options: RunOptions) =>
    withEncryptorsPolicy({ operation: plain.data, options: { ...options, ...given } }, parts.store.settings.get());
  const start = async (options: RunOptions, on = sites) => {
    const run = await parts.runs.start(wantedBy(options), on);
    await tellStarted(parts, run, { operation, sites: on.length, dryRun: options.dryRun });
    return run;
  };
  const isSame = async (run: Run, options: RunOptions) =>
    run.operation === operation && hasSameWishes(run.options, wantedBy(options).options);
  return [{ part, sites, start, isSame }];
}

export const ordered = (parts: Parts, part: number, order: Order, sites: Site[]): Action => ({
  ...{ part, sites },
  start: (options, on = sites) => startOrder(parts, order, on, options),
  isSame: async (run, options) => hasSameWishes(run.options, options) && (await isSameOrder(parts, run, order)),
});

/** What is done on a site, not on how many at once. */
function hasSameWishes(one: RunOptions, other: RunOptions): boolean {
  const wishes = ({ proof, also, stopForEncryptors, via }: RunOptions) => ({ proof, also, stopForEncryptors, via });
  return isDeepStrictEqual(wishes(one), wishes(other));
}

/** False also where what the run was to do is forgotten. */
export async function isSameOrder({ vault }: Parts, { options }: Run, order: Order): Promise<boolean> {
  try {
    return isDeepStrictEqual(await openOrder(vault, options.order), order);
  } catch (error) {
    if (error instanceof ResaltError) return false;
    throw error;
  }
}

const tellStarted = ({ store, who }: Parts, runId: string, details: Record<string, unknown>) =>
  store.auditTrail.append({ who, what: 'run.started', runId, details });

/** The checklist is data and does not know the incident: where an order wants one, it is this. INPUT_INVALID where it is no order. */
export function orderFor(
  incident: string,
  { operation, arguments: given }: Extract<Automation, { operation: unknown }>,
): Order {
  const schema = orderSchema.options.find(({ shape }) => shape.operation.value === operation);
  if (!schema) throw new ResaltError('INPUT_INVALID', `This Resalt can’t do ${operation}.`, 'never');
  return orderSchema.parse({ operation, ...('incident' in schema.shape ? { incident } : {}), ...given });
}

/** What closes what these checks find now and nobody accepted: each site is looked at before. */
async function fixesOn(
  parts: Parts,
  step: ChecklistStep,
  { fix }: { fix: Extract<Automation, { fix: unknown }>['fix'] },
  sites: Site[],
) {
  const agreed = readyOf(parts);
  const looked = await eachSite(parts, sites, async (site) => {
    await auditAndKeep(parts, site, fix);
    return { site, audit: await parts.audits.of(site.id) };
  });
  const known = looked.flatMap(({ result }) => (result?.audit ? { site: result.site, audit: result.audit } : []));
  const findings = known.flatMap(({ site, audit }) =>
    audit.findings
      .filter((one) => agreed.acceptanceOf(site.id, one) === null)
      .map((one) => ({ ...one, siteId: site.id })),
  );
  const { orders } = fixesOf(findings, fix);
  const people = step.verifications.some((one) => 'fact' in one && one.fact === 'only-approved-administrators');
  if (!people) return orders;
  return [
    ...orders,
    ...demoting(
      known.map(({ site, audit }) => unapprovedOn(site, audit.administrators, agreed)),
      orders,
    ),
  ];
}

type Unapproved = { siteId: string; users: { userId: number; user: string }[] };

/** INPUT_INVALID where not one is approved: nobody could look after the site any more; and where the address alone doesn't say who is. */
function unapprovedOn(
  site: Site,
  administrators: KeptAudit['administrators'],
  agreed: ReturnType<typeof readyOf>,
): Unapproved {
  const users = unapproved(site, { administrators }, agreed);
  const alike = users.filter((one) => agreed.approvalOf(site, one) !== null);
  if (alike.length > 0 && !administrators.some((one) => !users.includes(one) && sameAddress(one, alike)))
    throw new ResaltError(
      'INPUT_INVALID',
      `On ${site.name} several administrators have one approved address: ${alike.map(({ user, userId }) => `${user} (user ${userId})`).join(', ')}. Approve the login of the right one (resalt administrators approve); the others then lose their rights.`,
      'never',
    );
  if (users.length > 0 && users.length === administrators.length)
    throw new ResaltError(
      'INPUT_INVALID',
      `No administrator of ${site.name} is approved, so all of them would lose their rights. Approve those who belong there first (resalt administrators approve).`,
      'never',
    );
  return { siteId: site.id, users };
}

const sameAddress = ({ email }: { email: string }, others: readonly { email: string }[]): boolean =>
  others.some((other) => other.email.toLowerCase() === email.toLowerCase());

/** Every administrator whom nobody approved loses the rights, also where no check finds anything odd in them; those whom an order for a finding names already are left out. */
function demoting(
  all: readonly Unapproved[],
  orders: readonly { order: Order }[],
): { order: Order; siteIds: string[] }[] {
  const named = new Set(
    orders.flatMap(({ order }) =>
      order.operation === 'ChangeUsers' ? order.users.map(({ siteId, userId }) => `${siteId} ${userId}`) : [],
    ),
  );
  const users = all.flatMap(({ siteId, users }) =>
    users
      .filter(({ userId }) => !named.has(`${siteId} ${userId}`))
      .map(({ userId, user }) => ({ siteId, userId, login: user })),
  );
  if (users.length === 0) return [];
  const order = orderSchema.parse({ operation: 'ChangeUsers', action: 'demote', users });
  return [{ order, siteIds: [...new Set(users.map(({ siteId }) => siteId))] }];
}
