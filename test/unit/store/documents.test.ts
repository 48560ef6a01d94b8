import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { procedures } from '../../../src-main/contract/procedures.ts';
import { fingerprintOf, type HostKeys } from '../../../src-main/hosts/host-keys.ts';
import { openStore } from '../../../src-main/store/store.ts';
import { anInspection, aSite, failsWith, newStore, storeIn, temporaryFolder } from './temporary-store.ts';

describe('Sites', () => {
  test('are there after a restart, in the order in which they came, in a file for the owner alone', async () => {
    const dir = await temporaryFolder();
    const store = await openStore({ dir });
    store.sites.upsertMany([aSite(2), aSite(1)]);
    store.sites.upsertMany([aSite(3), aSite(2, { client: 'other' })]);
    await store.close();
    const again = await storeIn(dir);
    expect(again.sites.list()).toEqual([aSite(2, { client: 'other' }), aSite(1), aSite(3)]);
    expect(again.sites.byName('site-3')).toEqual(aSite(3));
    expect(again.sites.get(aSite(1).id)).toEqual(aSite(1));
    expect((await stat(join(dir, 'sites.json'))).mode & 0o777).toBe(0o600);
  });

  test('two never share a name, and then nothing is written', async () => {
    const { sites } = await newStore();
    sites.upsertMany([aSite(1)]);
    expect(() => sites.upsertMany([aSite(3), aSite(2, { name: 'site-1' })])).toThrow(
      expect.objectContaining(failsWith('INPUT_INVALID')),
    );
    expect(sites.list()).toEqual([aSite(1)]);
    sites.upsertMany([aSite(1, { name: 'renamed' }), aSite(2, { name: 'site-1' })]);
    expect(sites.byName('site-1')?.id).toBe(aSite(2).id);
  });

  test('that are removed are given back, so that their credentials can be forgotten', async () => {
    const { sites } = await newStore();
    sites.upsertMany([aSite(1), aSite(2)]);
    expect(sites.remove([aSite(2).id, aSite(2).id, aSite(9).id])).toEqual([aSite(2)]);
    expect(sites.list()).toEqual([aSite(1)]);
    expect(sites.byName('site-2')).toBeUndefined();
  });

  test('2,000 of them are added, changed and opened again each in under a second', async () => {
    const dir = await temporaryFolder();
    const store = await openStore({ dir });
    const many = Array.from({ length: 2000 }, (_, number) => aSite(number));
    const timed = async (work: () => unknown) => {
      const from = performance.now();
      await work();
      return performance.now() - from;
    };
    expect(await timed(() => store.sites.upsertMany(many))).toBeLessThan(1000);
    expect(await timed(() => store.sites.upsertMany([aSite(7, { client: 'x' })]))).toBeLessThan(1000);
    await store.close();
    expect(await timed(() => storeIn(dir))).toBeLessThan(1000);
  });
});

describe('A document on disk', () => {
  test.each(['', '{', 'null', '[]', '{}', '{"version":2,"sites":[]}', '{"version":1,"sites":[{"id":"x"}]}', '\0\0\0'])(
    'that is damaged (%j) is reported by its name and left as it is',
    async (text) => {
      const dir = await temporaryFolder();
      await writeFile(join(dir, 'sites.json'), text);
      await expect(openStore({ dir })).rejects.toMatchObject({
        ...failsWith('VAULT_DAMAGED'),
        message: expect.stringContaining('sites.json'),
      });
      expect(await readFile(join(dir, 'sites.json'), 'utf8')).toBe(text);
      expect(await readdir(join(dir, 'lock'))).toEqual([]);
    },
  );

  test('keeps its content before the last change beside it', async () => {
    const dir = await temporaryFolder();
    const store = await storeIn(dir);
    store.settings.set({ concurrency: 5 });
    store.settings.set({ concurrency: 6 });
    expect(JSON.parse(await readFile(join(dir, 'settings.json.previous'), 'utf8')).settings.concurrency).toBe(5);
  });

  test('is written atomically also where a snapped editor left SNAP in the environment', async () => {
    const dir = await temporaryFolder();
    const store = await storeIn(dir);
    store.settings.set({ concurrency: 5 });
    const before = (await stat(join(dir, 'settings.json'))).ino;
    process.env.SNAP = '/snap/code/1';
    try {
      store.settings.set({ concurrency: 6 });
      expect(process.env.SNAP).toBe('/snap/code/1');
    } finally {
      delete process.env.SNAP;
    }
    expect((await stat(join(dir, 'settings.json'))).ino).not.toBe(before);
  });

  test('takes no leftovers of a killed write for anything, and removes them', async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, 'sites.json.tmp-1234567890abcdef'), '{"ver');
    await storeIn(dir);
    expect(await readdir(dir)).not.toContain('sites.json.tmp-1234567890abcdef');
  });
});

describe('Settings', () => {
  test('have defaults, are changed in part, and refuse what is out of bounds', async () => {
    const { settings } = await newStore();
    expect(settings.get()).toEqual({
      lockAfterMinutes: 15,
      concurrency: 20,
      encryptingPlugins: 'warn',
      keepOldFilesDays: 90,
    });
    expect(settings.set({ lockAfterMinutes: 0 })).toMatchObject({ lockAfterMinutes: 0, concurrency: 20 });
    expect(() => settings.set({ concurrency: 0 })).toThrow();
    expect(settings.get().concurrency).toBe(20);
  });

  test('of an older Resalt are read, with the default for what it did not know', async () => {
    const dir = await temporaryFolder();
    const older = { version: 1, settings: { lockAfterMinutes: 3, concurrency: 7 } };
    await writeFile(join(dir, 'settings.json'), JSON.stringify(older));
    const { settings } = await storeIn(dir);
    expect(settings.get()).toEqual({
      lockAfterMinutes: 3,
      concurrency: 7,
      encryptingPlugins: 'warn',
      keepOldFilesDays: 90,
    });
  });

  test('that are changed in part keep the rest: the contract adds no default to a change', async () => {
    const { settings } = await newStore();
    settings.set({ encryptingPlugins: 'leave-out' });
    expect(procedures.settings.set.input.parse({ concurrency: 5 })).toEqual({ concurrency: 5 });
    expect(settings.set({ concurrency: 5 })).toMatchObject({ concurrency: 5, encryptingPlugins: 'leave-out' });
  });
});

describe('Host keys', () => {
  const key = (text: string, keyType = 'ssh-ed25519') => {
    const blob = Buffer.from(text);
    return { keyType, blob, fingerprint: fingerprintOf(blob) };
  };

  test('are what the hosts ask for', async () => {
    const { hostKeys } = await newStore();
    const asked: HostKeys = hostKeys;
    hostKeys.trust([{ host: 'Server.test', port: 22, ...key('one') }]);
    expect(asked.check('server.TEST', 22, 'ssh-ed25519', Buffer.from('one'))).toBe('trusted');
    expect(asked.check('server.test', 22, 'ssh-ed25519', Buffer.from('two'))).toBe('changed');
    expect(asked.check('server.test', 2222, 'ssh-ed25519', Buffer.from('one'))).toBe('unknown');
    expect(asked.pinnedTypes('server.test', 22)).toEqual(['ssh-ed25519']);
    expect(asked.pinnedTypes('other.test', 22)).toEqual([]);
  });

  test('are replaced only when that is said, and of many none is pinned where one is refused', async () => {
    const dir = await temporaryFolder();
    const store = await openStore({ dir, now: () => new Date('2026-01-02T03:04:05Z') });
    const { hostKeys } = store;
    hostKeys.trust([{ host: 'a', port: 22, ...key('one') }]);
    const both = ['b', 'a'].map((host) => ({ host, port: 22, ...key('two', 'ssh-rsa') }));
    expect(() => hostKeys.trust(both)).toThrow(expect.objectContaining(failsWith('HOST_KEY_CHANGED')));
    expect(hostKeys.get('b', 22)).toBeUndefined();
    hostKeys.trust(both, { replace: true });
    await store.close();
    const again = (await storeIn(dir)).hostKeys;
    expect(again.get('a', 22)).toMatchObject({ keyType: 'ssh-rsa', trustedAt: '2026-01-02T03:04:05.000Z' });
    expect(again.remove('a', 22)).toBe(true);
    expect(again.remove('a', 22)).toBe(false);
    expect(again.check('a', 22, 'ssh-rsa', Buffer.from('two'))).toBe('unknown');
  });

  test('of one place never answer for another, whatever the names', async () => {
    const { hostKeys } = await newStore();
    const host = fc.stringMatching(/^[a-z0-9.:_-]{1,20}$/);
    const place = fc.record({
      host: fc.oneof(host, fc.constant('__proto__')),
      port: fc.integer({ min: 1, max: 65535 }),
    });
    fc.assert(
      fc.property(place, place, (one, other) => {
        fc.pre(one.host !== other.host || one.port !== other.port);
        hostKeys.trust([{ ...one, ...key('one') }], { replace: true });
        hostKeys.remove(other.host, other.port);
        expect(hostKeys.check(one.host, one.port, 'ssh-ed25519', Buffer.from('one'))).toBe('trusted');
        expect(hostKeys.check(other.host, other.port, 'ssh-ed25519', Buffer.from('one'))).toBe('unknown');
        hostKeys.remove(one.host, one.port);
      }),
      { numRuns: 30 },
    );
  });
});

describe('Inspections', () => {
  test('the latest of each site is there after a restart; a damaged one is named and costs no other', async () => {
    const dir = await temporaryFolder();
    const store = await openStore({ dir });
    const [one, two] = [aSite(1).id, aSite(2).id];
    await store.inspections.put(anInspection(one, { users: 1 }));
    await store.inspections.put(anInspection(one, { users: 9 }));
    await store.inspections.put(anInspection(two));
    await store.close();
    await writeFile(join(dir, 'inspections', `${two}.json`), '{"si');
    const { inspections } = await storeIn(dir);
    expect(inspections.latest(one)?.users).toBe(9);
    expect(inspections.latest(two)).toBeNull();
    expect(inspections.damaged()).toEqual([`inspections/${two}.json`]);
    await inspections.put(anInspection(two));
    expect(inspections.damaged()).toEqual([]);
    await inspections.remove([one, aSite(3).id]);
    expect(inspections.latest(one)).toBeNull();
  });

  test('one is known from the moment it is put, because who hears of it looks before the disk is done', async () => {
    const dir = await temporaryFolder();
    const { inspections } = await storeIn(dir);
    const one = aSite(1).id;
    const putting = inspections.put(anInspection(one));
    expect(inspections.latest(one)?.users).toBe(5);
    await putting;
    await rm(join(dir, 'inspections'), { recursive: true });
    await expect(inspections.put(anInspection(one, { users: 9 }))).rejects.toThrow();
    expect(inspections.latest(one)?.users).toBe(5);
  });

  test('keep nothing that the contract does not declare', async () => {
    const dir = await temporaryFolder();
    const { inspections } = await storeIn(dir);
    await inspections.put({ ...anInspection(aSite(1).id), email: 'ed@client.test' } as never);
    expect(await readFile(join(dir, 'inspections', `${aSite(1).id}.json`), 'utf8')).not.toContain('client.test');
  });
});
