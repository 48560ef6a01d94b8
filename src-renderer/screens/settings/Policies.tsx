import { useEffect, useState } from 'react';
import type { PolicyRow } from '../../../src-main/contract/session-policies.ts';
import { api } from '../../api.ts';
import { ask } from '../../stores/calls.ts';
import { NewPolicy } from './NewPolicy.tsx';
import { Policy } from './Policy.tsx';

/** What sessions may be. There are none at first, and none ends anything unless it is swept. */
export function Policies() {
  const [policies, setPolicies] = useState<PolicyRow[] | null>(null);
  const read = async (): Promise<void> => {
    const found = await ask('read the policies', () => api.policies.list.query({}));
    if (found) setPolicies(found);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once; every change here reads again
  useEffect(() => void read(), []);
  return (
    <section className="panel settings-part" aria-label="Session policies">
      <h2>Session policies</h2>
      <p className="second">
        What sessions may be, on every site or those of a client or tag. Sweeping a policy ends what breaks it; by
        itself that happens only on its schedule, while Resalt runs with its vault unlocked.
      </p>
      {policies?.length === 0 && <p className="second">None: sessions may be whatever they are.</p>}
      {policies?.map((policy) => (
        <Policy key={policy.id} policy={policy} changed={() => void read()} />
      ))}
      {policies && <NewPolicy taken={policies.map(({ name }) => name)} saved={() => void read()} />}
    </section>
  );
}
