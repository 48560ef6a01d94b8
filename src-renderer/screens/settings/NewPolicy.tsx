import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { SessionPolicy } from '../../../src-main/contract/session-policies.ts';
import { api } from '../../api.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { failureOf } from '../../stores/failed.ts';

type Reach = 'all' | 'client' | 'tag';
const blank = { name: '', reach: 'all' as Reach, which: '', most: '', oldest: '', noExpired: false, sweeps: '' };
type Draft = Omit<typeof blank, 'most' | 'oldest'> & Record<'most' | 'oldest', string | number>;

/** A form for one more policy. Nothing is ended by storing it. */
export function NewPolicy({ taken, saved }: { taken: string[]; saved(): void }) {
  const [draft, setDraft] = useState<Draft>(blank);
  const [failure, setFailure] = useState<Failure | null>(null);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const policy = read(draft);
  const isTaken = taken.includes(draft.name.trim());
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!policy || isTaken) return;
    try {
      await api.policies.save.mutate(policy);
      setDraft(blank);
      setFailure(null);
      saved();
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const text = (name: 'name' | 'which' | 'sweeps', label: string, description?: string) => (
    <TextInput
      size="xs"
      label={label}
      description={description}
      autoComplete="off"
      value={draft[name]}
      onChange={({ target }) => set({ [name]: target.value })}
    />
  );
  const figure = (name: 'most' | 'oldest', label: string, max: number) => (
    <NumberInput
      size="xs"
      {...{ label, max, min: 1 }}
      allowDecimal={false}
      value={draft[name]}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <form className="settings-form" aria-label="New policy" onSubmit={(event) => void submit(event)}>
      {text('name', 'Name of a new policy')}
      <NativeSelect
        size="xs"
        label="For"
        value={draft.reach}
        data={[
          { value: 'all', label: 'Every site' },
          { value: 'client', label: 'The sites of a client' },
          { value: 'tag', label: 'The sites with a tag' },
        ]}
        onChange={({ target }) => set({ reach: reachOf(target.value) })}
      />
      {draft.reach !== 'all' && text('which', draft.reach === 'client' ? 'Client' : 'Tag')}
      {figure('most', 'At most so many sessions of one user on one site', 1000)}
      {figure('oldest', 'At most so many days old', 3650)}
      <Checkbox
        size="xs"
        label="No expired ones"
        checked={draft.noExpired}
        onChange={({ target }) => set({ noExpired: target.checked })}
      />
      {text('sweeps', 'Swept by itself', 'As cron has it: “0 3 * * *” is every day at three. Empty: only by hand.')}
      <div className="row">
        <Button type="submit" variant="default" disabled={!policy || isTaken}>
          Add the policy
        </Button>
        <span className="second" aria-live="polite">
          {isTaken ? 'There is a policy of that name.' : ''}
        </span>
      </div>
      {failure && <FailureNote failure={failure} />}
    </form>
  );
}

const reachOf = (value: string): Reach => (value === 'client' || value === 'tag' ? value : 'all');

/** The policy that the form says; null while it says none. */
function read({ name, reach, which, most, oldest, noExpired, sweeps }: Draft): SessionPolicy | null {
  const rules = { mostPerUser: Number(most) || null, oldestDays: Number(oldest) || null, noExpired };
  const rulesNothing = rules.mostPerUser === null && rules.oldestDays === null && !noExpired;
  if (name.trim() === '' || rulesNothing || (reach !== 'all' && which.trim() === '')) return null;
  const of = reach === 'all' ? { all: true as const } : reach === 'client' ? { client: which } : { tag: which };
  const id = `p_${crypto.randomUUID().replaceAll('-', '')}`;
  return { id, name, of, ...rules, sweeps: sweeps.trim() === '' ? null : sweeps };
}
