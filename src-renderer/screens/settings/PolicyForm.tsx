import { Button, Checkbox, NumberInput, Switch, TextInput } from '@mantine/core';
import { type KeyboardEvent, type SubmitEvent, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { SessionPolicy } from '../../../src-main/contract/session-policies.ts';
import type { SessionPlan } from '../../../src-main/contract/sessions.ts';
import { api } from '../../api.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { useSteady } from '../../components/steady.ts';
import { failureOf } from '../../stores/failed.ts';
import {
  blankDraft,
  type DraftField,
  draftOf,
  meaningOf,
  type PolicyDraft,
  readDraft,
} from '../../stores/policy-draft.ts';
import { proofWords } from '../../words/sessions.ts';
import { calendar } from '../../words/time.ts';
import { PolicyPlan } from './PolicyPlan.tsx';
import { PolicyReach } from './PolicyReach.tsx';
import { useSchedule } from './use-schedule.ts';

interface PolicyFormProps {
  /** null: a new one. */
  stored: SessionPolicy | null;
  /** The names of the others. */
  taken: string[];
  done(): void;
}

/** What was looked at, as meaningOf() has it, and what it would end. */
interface Seen {
  meaning: string;
  plan: SessionPlan;
}

/** A policy being made or changed. One that is to be swept by itself is shown with what it would end before it is stored. */
export function PolicyForm({ stored, taken, done }: PolicyFormProps) {
  const [id] = useState(() => stored?.id ?? `p_${crypto.randomUUID().replaceAll('-', '')}`);
  const [draft, setDraft] = useState<PolicyDraft>(stored ? draftOf(stored) : blankDraft);
  const [tried, setTried] = useState(false);
  const [seen, setSeen] = useState<Seen | 'looking' | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const schedule = useSchedule(draft.itself ? draft.sweeps : null);
  const { policy, wrong, missing } = readDraft(draft, id, taken);
  const set = (change: Partial<PolicyDraft>) => setDraft({ ...draft, ...change });
  const said = (field: DraftField) => wrong[field] ?? (tried ? missing[field] : undefined);

  const meaning = policy && meaningOf(policy);
  const isOn = stored !== null && stored.sweeps !== null && meaning === meaningOf(stored);
  const shown = seen !== 'looking' && seen?.meaning === meaning ? seen : null;
  const looksFirst = draft.itself && !isOn && !shown;
  // The button that looked is then the one that switches on: what is pressed just then was meant for looking.
  const steady = useSteady(shown ? 'shown' : '') || !shown;

  const goOn = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    setFailure(null);
    if (!steady || !policy || !meaning || (policy.sweeps !== null && schedule?.wrong)) return;
    try {
      if (looksFirst) {
        setSeen('looking');
        setSeen({ meaning, plan: await api.policies.plan.query({ draft: policy }) });
      } else {
        await api.policies.save.mutate(policy);
        done();
      }
    } catch (error) {
      setSeen(null);
      setFailure(failureOf(error));
    }
  };
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    done();
  };
  const figure = (name: 'most' | 'oldest', label: string) => (
    <NumberInput
      label={label}
      clampBehavior="none"
      allowDecimal={false}
      hideControls
      value={draft[name]}
      error={said(name)}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <form
      className="settings-form policy-form"
      aria-label={stored ? `Change ${stored.name}` : 'New policy'}
      onSubmit={(event) => void goOn(event)}
      onKeyDown={leave}
      noValidate
    >
      <TextInput
        autoFocus
        label="Name"
        autoComplete="off"
        value={draft.name}
        error={said('name')}
        onChange={({ target }) => set({ name: target.value })}
      />
      <PolicyReach draft={draft} set={set} wrong={said('which')} />
      {figure('most', 'At most so many sessions of one user on one site')}
      {figure('oldest', 'At most so many days old')}
      <Checkbox
        label="No expired ones"
        checked={draft.noExpired}
        error={said('rules')}
        onChange={({ target }) => set({ noExpired: target.checked })}
      />
      <Checkbox
        label={proofWords.label}
        description={proofWords.does}
        checked={draft.proof}
        onChange={({ target }) => set({ proof: target.checked })}
      />
      <Switch
        label="Sweep it by itself"
        description="Off: only when somebody sweeps it by hand. On: on its schedule, while Resalt runs with its vault unlocked."
        checked={draft.itself}
        onChange={({ target }) => set({ itself: target.checked })}
      />
      {draft.itself && (
        <TextInput
          label="Schedule"
          description="As cron has it, in this computer’s time: minute, hour, day, month, day of the week. “0 3 * * *” is every day at three."
          autoComplete="off"
          spellCheck={false}
          value={draft.sweeps}
          error={schedule?.wrong ?? said('sweeps')}
          onChange={({ target }) => set({ sweeps: target.value })}
        />
      )}
      {draft.itself && schedule !== null && schedule.next.length > 0 && (
        <p className="second" role="status">
          Next: {schedule.next.map(calendar).join('; ')}.
        </p>
      )}
      <div aria-live="polite">
        {seen === 'looking' && <p>Looking at the sites…</p>}
        {shown && (
          <>
            <PolicyPlan plan={shown.plan} />
            <p className="second">
              Nothing ends by switching it on. What breaks it{' '}
              {schedule?.next[0] ? `on ${calendar(schedule.next[0])}` : 'at its time'} ends then, without being asked.
            </p>
          </>
        )}
      </div>
      {failure && <FailureNote failure={failure} />}
      <div className="row">
        <Button type="submit" disabled={seen === 'looking' || !steady}>
          {looksFirst ? 'See what it would end today' : wayOn(stored, draft.itself)}
        </Button>
        <Button variant="default" onClick={done}>
          {stored ? 'Leave it as it is' : 'Cancel'}
        </Button>
      </div>
    </form>
  );
}

function wayOn(stored: SessionPolicy | null, itself: boolean): string {
  if (itself && (stored?.sweeps ?? null) === null) return 'Switch it on';
  return stored ? 'Store the change' : 'Add the policy';
}
