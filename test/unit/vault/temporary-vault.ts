import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src-main/vault/attempts.ts';
import type { Keychain } from '../../../src-main/vault/keychain.ts';
import { openVault, type VaultOptions } from '../../../src-main/vault/vault.ts';

export const cheap = { N: 16, r: 1, p: 1 };
export const passphrase = 'correct horse battery staple';

export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A keychain in memory; `entries` is open to the test. */
export function fakeKeychain(): Keychain & { entries: Map<string, Buffer> } {
  const entries = new Map<string, Buffer>();
  return {
    entries,
    available: async () => ({ available: true, why: null }),
    read: async (id) => {
      const key = entries.get(id);
      return key ? Buffer.from(key) : null;
    },
    write: async (id, key) => void entries.set(id, Buffer.from(key)),
    remove: async (id) => void entries.delete(id),
  };
}

/** A clock that stands still but for its own sleeps, which it notes. */
export function fakeClock(): Clock & { slept: number[]; pass(ms: number): void } {
  let now = 1000;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    pass: (ms) => {
      now += ms;
    },
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
}

export async function vaultIn(dir: string, more: Partial<VaultOptions> = {}) {
  return openVault({ dir, keychain: fakeKeychain(), cost: cheap, clock: fakeClock(), ...more });
}

export async function newVault(more: Partial<VaultOptions> = {}) {
  const dir = await temporaryFolder();
  const vault = await vaultIn(dir, more);
  await vault.create({ passphrase });
  return { dir, vault };
}
