import { ResaltError } from '../contract/failures.ts';
import { callFailure } from '../procedures/call-failure.ts';
import { askHidden } from './ask.ts';
import type { Engine, Invocation } from './invocation.ts';
import { givenPassphrase } from './passphrase.ts';
import { isInteractive } from './terminal.ts';

/**
 * Opens the vault for a command that needs it: with the passphrase that was handed over, else with the keychain if the vault
 * has one, else by asking. Throws VAULT_LOCKED with what to do where none of these is there.
 */
export async function unlock(invocation: Invocation, engine: Engine): Promise<void> {
  const status = await engine.call.vault.status({});
  const passphrase = await givenPassphrase(invocation);
  if (status.state === 'unlocked') return;
  if (status.state === 'absent') {
    throw new ResaltError(
      'VAULT_LOCKED',
      `There is no vault in ${invocation.dataDir} yet. Make one: resalt init`,
      'never',
    );
  }
  if (status.state === 'damaged') {
    const what = status.damage ?? 'It can not be read.';
    throw new ResaltError('VAULT_DAMAGED', `The vault in ${invocation.dataDir} is damaged. ${what}`, 'never');
  }
  if (passphrase !== null) {
    await engine.call.vault.unlock({ passphrase });
    return;
  }
  if (status.hasKeychain && (await opensByKeychain(engine, status.hasPassphrase))) return;
  if (!isInteractive(invocation.terminal)) throw new ResaltError('VAULT_LOCKED', howToUnlock, 'never');
  await engine.call.vault.unlock({ passphrase: await askHidden(invocation.terminal, 'Passphrase of the vault: ') });
}

const howToUnlock =
  'The vault is locked. Set RESALT_PASSPHRASE, or give --passphrase-file FILE, or run Resalt in a terminal, which asks.';

/** A keychain that doesn't answer is no reason to stop where a passphrase could still be given. */
async function opensByKeychain(engine: Engine, otherWay: boolean): Promise<boolean> {
  try {
    await engine.call.vault.unlock({ keychain: true });
    return true;
  } catch (error) {
    if (!otherWay || callFailure(error).code === 'VAULT_DAMAGED') throw error;
    return false;
  }
}
