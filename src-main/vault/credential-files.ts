import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { credentialId } from '../contract/sites.ts';
import {
  fileExists,
  notWritable,
  readBounded,
  removeUnfinished,
  syncDirectory,
  writeDurably,
} from '../store/durable-file.ts';
import { ENVELOPE_MAX_BYTES } from './envelope.ts';
import type { CredentialId } from './vault-types.ts';

/** The folder of envelopes, one file per credential. It knows names and bytes, no keys. */
export interface CredentialFiles {
  ids(): Promise<CredentialId[]>;
  has(id: CredentialId): Promise<boolean>;
  /** Null where the file is missing. */
  read(id: CredentialId): Promise<string | null>;
  /** Resolves when all are on the disk; where it fails, some may be. Overwriting is the caller's decision. */
  write(envelopes: readonly { id: CredentialId; text: string }[]): Promise<void>;
  remove(ids: readonly CredentialId[]): Promise<void>;
}

const together = 8;

/** `dir` exists, and this process alone writes to it. */
export async function credentialFiles(dir: string): Promise<CredentialFiles> {
  const pathOf = (id: CredentialId) => join(dir, `${credentialId.parse(id)}.json`);
  await removeUnfinished(dir);

  async function remove(ids: readonly CredentialId[]): Promise<void> {
    try {
      for (const id of ids) await rm(pathOf(id), { force: true });
    } catch (error) {
      throw notWritable(dir, error);
    }
    if (ids.length > 0) await syncDirectory(dir);
  }

  /** One sync of the folder for all who wait for one that has not begun. */
  let syncing: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  const syncNames = (): Promise<void> => {
    next ??= syncing
      .catch(() => undefined)
      .then(() => {
        next = null;
        syncing = syncDirectory(dir);
        return syncing;
      });
    return next;
  };

  async function write(envelopes: readonly { id: CredentialId; text: string }[]): Promise<void> {
    const waiting = [...envelopes];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await writeDurably(pathOf(next.id), next.text);
    };
    const ended = await Promise.allSettled(Array.from({ length: together }, worker));
    const failed = ended.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    await syncNames();
  }

  return {
    ids: async () =>
      (await readdir(dir)).flatMap((name) => credentialId.safeParse(name.replace(/\.json$/, '')).data ?? []),
    has: (id) => fileExists(pathOf(id)),
    read: (id) => readBounded(pathOf(id), ENVELOPE_MAX_BYTES),
    write,
    remove,
  };
}
