import { copyFile, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cheap, fakeClock, fakeKeychain, newVault, passphrase, temporaryFolder, vaultIn } from './temporary-vault.ts';

const text = (bytes: Buffer) => bytes.toString();
const failsWith = (code: string) => expect.objectContaining({ code });

describe('A vault', () => {
  test('is absent, then unlocked, then locked, then unlocked again', async () => {
    const vault = await vaultIn(await temporaryFolder());
    expect(vault.state()).toBe('absent');
    await vault.create({ passphrase });
    expect(vault.state()).toBe('unlocked');
    vault.lock();
    expect(vault.state()).toBe('locked');
    await vault.unlock({ passphrase });
    expect(vault.state()).toBe('unlocked');
  });

  test('needs a way in: there is no plain-text fallback', async () => {
    const dir = await temporaryFolder();
    const vault = await vaultIn(dir);
    await expect(vault.create({})).rejects.toEqual(failsWith('INPUT_INVALID'));
    await expect(vault.create({ keychain: false })).rejects.toEqual(failsWith('INPUT_INVALID'));
    await expect(vault.create({ passphrase: '' })).rejects.toEqual(failsWith('INPUT_INVALID'));
    expect(vault.state()).toBe('absent');
    expect(await readdir(dir)).toEqual(['vault']);
  });

  test('keeps secrets over a restart, in files for the owner alone, and none of it in the clear', async () => {
    const { dir, vault } = await newVault();
    const id = await vault.seal('ssh-password', Buffer.from('hunter2 hunter2'));
    expect(id).toMatch(/^c_[A-Za-z0-9_-]{22}$/);
    const again = await vaultIn(dir);
    await expect(again.open(id)).rejects.toEqual(failsWith('VAULT_LOCKED'));
    await again.unlock({ passphrase });
    expect(text(await again.open(id))).toBe('hunter2 hunter2');
    for (const name of ['vault.json', 'vault.json.bak', `vault/${id}.json`]) {
      expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
      expect(await readFile(join(dir, name), 'utf8')).not.toContain('hunter2');
    }
    expect((await stat(join(dir, 'vault'))).mode & 0o777).toBe(0o700);
  });

  test('seals many at once, in order, and none of them where one is unfit', async () => {
    const { dir, vault } = await newVault();
    const ids = await vault.sealMany(
      [...'abc'].map((secret) => ({ kind: 'db-password', secret: Buffer.from(secret) })),
    );
    expect(await Promise.all(ids.map(async (id) => text(await vault.open(id))))).toEqual(['a', 'b', 'c']);
    const tooLong = [Buffer.alloc(1), Buffer.alloc(1024 * 1024 + 1)].map((secret) => ({
      kind: 'config-backup',
      secret,
    }));
    await expect(vault.sealMany(tooLong)).rejects.toEqual(failsWith('INPUT_INVALID'));
    expect(await readdir(join(dir, 'vault'))).toHaveLength(3);
  });

  test('takes a secret of exactly 1 MiB', async () => {
    const { vault } = await newVault();
    const id = await vault.seal('config-backup', Buffer.alloc(1024 * 1024, 7));
    expect((await vault.open(id)).equals(Buffer.alloc(1024 * 1024, 7))).toBe(true);
  });

  test('replaces and forgets', async () => {
    const { vault } = await newVault();
    const id = await vault.seal('db-password', Buffer.from('old'));
    await vault.replace(id, Buffer.from('new'));
    expect(text(await vault.open(id))).toBe('new');
    expect(await vault.has(id)).toBe(true);
    await vault.forget(id);
    await vault.forget(id);
    expect(await vault.has(id)).toBe(false);
    await expect(vault.open(id)).rejects.toEqual(failsWith('VAULT_DAMAGED'));
  });

  test('names all that is in it, and forgets many at once, also locked', async () => {
    const { vault } = await newVault();
    const ids = await vault.sealMany(
      ['a', 'b', 'c'].map((secret) => ({ kind: 'canary', secret: Buffer.from(secret) })),
    );
    vault.lock();
    expect((await vault.ids()).sort()).toEqual([...ids].sort());
    await vault.forget(...ids.slice(1));
    expect(await vault.ids()).toEqual(ids.slice(0, 1));
  });

  test('does nothing with secrets while it is locked', async () => {
    const { vault } = await newVault();
    const id = await vault.seal('db-password', Buffer.from('s'));
    vault.lock();
    const attempts = [
      () => vault.seal('db-password', Buffer.from('s')),
      () => vault.replace(id, Buffer.from('s')),
      () => vault.open(id),
      () => vault.addPassphrase('x'),
      () => vault.addKeychain(),
      () => vault.removeKeychain(),
      () => vault.check(),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toEqual(failsWith('VAULT_LOCKED'));
  });

  test('that is locked while it is being opened stays locked', async () => {
    const { vault } = await newVault();
    vault.lock();
    const unlocking = vault.unlock({ passphrase });
    vault.lock();
    await expect(unlocking).rejects.toEqual(failsWith('VAULT_LOCKED'));
    expect(vault.state()).toBe('locked');
  });

  test('that is locked while its keychain is being added stays whole', async () => {
    const keychain = fakeKeychain();
    const { dir, vault } = await newVault({ keychain });
    const id = await vault.seal('db-password', Buffer.from('s'));
    const adding = vault.addKeychain();
    await Promise.resolve();
    vault.lock();
    await adding.catch(() => undefined);
    const again = await vaultIn(dir, { keychain });
    await again.unlock({ passphrase });
    expect(text(await again.open(id))).toBe('s');
  });

  test('tells its listeners of every change, until they stop', async () => {
    const { vault } = await newVault();
    const states: string[] = [];
    const stop = vault.onChange(() => states.push(vault.state()));
    vault.lock();
    vault.lock();
    await vault.unlock({ passphrase });
    stop();
    vault.lock();
    expect(states).toEqual(['locked', 'unlocked']);
  });

  test('is never made over another one', async () => {
    const { dir, vault } = await newVault();
    const header = await readFile(join(dir, 'vault.json'), 'utf8');
    await expect(vault.create({ passphrase: 'another one' })).rejects.toEqual(failsWith('NOT_ALLOWED_HERE'));
    await expect((await vaultIn(dir)).create({ passphrase: 'x' })).rejects.toEqual(failsWith('NOT_ALLOWED_HERE'));
    expect(await readFile(join(dir, 'vault.json'), 'utf8')).toBe(header);
  });
});

describe('A passphrase', () => {
  test('that is wrong opens nothing, and each wrong one makes the next attempt wait longer', async () => {
    const clock = fakeClock();
    const { vault } = await newVault({ clock });
    vault.lock();
    for (let wrong = 0; wrong < 9; wrong += 1) {
      await expect(vault.unlock({ passphrase: `wrong ${wrong}` })).rejects.toEqual(failsWith('WRONG_PASSPHRASE'));
    }
    expect(clock.slept).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
    clock.pass(60_000);
    await vault.unlock({ passphrase });
    await vault.unlock({ passphrase });
    expect(clock.slept).toHaveLength(8);
  });

  test('is guessed one at a time, also when asked at once', async () => {
    const clock = fakeClock();
    const { vault } = await newVault({ clock });
    vault.lock();
    await Promise.allSettled(['a', 'b', 'c'].map((wrong) => vault.unlock({ passphrase: wrong })));
    expect(clock.slept).toEqual([500, 1000]);
  });

  test('can be any text that a person can type, however its letters are composed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), async (words) => {
        const vault = await vaultIn(await temporaryFolder());
        await vault.create({ passphrase: words.normalize('NFC') });
        vault.lock();
        await vault.unlock({ passphrase: words.normalize('NFD') });
      }),
      { numRuns: 25 },
    );
  });

  test('of more than 1024 characters is refused', async () => {
    const { vault } = await newVault();
    await expect(vault.unlock({ passphrase: 'x'.repeat(1025) })).rejects.toEqual(failsWith('INPUT_INVALID'));
  });

  test('is changed without touching any credential, and the old one opens nothing, not even the copy', async () => {
    const { dir, vault } = await newVault();
    const id = await vault.seal('db-password', Buffer.from('s'));
    const before = await readFile(join(dir, 'vault', `${id}.json`), 'utf8');
    await vault.changePassphrase(passphrase, 'the next one');
    expect(await readFile(join(dir, 'vault', `${id}.json`), 'utf8')).toBe(before);
    await copyFile(join(dir, 'vault.json.bak'), join(dir, 'vault.json'));
    const again = await vaultIn(dir);
    await expect(again.unlock({ passphrase })).rejects.toEqual(failsWith('WRONG_PASSPHRASE'));
    await again.unlock({ passphrase: 'the next one' });
    expect(text(await again.open(id))).toBe('s');
  });

  test('is not changed by who does not know it, and a locked vault stays locked', async () => {
    const { vault } = await newVault();
    await expect(vault.changePassphrase('wrong', 'next')).rejects.toEqual(failsWith('WRONG_PASSPHRASE'));
    vault.lock();
    await vault.changePassphrase(passphrase, 'next');
    expect(vault.state()).toBe('locked');
    await vault.unlock({ passphrase: 'next' });
  });

  test('costs at least 128 MiB of memory unless a test says otherwise', async () => {
    const { productionCost } = await import('../../../src-main/vault/passphrase.ts');
    expect(128 * productionCost.N * productionCost.r).toBeGreaterThanOrEqual(128 * 1024 * 1024);
    const { dir, vault } = await newVault({ cost: productionCost });
    expect(JSON.parse(await readFile(join(dir, 'vault.json'), 'utf8')).passphrase.kdf.scrypt).toEqual(productionCost);
    vault.lock();
    await vault.unlock({ passphrase });
  });
});

describe('The keychain', () => {
  test('opens the same vault as the passphrase', async () => {
    const keychain = fakeKeychain();
    const { dir, vault } = await newVault({ keychain });
    const id = await vault.seal('db-password', Buffer.from('s'));
    await vault.addKeychain();
    const again = await vaultIn(dir, { keychain });
    await again.unlock({ keychain: true });
    expect(text(await again.open(id))).toBe('s');
    expect(await again.status()).toMatchObject({ state: 'unlocked', hasPassphrase: true, hasKeychain: true });
  });

  test('can be the only way in, gets a passphrase beside it, and can then be taken away', async () => {
    const keychain = fakeKeychain();
    const vault = await vaultIn(await temporaryFolder(), { keychain });
    await vault.create({ keychain: true });
    await expect(vault.removeKeychain()).rejects.toEqual(failsWith('NOT_ALLOWED_HERE'));
    await expect(vault.unlock({ passphrase })).rejects.toEqual(failsWith('NOT_ALLOWED_HERE'));
    await vault.addPassphrase(passphrase);
    await expect(vault.addPassphrase('other')).rejects.toEqual(failsWith('NOT_ALLOWED_HERE'));
    await vault.removeKeychain();
    expect(keychain.entries.size).toBe(0);
    vault.lock();
    await expect(vault.unlock({ keychain: true })).rejects.toEqual(failsWith('NOT_ALLOWED_HERE'));
    await vault.unlock({ passphrase });
  });

  test('that lost or changed its key says so, and the passphrase still opens', async () => {
    const keychain = fakeKeychain();
    const { vault } = await newVault({ keychain });
    await vault.addKeychain();
    const [id] = keychain.entries.keys();
    keychain.entries.set(id ?? '', Buffer.alloc(32));
    await expect(vault.unlock({ keychain: true })).rejects.toEqual(failsWith('VAULT_DAMAGED'));
    keychain.entries.clear();
    await expect(vault.unlock({ keychain: true })).rejects.toEqual(failsWith('NOT_ALLOWED_HERE'));
    vault.lock();
    await vault.unlock({ passphrase });
    await vault.addKeychain();
    await vault.unlock({ keychain: true });
  });

  test('that forgets at once is refused, and no vault is left behind', async () => {
    const keychain = { ...fakeKeychain(), write: async () => undefined };
    const dir = await temporaryFolder();
    const vault = await vaultIn(dir, { keychain });
    await expect(vault.create({ keychain: true })).rejects.toEqual(failsWith('NOT_ALLOWED_HERE'));
    expect(vault.state()).toBe('absent');
    expect(await readdir(dir)).toEqual(['vault']);
  });
});

describe('Damage', () => {
  test('of any byte of the header is damage, never a wrong passphrase, and nothing is overwritten', async () => {
    const { dir, vault } = await newVault();
    vault.lock();
    const path = join(dir, 'vault.json');
    const good = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] ?? 0) ^ flip;
        await writeFile(path, bad);
        await expect(vault.unlock({ passphrase })).rejects.toEqual(failsWith('VAULT_DAMAGED'));
        await expect(vault.create({ passphrase })).rejects.toEqual(failsWith('VAULT_DAMAGED'));
        expect((await readFile(path)).equals(bad)).toBe(true);
      }),
      { numRuns: 200 },
    );
    await writeFile(path, good);
    await vault.unlock({ passphrase });
  });

  test('of the header says what can be recovered, and putting the copy back recovers it', async () => {
    const { dir, vault } = await newVault();
    const id = await vault.seal('db-password', Buffer.from('s'));
    vault.lock();
    await writeFile(join(dir, 'vault.json'), '');
    const status = await vault.status();
    expect(status.state).toBe('damaged');
    expect(status.damage).toContain('vault.json.bak is whole');
    expect(status.damage).toContain('1 credentials');
    await rename(join(dir, 'vault.json.bak'), join(dir, 'vault.json'));
    await vault.unlock({ passphrase });
    expect(text(await vault.open(id))).toBe('s');
    expect(await readdir(dir)).toContain('vault.json.bak');
  });

  test('a vault without its header is not an absent one', async () => {
    const { dir, vault } = await newVault();
    await vault.seal('db-password', Buffer.from('s'));
    await rm(join(dir, 'vault.json'));
    await rm(join(dir, 'vault.json.bak'));
    const again = await vaultIn(dir);
    expect(again.state()).toBe('locked');
    expect((await again.status()).damage).toContain('no whole copy');
    await expect(again.create({ passphrase })).rejects.toEqual(failsWith('VAULT_DAMAGED'));
  });

  test('made on purpose, with a checksum that fits, is noticed once the vault key is known', async () => {
    const { parseHeader, headerText } = await import('../../../src-main/vault/header.ts');
    const { createHash } = await import('node:crypto');
    const { dir, vault } = await newVault();
    vault.lock();
    const parsed = parseHeader(await readFile(join(dir, 'vault.json'), 'utf8'));
    if (!('header' in parsed)) throw new Error('the header should be whole');
    const { checksum: _, ...signed } = { ...parsed.header, createdAt: '2001-01-01T00:00:00.000Z' };
    const checksum = createHash('sha256').update(JSON.stringify(signed)).digest('base64');
    await writeFile(join(dir, 'vault.json'), headerText({ ...signed, checksum }));
    await expect(vault.unlock({ passphrase })).rejects.toEqual(failsWith('VAULT_DAMAGED'));
    expect(vault.state()).toBe('locked');
  });

  test.each([
    { N: 2 ** 22 },
    { N: 2 ** 30, r: 1 },
    { N: 2 ** 20, r: 32 },
    { p: 1000 },
    { N: 3 },
    { N: 0 },
    { N: 1.5 },
    { r: -1 },
  ])('a cost of scrypt that no Resalt would choose is refused: %j', async (changes) => {
    const { productionCost, scryptCost } = await import('../../../src-main/vault/passphrase.ts');
    expect(scryptCost.safeParse(productionCost).success).toBe(true);
    expect(scryptCost.safeParse({ ...productionCost, ...changes }).success).toBe(false);
  });

  test('a header that asks for more memory than there is is refused before any is taken', async () => {
    const { dir, vault } = await newVault();
    vault.lock();
    const path = join(dir, 'vault.json');
    const good = await readFile(path, 'utf8');
    for (const N of [2 ** 30, 2 ** 22, 0, 3, 1e300]) {
      await writeFile(path, good.replace(`"N": ${cheap.N}`, `"N": ${N}`).replace('"r": 1', '"r": 8'));
      await expect(vault.unlock({ passphrase })).rejects.toEqual(failsWith('VAULT_DAMAGED'));
    }
    await writeFile(path, Buffer.alloc(5_000_000, '['));
    await expect(vault.unlock({ passphrase })).rejects.toEqual(failsWith('VAULT_DAMAGED'));
  });

  test('of one credential leaves the others readable, names it, and is not overwritten', async () => {
    const { dir, vault } = await newVault();
    const [cut, good, swapped] = await vault.sealMany(
      [...'abc'].map((secret) => ({ kind: 'db-password', secret: Buffer.from(secret) })),
    );
    if (!cut || !good || !swapped) throw new Error('three were sealed');
    const pathOf = (id: string) => join(dir, 'vault', `${id}.json`);
    await writeFile(pathOf(cut), (await readFile(pathOf(cut))).subarray(0, 100));
    await copyFile(pathOf(good), pathOf(swapped));
    expect(text(await vault.open(good))).toBe('b');
    for (const id of [cut, swapped]) {
      await expect(vault.open(id)).rejects.toEqual(failsWith('VAULT_DAMAGED'));
      await expect(vault.replace(id, Buffer.from('x'))).rejects.toEqual(failsWith('VAULT_DAMAGED'));
    }
    expect(await vault.check()).toEqual({ readable: 1, damaged: expect.arrayContaining([cut, swapped]) });
    expect(await readFile(pathOf(cut))).toHaveLength(100);
  });
});
