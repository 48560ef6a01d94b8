import { Button, PasswordInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import { api } from '../../api.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { failureOf } from '../../stores/failed.ts';

const least = 10;

export function PassphraseChange() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [said, setSaid] = useState<Failure | string | null>(null);
  const wrong =
    next !== '' && next.length < least
      ? `The new one needs at least ${least} characters.`
      : again !== '' && next !== again
        ? 'The two new ones are not the same.'
        : null;
  const ready = current !== '' && next.length >= least && next === again;

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    setSaid('Changing…');
    try {
      await api.vault.changePassphrase.mutate({ current, next });
      setSaid('The passphrase was changed. The old one opens nothing any more.');
      setNext('');
      setAgain('');
    } catch (error) {
      setSaid(failureOf(error));
    }
    setCurrent('');
  };
  return (
    <form className="settings-form" onSubmit={(event) => void submit(event)}>
      <PasswordInput
        size="xs"
        label="Current passphrase"
        autoComplete="off"
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <PasswordInput
        size="xs"
        label="New passphrase"
        autoComplete="new-password"
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <PasswordInput
        size="xs"
        label="New passphrase again"
        autoComplete="new-password"
        value={again}
        onChange={(event) => setAgain(event.target.value)}
      />
      <div className="row">
        <Button type="submit" variant="default" disabled={!ready}>
          Change the passphrase
        </Button>
        <span className="second" aria-live="polite">
          {wrong ?? (typeof said === 'string' ? said : '')}
        </span>
      </div>
      {said !== null && typeof said !== 'string' && <FailureNote failure={said} />}
    </form>
  );
}
