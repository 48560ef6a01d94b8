import { Switch } from '@mantine/core';
import type { VaultStatus } from '../../../src-main/contract/fleet.ts';
import { api } from '../../api.ts';
import { ask } from '../../stores/calls.ts';
import { useFleet } from '../../stores/fleet.ts';
import { noKeychain } from '../../words/vault.ts';

/** Whether this computer's keychain opens the vault too. It can't be the last key that is taken away. */
export function Keychain({ vault }: { vault: VaultStatus }) {
  const set = async (use: boolean): Promise<void> => {
    const changed = await ask('change the keychain', () => api.vault.setKeychain.mutate({ use }));
    if (changed) useFleet.setState({ vault: changed });
  };
  const last = vault.hasKeychain && !vault.hasPassphrase;
  const why = vault.keychain.available
    ? last
      ? 'It is the only key of this vault, so it can’t be taken away.'
      : 'Whoever is logged in to this computer as you can then open the vault.'
    : noKeychain(vault);
  return (
    <Switch
      label="This computer’s keychain may open the vault"
      description={why}
      checked={vault.hasKeychain}
      disabled={last || (!vault.keychain.available && !vault.hasKeychain)}
      onChange={(event) => void set(event.target.checked)}
    />
  );
}
