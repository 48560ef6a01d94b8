import type { passphraseAttempts } from './attempts.ts';
import type { HeaderFile } from './header-file.ts';
import type { KeyRing } from './key-ring.ts';
import type { Keychain } from './keychain.ts';
import type { ScryptCost } from './passphrase.ts';

/** What opening a vault and changing its ways in work with. */
export interface VaultParts {
  header: HeaderFile;
  ring: KeyRing;
  keychain: Keychain;
  attempts: ReturnType<typeof passphraseAttempts>;
  /** Of every new passphrase. */
  cost: ScryptCost;
}
