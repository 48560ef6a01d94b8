import type { PolicyRow, SessionPolicy } from '../../src-main/contract/session-policies.ts';
import type { SessionPlan } from '../../src-main/contract/sessions.ts';
import { count, list } from './count.ts';
import { ahead, calendar, exact } from './time.ts';

/** "at most 3 per user and site and at most 30 days old, on every site". */
export function policyRules({ mostPerUser, oldestDays, noExpired, of }: SessionPolicy): string {
  const rules = [
    mostPerUser === null ? [] : `at most ${mostPerUser} per user and site`,
    oldestDays === null ? [] : `at most ${count(oldestDays, 'day')} old`,
    noExpired ? 'none expired' : [],
  ].flat();
  const where =
    'all' in of ? 'on every site' : 'client' in of ? `on sites of ${of.client}` : `on sites tagged ${of.tag}`;
  return `${list(rules)}, ${where}`;
}

/** Whether and when it is swept by itself, and when it last was. */
export function policySweeps({ sweeps, nextSweep, lastSweep, proof }: PolicyRow, now: number): string {
  const next =
    sweeps === null
      ? 'Off: swept by hand only.'
      : nextSweep === null
        ? 'On, but its schedule never comes.'
        : `On: swept by itself, next on ${calendar(nextSweep)} (${ahead(nextSweep, now)}).`;
  const last = lastSweep === null ? 'Never swept.' : `Last swept ${exact(lastSweep.at)}.`;
  return `${next} ${last}${proof ? ' Each sweep is proven with a canary.' : ''}`;
}

/** What was missed and why; null where nothing was. */
export const policyDue = (policy: PolicyRow): string | null =>
  policy.dueSince && `Due since ${calendar(policy.dueSince)}. ${whyDue(policy)} Resalt does not catch up by itself.`;

function whyDue({ dueFor }: PolicyRow): string {
  if (dueFor === null) return 'Resalt was closed then, or the computer asleep.';
  if (dueFor.code !== 'VAULT_LOCKED') return dueFor.message;
  return 'The vault was locked: whoever wants sweeps at night has it not lock by itself, above in these settings.';
}

/** What a policy would end today, with what is not known of it. */
export function policyWouldEnd({ sessions, people, sites, rows }: SessionPlan): string {
  const unread = rows.filter(({ outcome }) => outcome !== 'ok').length;
  const rest = unread > 0 ? ` ${count(unread, 'site')} did not answer: what breaks it there is not known.` : '';
  if (sessions === 0) return `Today it would end nothing.${rest}`;
  const figures = `${count(sessions, 'session')} of ${count(people, 'person', 'people')} on ${count(sites, 'site')}`;
  const editing = rows.reduce((sum, row) => sum + row.editing.length, 0);
  const now = editing > 0 ? ` ${count(editing, 'person is', 'people are')} editing right now.` : '';
  return `Today it would end ${figures}.${now}${rest}`;
}
