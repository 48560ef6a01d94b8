import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PolicyRow } from '../../../src-main/contract/session-policies.ts';
import type { SessionPlan } from '../../../src-main/contract/sessions.ts';
import { api } from '../../api.ts';
import { pressed } from '../../components/pressed.ts';
import { ask } from '../../stores/calls.ts';
import { go } from '../../stores/route.ts';
import { count } from '../../words/count.ts';
import { policyDue, policyRules, policySweeps } from '../../words/policy.ts';
import { ConfirmCount } from '../plan/ConfirmCount.tsx';
import { PolicyPlan } from './PolicyPlan.tsx';

/** A number of sessions above which the number must be typed, as everywhere. */
const typedAbove = 10;

interface PolicyProps {
  policy: PolicyRow;
  /** Its form was just left. */
  returned: boolean;
  change(): void;
  removed(): void;
}

/** One policy. It is swept from here only after what that would end was shown. */
export function Policy({ policy, returned, change, removed }: PolicyProps) {
  const [plan, setPlan] = useState<SessionPlan | 'looking' | null>(null);
  const [asking, setAsking] = useState<'sweep' | 'remove' | null>(null);
  /** What was asked for is under way: the same is not begun a second time. */
  const [busy, setBusy] = useState(false);
  const { id, name } = policy;
  const look = async (): Promise<void> => {
    setPlan('looking');
    setPlan((await ask(`look what “${name}” would end`, () => api.policies.plan.query({ policy: id }))) ?? null);
  };
  const sweep = async ({ at: before, choice, rows }: SessionPlan): Promise<void> => {
    setAsking(null);
    setBusy(true);
    const sites = rows.filter(({ sessions }) => sessions > 0).map(({ siteId }) => siteId);
    const planned = { choice, sites };
    const started = await ask(`sweep “${name}”`, () => api.policies.sweep.mutate({ policy: id, before, planned }));
    setBusy(false);
    if (started) go({ screen: 'run', run: started.run });
  };
  const remove = async (): Promise<void> => {
    setBusy(true);
    if (await ask(`remove “${name}”`, () => api.policies.remove.mutate({ policy: id }))) removed();
    setBusy(false);
  };
  const shown = plan === null || plan === 'looking' ? null : plan;
  const due = policyDue(policy);
  return (
    <article className="policy" aria-label={name}>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      <p>
        <bdi>{policyRules(policy)}</bdi>
      </p>
      <p className="second">{policySweeps(policy, Date.now())}</p>
      {due && <p className="ink-look">{due}</p>}
      <div aria-live="polite">
        {plan === 'looking' && <p>Looking at the sites…</p>}
        {shown && <PolicyPlan plan={shown} />}
      </div>
      {asking === 'remove' ? (
        <div className="row">
          <span>Forget this policy? No session is touched.</span>
          <Button disabled={busy} onClick={pressed(() => void remove())}>
            Remove it
          </Button>
          <Button autoFocus variant="default" onClick={() => setAsking(null)}>
            Keep it
          </Button>
        </div>
      ) : (
        <div className="row">
          <Button variant="default" disabled={plan === 'looking'} onClick={() => void look()}>
            What would it end?
          </Button>
          {shown && shown.sessions > 0 && (
            <Button
              color="red"
              disabled={busy}
              onClick={pressed(() => (shown.sessions > typedAbove ? setAsking('sweep') : void sweep(shown)))}
            >
              End {count(shown.sessions, 'session')}
            </Button>
          )}
          <Button autoFocus={returned} variant="default" onClick={change}>
            Change
          </Button>
          <Button variant="default" onClick={() => setAsking('remove')}>
            Remove
          </Button>
        </div>
      )}
      {shown && (
        <ConfirmCount
          opened={asking === 'sweep'}
          count={shown.sessions}
          noun="sessions"
          title={`End ${count(shown.sessions, 'session')}`}
          effect={`What breaks “${name}” ends, on ${count(shown.sites, 'site')}. There is no undo: who is logged out must log in again, and what is not saved in the editor is lost.`}
          special={[]}
          onClose={() => setAsking(null)}
          onConfirm={() => void sweep(shown)}
        />
      )}
    </article>
  );
}
