import { randomBytes } from 'node:crypto';
import { ResaltError } from '../contract/failures.ts';
import type { CredentialFiles } from './credential-files.ts';
import { openCredential, sealCredential, secretKind } from './envelope.ts';
import { SECRET_MAX_BYTES } from './sealed.ts';
import type { VaultKeys } from './vault-key.ts';
import type { CredentialId, Secret, Vault } from './vault-types.ts';

export type Credentials = Pick<Vault, 'seal' | 'sealMany' | 'replace' | 'forget' | 'has' | 'ids' | 'open' | 'check'>;

/** The vault's dealings with its credentials. `keys` gives the keys of the open vault or throws VAULT_LOCKED. */
export function credentialsIn(files: CredentialFiles, keys: () => VaultKeys): Credentials {
  /** Asks for the keys again after reading: the vault may have been locked meanwhile. */
  async function openWithKind(id: CredentialId): Promise<{ kind: string; secret: Buffer }> {
    keys();
    const text = await files.read(id);
    const opened = text === null ? null : openCredential(keys(), id, text);
    if (!opened) throw damaged(id, text === null ? 'is missing' : 'is damaged');
    return opened;
  }

  async function sealMany(secrets: readonly Secret[]): Promise<CredentialId[]> {
    for (const { kind, secret } of secrets) refuseUnfit(kind, secret);
    const envelopes = secrets.map(({ kind, secret }) => {
      const id = `c_${randomBytes(16).toString('base64url')}`;
      return { id, text: sealCredential(keys(), id, kind, secret) };
    });
    const ids = envelopes.map(({ id }) => id);
    try {
      await files.write(envelopes);
    } catch (error) {
      await files.remove(ids).catch(() => undefined);
      throw error;
    }
    return ids;
  }

  return {
    sealMany,
    async seal(kind, secret) {
      const [id] = await sealMany([{ kind, secret }]);
      if (!id) throw new Error('sealing one secret gave no id');
      return id;
    },
    async replace(id, secret) {
      const old = await openWithKind(id);
      old.secret.fill(0);
      refuseUnfit(old.kind, secret);
      await files.write([{ id, text: sealCredential(keys(), id, old.kind, secret) }]);
    },
    forget: (...ids) => files.remove(ids),
    has: files.has,
    ids: files.ids,
    open: async (id) => (await openWithKind(id)).secret,
    async check() {
      const found = { readable: 0, damaged: [] as CredentialId[] };
      for (const id of await files.ids()) {
        const text = await files.read(id);
        const opened = text === null ? null : openCredential(keys(), id, text);
        opened?.secret.fill(0);
        if (opened) found.readable += 1;
        else found.damaged.push(id);
      }
      return found;
    },
  };
}

function refuseUnfit(kind: string, secret: Uint8Array): void {
  if (!secretKind.safeParse(kind).success) throw new ResaltError('BUG', 'A secret of no proper kind.', 'never');
  if (secret.length > SECRET_MAX_BYTES) {
    throw new ResaltError('INPUT_INVALID', `A ${kind} of more than 1 MiB does not go into the vault.`, 'never');
  }
}

function damaged(id: CredentialId, how: string): ResaltError {
  const next = 'Nothing else in the vault is touched by that. Enter this credential again, or restore its file.';
  return new ResaltError('VAULT_DAMAGED', `The credential file vault/${id}.json ${how}. ${next}`, 'never');
}
