import { appendFile, open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { lineAfter } from '../../../src-main/store/chain.ts';
import { openStore } from '../../../src-main/store/store.ts';
import { failsWith, newStore, storeIn, temporaryFolder } from './temporary-store.ts';

const run = 'r_0123456789';

/** A folder with the journal of one run, closed, and the path of its file. */
async function journalOf(records: unknown[]) {
  const dir = await temporaryFolder();
  const store = await openStore({ dir });
  await Promise.all(records.map((record) => store.journals.append(run, record)));
  await store.close();
  return { dir, path: join(dir, 'runs', `${run}.jsonl`) };
}

describe('A journal', () => {
  test('gives back any JSON in the order of the calls, over a restart, and goes on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 20 }), fc.jsonValue(), async (records, more) => {
        const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));
        const { dir } = await journalOf(records);
        const store = await openStore({ dir });
        await store.journals.append(run, more);
        expect(await store.journals.read(run)).toEqual({
          records: [...asJson(records), asJson(more)],
          torn: false,
          damaged: null,
        });
        await store.close();
      }),
      { numRuns: 50 },
    );
  });

  test('cut at any byte holds the records before it, and can be gone on with', async () => {
    const records = Array.from({ length: 4 }, (_, number) => ({ text: 'ä€😀\n"}'.repeat(number) }));
    const { dir, path } = await journalOf(records);
    const whole = await readFile(path);
    const { journals } = await storeIn(dir);
    for (let size = 0; size <= whole.length; size += 1) {
      await writeFile(path, whole.subarray(0, size));
      const left = records.slice(0, whole.subarray(0, size).filter((byte) => byte === 10).length);
      const torn = size > 0 && whole[size - 1] !== 10;
      expect(await journals.read(run)).toEqual({ records: left, torn, damaged: null });
      await journals.append(run, 'next');
      expect(await journals.read(run)).toEqual({ records: [...left, 'next'], torn: false, damaged: null });
      await journals.finish(run);
    }
  }, 180_000);

  test('with any byte changed never gives back a record that was not written', async () => {
    const records = Array.from({ length: 5 }, (_, number) => ({ number }));
    const { dir, path } = await journalOf(records);
    const whole = await readFile(path);
    const store = await storeIn(dir);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ flip;
        await writeFile(path, changed);
        const read = await store.journals.read(run);
        expect(read.records).toEqual(records.slice(0, read.records.length));
        expect(read.damaged !== null || read.torn).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('with damage in its middle says where, keeps what stands there, and takes new records', async () => {
    const { dir, path } = await journalOf(['a', 'b', 'c']);
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [lines[0], lines[1]?.replace('"b"', '"x"'), lines[2], ''].join('\n'));
    const damagedText = await readFile(path, 'utf8');
    const { journals } = await storeIn(dir);
    await journals.append(run, 'd');
    expect(await journals.read(run)).toEqual({
      records: ['a'],
      torn: false,
      damaged: { line: 2, why: expect.any(String) },
    });
    expect((await readFile(path, 'utf8')).startsWith(damagedText)).toBe(true);
  });

  test.each([100, 300_000])(
    'longer than what is read of its end, torn or with a damaged end, is gone on with at the right place (last line %i)',
    async (size) => {
      const many = Array(2000).fill('y'.repeat(200));
      const { dir, path } = await journalOf(['x'.repeat(400_000), ...many, 'z'.repeat(size)]);
      const whole = await readFile(path);
      const { journals } = await storeIn(dir);
      for (const after of ['', '{"seq":2003,"rec', 'no line of ours\n']) {
        await writeFile(path, Buffer.concat([whole, Buffer.from(after)]));
        await journals.append(run, 'next');
        const read = await journals.read(run);
        expect(read.records).toHaveLength(after.endsWith('\n') ? 2002 : 2003);
        expect(read.damaged?.line).toBe(after.endsWith('\n') ? 2003 : undefined);
        const last = (await readFile(path, 'utf8')).split('\n').at(-2) ?? '';
        expect(JSON.parse(last)).toMatchObject({ seq: 2003, record: 'next' });
        await journals.finish(run);
      }
    },
  );

  test('is read with all that was appended before, also while that is being written', async () => {
    const { journals } = await newStore();
    await journals.append(run, 1);
    const long = 'x'.repeat(5_000_000);
    const appending = journals.append(run, long);
    expect(await journals.read(run)).toEqual({ records: [1, long], torn: false, damaged: null });
    await appending;
  });

  test('notices a line that fits but for its number', async () => {
    const { dir, path } = await journalOf(['a']);
    const { hash } = JSON.parse(await readFile(path, 'utf8'));
    await appendFile(path, lineAfter({ seq: 7, hash }, '{"record":"b"}').text);
    expect((await (await storeIn(dir)).journals.read(run)).damaged?.line).toBe(2);
  });

  test('of one run is not taken for that of another', async () => {
    const { dir, path } = await journalOf(['a']);
    const other = 'r_9876543210';
    await writeFile(join(dir, 'runs', `${other}.jsonl`), await readFile(path));
    const { journals } = await storeIn(dir);
    expect((await journals.read(other)).damaged).toMatchObject({ line: 1 });
  });

  test('many appends at once share a few syncs', async () => {
    const { journals } = await newStore();
    const handle = await open('/dev/null');
    const sync = vi.spyOn(Object.getPrototypeOf(handle), 'datasync');
    await handle.close();
    await Promise.all(Array.from({ length: 1000 }, (_, number) => journals.append(run, number)));
    expect(sync.mock.calls.length).toBeLessThan(20);
    sync.mockRestore();
    expect((await journals.read(run)).records).toEqual(Array.from({ length: 1000 }, (_, number) => number));
  });

  test('a record that could not be synced is refused and is not there later', async () => {
    const dir = await temporaryFolder();
    const store = await openStore({ dir });
    await store.journals.append(run, 'kept');
    const handle = await open('/dev/null');
    const sync = vi.spyOn(Object.getPrototypeOf(handle), 'datasync');
    await handle.close();
    sync.mockRejectedValueOnce(Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fdatasync' }));
    await expect(store.journals.append(run, 'refused')).rejects.toMatchObject(failsWith('NOT_WRITABLE'));
    sync.mockRestore();
    await store.journals.append(run, 'after');
    await store.close();
    expect(await (await storeIn(dir)).journals.read(run)).toEqual({
      records: ['kept', 'after'],
      torn: false,
      damaged: null,
    });
  });

  test('takes what nobody relies on in the order of the calls too; who reads or closes has it written', async () => {
    const lines = fc.array(fc.record({ lazily: fc.boolean(), pause: fc.boolean() }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lines, fc.boolean(), async (calls, reads) => {
        const dir = await temporaryFolder();
        const store = await openStore({ dir });
        const numbers = calls.map((_call, number) => number);
        for (const [number, { lazily, pause }] of calls.entries()) {
          void store.journals.append(run, number, { lazily });
          if (pause) await new Promise(setImmediate);
        }
        if (reads) expect((await store.journals.read(run)).records).toEqual(numbers);
        await store.close();
        expect((await (await storeIn(dir)).journals.read(run)).records).toEqual(numbers);
      }),
      { numRuns: 40 },
    );
  });

  test('writes what nobody relies on soon, and by itself', async () => {
    const dir = await temporaryFolder();
    const { journals } = await storeIn(dir);
    await journals.append(run, 'note', { lazily: true });
    expect(await readFile(join(dir, 'runs', `${run}.jsonl`), 'utf8')).toContain('note');
  });

  test('a note that was taken stays, also where the next line is refused', async () => {
    const dir = await temporaryFolder();
    const store = await openStore({ dir });
    await store.journals.append(run, 'note', { lazily: true });
    const handle = await open('/dev/null');
    const sync = vi.spyOn(Object.getPrototypeOf(handle), 'datasync');
    await handle.close();
    sync.mockRejectedValueOnce(Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fdatasync' }));
    const both = [store.journals.append(run, 'with it', { lazily: true }), store.journals.append(run, 'refused')];
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    sync.mockRestore();
    await store.journals.append(run, 'after');
    await store.close();
    const { records, damaged } = await (await storeIn(dir)).journals.read(run);
    expect({ records, damaged }).toEqual({ records: ['note', 'after'], damaged: null });
  });

  test('names of runs never lead out of their folder', async () => {
    const { journals } = await newStore();
    for (const hostile of ['../../etc/passwd', 'r_../../../x', 'r_12345', '', 'r_0123456789/x']) {
      await expect(journals.append(hostile, 1)).rejects.toMatchObject(failsWith('INPUT_INVALID'));
      await expect(journals.read(hostile)).rejects.toMatchObject(failsWith('INPUT_INVALID'));
    }
  });

  test('runs are listed, newest first, and one that never was is empty', async () => {
    const dir = await temporaryFolder();
    const { journals } = await storeIn(dir);
    await journals.append(run, 1);
    await journals.finish(run);
    await journals.append(run, 2);
    expect(await journals.list()).toMatchObject([{ runId: run, bytes: expect.any(Number) }]);
    expect((await journals.read(run)).records).toEqual([1, 2]);
    expect(await journals.read('r_never_was')).toEqual({ records: [], torn: false, damaged: null });
    expect((await stat(join(dir, 'runs', `${run}.jsonl`))).mode & 0o777).toBe(0o600);
  });
});

describe('The audit trail', () => {
  const entry = (what: string) => ({ who: 'ann', what, details: { sites: 3 } });

  async function trailOf(...what: string[]) {
    const dir = await temporaryFolder();
    const store = await openStore({ dir, now: () => new Date('2026-01-02T03:04:05Z') });
    await Promise.all(what.map((one) => store.auditTrail.append({ ...entry(one), siteId: 's_1', runId: run })));
    await store.close();
    const path = join(dir, 'audit.jsonl');
    return { dir, path, lines: (await readFile(path, 'utf8')).split('\n').filter(Boolean) };
  }

  test('says who did what when, each line chained to the one before', async () => {
    const { dir, lines } = await trailOf('vault.created', 'site.loggedOut');
    const store = await storeIn(dir);
    await store.auditTrail.append(entry('vault.locked'));
    const { records } = await store.auditTrail.read();
    expect(records[1]).toMatchObject({
      seq: 2,
      at: '2026-01-02T03:04:05.000Z',
      who: 'ann',
      what: 'site.loggedOut',
      siteId: 's_1',
      runId: run,
      details: { sites: 3 },
      prev: records[0]?.hash,
    });
    expect(records[2]).not.toHaveProperty('siteId');
    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual([
      'seq',
      'at',
      'who',
      'what',
      'siteId',
      'runId',
      'details',
      'prev',
      'hash',
    ]);
    expect(await store.auditTrail.verify()).toEqual({ lines: 3, broken: null, torn: false });
  });

  test.each<[string, (lines: string[]) => (string | undefined)[], number]>([
    ['changed', (lines) => [lines[0], lines[1]?.replace('ann', 'bob'), lines[2]], 2],
    ['removed', (lines) => [lines[0], lines[2]], 2],
    ['put in', (lines) => [lines[0], lines[0], lines[1], lines[2]], 2],
    ['swapped', (lines) => [lines[1], lines[0], lines[2]], 1],
    ['made unreadable', (lines) => [lines[0], lines[1], 'x'], 3],
  ])('a line that was %s is found', async (_, change, line) => {
    const { dir, path, lines } = await trailOf('a', 'b', 'c');
    await writeFile(path, `${change(lines).join('\n')}\n`);
    const { auditTrail } = await storeIn(dir);
    expect(await auditTrail.verify()).toMatchObject({ broken: { line }, torn: false });
    await auditTrail.append(entry('later'));
    expect(await auditTrail.verify()).toMatchObject({ broken: { line } });
  });

  test('survives a torn last line', async () => {
    const { dir, path } = await trailOf('a', 'b');
    await appendFile(path, '{"seq":3,"at":"2026');
    const { auditTrail } = await storeIn(dir);
    expect(await auditTrail.verify()).toEqual({ lines: 2, broken: null, torn: true });
    await auditTrail.append(entry('c'));
    expect(await auditTrail.verify()).toEqual({ lines: 3, broken: null, torn: false });
  });
});
