import { Button, PasswordInput } from '@mantine/core';
import { type SubmitEvent, useRef, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { VaultStatus } from '../../../src-main/contract/fleet.ts';
import { api } from '../../api.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { failureOf } from '../../stores/failed.ts';
import { runInWork, useFleet } from '../../stores/fleet.ts';
import { operationTitle } from '../../words/operation.ts';
import { noKeychain } from '../../words/vault.ts';
import { Door } from './Door.tsx';

type Key = { passphrase: string } | { keychain: true };

/** One field, one button, the keychain if there is one. */
export function Unlock({ vault }: { vault: VaultStatus }) {
  const [passphrase, setPassphrase] = useState('');
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const run = useFleet((state) => runInWork(state.runs));

  const unlock = async (key: Key): Promise<void> => {
    setWorking(true);
    setFailure(null);
    try {
      useFleet.setState({ vault: await api.vault.unlock.mutate(key) });
    } catch (error) {
      setFailure(failureOf(error));
      field.current?.select();
    } finally {
      setWorking(false);
      setPassphrase('');
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (passphrase !== '' && !working) void unlock({ passphrase });
  };
  return (
    <Door title="Unlock Resalt">
      {vault.hasPassphrase && (
        <form onSubmit={submit}>
          <PasswordInput
            ref={field}
            label="Passphrase"
            autoComplete="off"
            autoFocus
            data-autofocus
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
          />
          <Button type="submit" size="sm" disabled={passphrase === '' || working}>
            {working ? 'Checking…' : 'Unlock'}
          </Button>
        </form>
      )}
      {vault.hasKeychain && vault.keychain.available && (
        <Button size="sm" variant="default" disabled={working} onClick={() => void unlock({ keychain: true })}>
          Unlock with this computer’s keychain
        </Button>
      )}
      {vault.hasKeychain && !vault.keychain.available && <p className="second">{noKeychain(vault)}</p>}
      {failure && <FailureNote failure={failure} />}
      {run && (
        <p className="door-note second" role="status">
          A run goes on: {operationTitle(run.operation)}, {run.count - run.waiting - run.working} of {run.count} sites
          done.
        </p>
      )}
    </Door>
  );
}
