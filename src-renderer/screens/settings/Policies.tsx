import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { PolicyRow } from '../../../src-main/contract/session-policies.ts';
import { api } from '../../api.ts';
import { ask } from '../../stores/calls.ts';
import { Policy } from './Policy.tsx';
import { PolicyForm } from './PolicyForm.tsx';

/** What sessions may be. There are none at first, and none ends anything unless it is swept. */
export function Policies() {
  const [policies, setPolicies] = useState<PolicyRow[] | null>(null);
  /** The policy whose form is open; `new`: one more. */
  const [open, setOpen] = useState<string | null>(null);
  /** Whose form was left last: the focus goes back to where it came from. */
  const [left, setLeft] = useState<string | null>(null);
  const turn = useRef(0);
  const read = async (): Promise<void> => {
    const mine = ++turn.current;
    const found = await ask('read the policies', () => api.policies.list.query({}));
    if (found && mine === turn.current) setPolicies(found);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once; every change here reads again
  useEffect(() => void read(), []);
  const done = (id: string): void => {
    setOpen(null);
    setLeft(id);
    void read();
  };
  const namesBut = (id: string): string[] => (policies ?? []).flatMap((one) => (one.id === id ? [] : one.name));
  return (
    <section className="panel settings-part policies" aria-label="Session policies">
      <h2>Session policies</h2>
      <p className="second">
        What sessions may be, on every site or those of a client or tag. Sweeping a policy ends what breaks it; by
        itself that happens only where that is switched on, while Resalt runs with its vault unlocked.
      </p>
      {policies?.length === 0 && open !== 'new' && <p className="second">None: sessions may be whatever they are.</p>}
      {policies?.map((policy) =>
        open === policy.id ? (
          <PolicyForm key={policy.id} stored={policy} taken={namesBut(policy.id)} done={() => done(policy.id)} />
        ) : (
          <Policy
            key={policy.id}
            policy={policy}
            returned={left === policy.id}
            change={() => setOpen(policy.id)}
            removed={() => done('new')}
          />
        ),
      )}
      {policies &&
        (open === 'new' ? (
          <PolicyForm stored={null} taken={namesBut('new')} done={() => done('new')} />
        ) : (
          <Button
            key={`add ${policies.length}`}
            autoFocus={left === 'new'}
            variant="default"
            onClick={() => setOpen('new')}
          >
            Add a policy
          </Button>
        ))}
    </section>
  );
}
