import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PolicyRow } from '../../../src-main/contract/session-policies.ts';
import type { SessionPlan } from '../../../src-main/contract/sessions.ts';
import { api } from '../../api.ts';
import { ask } from '../../stores/calls.ts';
import { go } from '../../stores/route.ts';
import { count } from '../../words/count.ts';
import { policyRules, policySweeps, policyWouldEnd } from '../../words/policy.ts';

/** One policy. It is swept from here only after what that would end was shown. */
export function Policy({ policy, changed }: { policy: PolicyRow; changed(): void }) {
  const [plan, setPlan] = useState<SessionPlan | 'looking' | null>(null);
  const { id, name } = policy;
  const look = async (): Promise<void> => {
    setPlan('looking');
    setPlan((await ask(`look what “${name}” would end`, () => api.policies.plan.query({ policy: id }))) ?? null);
  };
  const sweep = async ({ at: before, choice, rows }: SessionPlan): Promise<void> => {
    const sites = rows.filter(({ sessions }) => sessions > 0).map(({ siteId }) => siteId);
    const planned = { choice, sites };
    const started = await ask(`sweep “${name}”`, () => api.policies.sweep.mutate({ policy: id, before, planned }));
    if (started) go({ screen: 'run', run: started.run });
  };
  const remove = async (): Promise<void> => {
    if (await ask(`remove “${name}”`, () => api.policies.remove.mutate({ policy: id }))) changed();
  };
  const shown = plan === null || plan === 'looking' ? null : plan;
  return (
    <article className="policy" aria-label={name}>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      <p>
        <bdi>{policyRules(policy)}</bdi>
      </p>
      <p className="second">{policySweeps(policy)}</p>
      <p aria-live="polite">{plan === 'looking' ? 'Looking at the sites…' : shown && policyWouldEnd(shown)}</p>
      <div className="row">
        <Button size="xs" variant="default" disabled={plan === 'looking'} onClick={() => void look()}>
          What would it end?
        </Button>
        {shown && shown.sessions > 0 && (
          <Button size="xs" color="red" onClick={() => void sweep(shown)}>
            End {count(shown.sessions, 'session')}
          </Button>
        )}
        <Button size="xs" variant="subtle" onClick={() => void remove()}>
          Remove
        </Button>
      </div>
    </article>
  );
}
