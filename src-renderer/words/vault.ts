import type { VaultStatus } from '../../src-main/contract/fleet.ts';

/** Why the keychain can’t be used, in the engine's own sentence. */
export const noKeychain = ({ keychain }: VaultStatus): string =>
  keychain.why ?? 'This computer’s keychain can’t be used; why is not known.';
