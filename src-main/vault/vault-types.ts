import type { z } from 'zod';
import type { VaultStatus } from '../contract/fleet.ts';
import type { credentialId } from '../contract/sites.ts';

export type CredentialId = z.infer<typeof credentialId>;

/** `absent`: no vault in this folder. A vault whose header is damaged is `locked`; `status()` says what is the matter. */
export type VaultState = 'absent' | 'locked' | 'unlocked';

/** `kind` is a short word such as `ssh-key`, `db-password` or `config-backup`; the secret is at most 1 MiB. */
export interface Secret {
  kind: string;
  secret: Uint8Array;
}

/** Seals and opens under a key of its own, while the vault is unlocked: VAULT_LOCKED otherwise. */
export interface HistoryBoxes {
  seal(plain: Uint8Array, context: readonly (string | number)[]): Buffer;
  /** Null where a byte, the context or the vault is another than it was sealed with. */
  open(box: Uint8Array, context: readonly (string | number)[]): Buffer | null;
}

/**
 * The encrypted store of credentials (docs/decisions/0001-vault.md). One process at a time: the store's data lock.
 *
 * Failures: VAULT_LOCKED where a key is needed and there is none, VAULT_DAMAGED, WRONG_PASSPHRASE, NOT_ALLOWED_HERE
 * (there is a vault already, or no usable keychain on this machine), NOT_WRITABLE, INPUT_INVALID.
 */
export interface Vault {
  state(): VaultState;
  /** What the screens show. Asks the OS keychain, which may take seconds where it is broken; never asks a person. */
  status(): Promise<VaultStatus>;
  /** Leaves the vault unlocked. At least one way in is needed: there is no plain-text fallback. */
  create(ways: { passphrase?: string | undefined; keychain?: boolean | undefined }): Promise<void>;
  /** After a wrong passphrase the next attempt waits, longer each time. */
  unlock(way: { passphrase: string } | { keychain: true }): Promise<void>;
  /** Wipes the keys from memory. An unlock in progress is called off. */
  lock(): void;
  /** Wraps the one vault key anew; no credential is touched. Works locked or unlocked and leaves that as it was. */
  changePassphrase(current: string, next: string): Promise<void>;
  /** For a vault that so far opens by keychain only. Needs it unlocked. */
  addPassphrase(passphrase: string): Promise<void>;
  addKeychain(): Promise<void>;
  /** Refused where the keychain is the only way in. */
  removeKeychain(): Promise<void>;
  /** Resolves when the credential is on the disk. */
  seal(kind: string, secret: Uint8Array): Promise<CredentialId>;
  /** Many at once, ids in the same order. All or none: what was written is taken away again where one fails. */
  sealMany(secrets: readonly Secret[]): Promise<CredentialId[]>;
  /** The same id and kind, a new secret. A damaged credential is refused: seal a new one and forget the old. */
  replace(id: CredentialId, secret: Uint8Array): Promise<void>;
  /** In this order; forgetting what is not there is no failure. Works locked. */
  forget(...ids: CredentialId[]): Promise<void>;
  has(id: CredentialId): Promise<boolean>;
  /** Of all that is in it, readable or not. Works locked. */
  ids(): Promise<CredentialId[]>;
  /** Inside the engine only: no procedure returns it. The caller wipes the buffer with `fill(0)` when done. */
  open(id: CredentialId): Promise<Buffer>;
  /** Tries every credential; needs the vault unlocked. Changes nothing. */
  check(): Promise<{ readable: number; damaged: CredentialId[] }>;
  /** Boxes for the history of sessions; they outlive a change of the passphrase. The key itself never leaves the vault. */
  history: HistoryBoxes;
  /** Called after every change of the state or of the ways in. Returns how to stop. */
  onChange(listener: () => void): () => void;
}
