import { procedures as declared } from '../contract/procedures.ts';
import { warmUp } from '../operations/warm-up.ts';
import type { Parts } from './parts.ts';
import { procedure, router } from './rpc.ts';

const { vault: d } = declared;

/** Credentials go one way: nothing here gives one back. */
export function vaultProcedures({ vault, store, history, who, carrier }: Parts) {
  const changed = async (what: string) => {
    await store.auditTrail.append({ who, what, details: {} });
    return vault.status();
  };
  return router({
    status: procedure
      .input(d.status.input)
      .output(d.status.output)
      .query(() => vault.status()),
    create: procedure
      .input(d.create.input)
      .output(d.create.output)
      .mutation(async ({ input }) => {
        const { passphrase, keychain } = input;
        await vault.create({ ...(passphrase === undefined ? {} : { passphrase }), keychain });
        return changed('vault.created');
      }),
    unlock: procedure
      .input(d.unlock.input)
      .output(d.unlock.output)
      .mutation(async ({ input }) => {
        // Deriving the key takes another thread a while. A command knows by itself whether it will change salts; most do not.
        if (carrier !== 'command-line') void warmUp();
        void history.getReady();
        await vault.unlock(input);
        return changed('vault.unlocked');
      }),
    lock: procedure
      .input(d.lock.input)
      .output(d.lock.output)
      .mutation(() => {
        vault.lock();
        return changed('vault.locked');
      }),
    changePassphrase: procedure
      .input(d.changePassphrase.input)
      .output(d.changePassphrase.output)
      .mutation(async ({ input }) => {
        await vault.changePassphrase(input.current, input.next);
        return changed('vault.passphraseChanged');
      }),
    setKeychain: procedure
      .input(d.setKeychain.input)
      .output(d.setKeychain.output)
      .mutation(async ({ input }) => {
        await (input.use ? vault.addKeychain() : vault.removeKeychain());
        return changed(input.use ? 'vault.keychainAdded' : 'vault.keychainRemoved');
      }),
  });
}
