import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { VaultStatus } from '../../../src-main/contract/fleet.ts';
import { api } from '../../api.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { failureOf } from '../../stores/failed.ts';
import { useFleet } from '../../stores/fleet.ts';
import { go } from '../../stores/route.ts';
import { noKeychain } from '../../words/vault.ts';
import { Door } from './Door.tsx';

const least = 10;

/** What is wrong with the two fields, or null. No passphrase at all is right where the keychain holds the key. */
function wrongWith(one: string, two: string, keychain: boolean): string | null {
  if (one === '' && two === '' && keychain) return null;
  if (one.length < least) return `The passphrase needs at least ${least} characters.`;
  return one === two ? null : 'The two are not the same.';
}

/** The first thing a new user does. */
export function MakeVault({ vault }: { vault: VaultStatus }) {
  const [one, setOne] = useState('');
  const [two, setTwo] = useState('');
  const [keychain, setKeychain] = useState(false);
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const wrong = wrongWith(one, two, keychain);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (wrong !== null) return;
    setWorking(true);
    setFailure(null);
    try {
      const made = await api.vault.create.mutate({ keychain, ...(one === '' ? {} : { passphrase: one }) });
      useFleet.setState({ vault: made });
      go({ screen: 'bring' });
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setWorking(false);
    }
  };
  return (
    <Door title="Make a vault">
      <p className="second">
        The vault keeps the keys and passwords of your sites, encrypted, on this computer only. Without its passphrase
        nobody can open it, and nobody can give it back to you.
      </p>
      <form onSubmit={(event) => void submit(event)}>
        <PasswordInput
          label="Passphrase"
          description={`At least ${least} characters; several words are best.`}
          autoComplete="new-password"
          autoFocus
          value={one}
          onChange={(event) => setOne(event.target.value)}
        />
        <PasswordInput
          label="Passphrase again"
          autoComplete="new-password"
          value={two}
          onChange={(event) => setTwo(event.target.value)}
        />
        {vault.keychain.available ? (
          <Checkbox
            label="This computer’s keychain may open it too"
            checked={keychain}
            onChange={(event) => setKeychain(event.target.checked)}
          />
        ) : (
          <p className="second">{noKeychain(vault)}</p>
        )}
        <p className="second" aria-live="polite">
          {one === '' && two === '' ? '' : wrong}
        </p>
        <Button type="submit" size="sm" disabled={wrong !== null || working}>
          {working ? 'Making the vault…' : 'Make the vault'}
        </Button>
      </form>
      {failure && <FailureNote failure={failure} />}
    </Door>
  );
}
