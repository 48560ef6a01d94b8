import type { PolicyRow, SessionPolicy } from '../../src-main/contract/session-policies.ts';
import type { SessionPlan } from '../../src-main/contract/sessions.ts';
import { count, list } from './count.ts';
import { exact } from './time.ts';

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

/** When it is swept, and what was missed and why. */
export function policySweeps(policy: PolicyRow): string {
  const { sweeps, nextSweep, lastSweep, dueSince } = policy;
  const next =
    sweeps === null
      ? 'Swept by hand only.'
      : nextSweep === null
        ? 'Its schedule never comes.'
        : `Next sweep ${exact(nextSweep)}.`;
  const last = lastSweep === null ? 'Never swept.' : `Last swept ${exact(lastSweep.at)}.`;
  const due =
    dueSince === null ? '' : ` Due since ${exact(dueSince)}. ${whyDue(policy)} Resalt does not catch up by itself.`;
  return `${next} ${last}${due}`;
}

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
