import { spawn } from 'node:child_process';
import { appendFile, copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import { lineAfter, readLine } from '../../../src-main/store/chain.ts';
import { openIncidentRecords } from '../../../src-main/store/incident-records.ts';
import { newKey } from '../../../src-main/vault/vault-key.ts';
import { boxesOf } from './session-history/a-history.ts';
import { failsWith, temporaryFolder } from './temporary-store.ts';

async function records({
  dir,
  key = newKey(),
  boxes = boxesOf(key),
}: {
  dir?: string;
  key?: Buffer;
  boxes?: ReturnType<typeof boxesOf>;
} = {}) {
  const folder = dir ?? (await temporaryFolder());
  const kept = await openIncidentRecords(folder, boxes);
  onTestFinished(() => kept.close());
  return { dir: folder, key, kept, fileOf: (id: string) => join(folder, 'incidents', `${id}.record`) };
}

const linesOf = async ({ kept }: Awaited<ReturnType<typeof records>>, id: string) =>
  (await kept.read(id)).lines.map(({ line }) => line);

it('gives back any JSON in the order of the calls, also over a restart, and nothing can be read of it on the disk', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 8 }), async (more) => {
      const one = await records();
      const id = await one.kept.create({ kind: 'opened', name: 'the secret of acme' });
      await Promise.all(more.map((line) => one.kept.append(id, { line }, { also: line })));
      const wanted = [
        { kind: 'opened', name: 'the secret of acme' },
        ...more.flatMap((line) => [{ line }, { also: line }]),
      ];
      const asJson = JSON.parse(JSON.stringify(wanted));
      expect(await linesOf(one, id)).toEqual(asJson);
      await one.kept.close();
      const again = await records(one);
      expect(await again.kept.list()).toEqual([id]);
      expect(await linesOf(again, id)).toEqual(asJson);
      const text = await readFile(one.fileOf(id), 'latin1');
      expect(text).not.toContain('secret');
      expect(Buffer.from(text, 'base64').toString('latin1')).not.toContain('secret');
      expect((await stat(one.fileOf(id))).mode & 0o777).toBe(0o600);
    }),
    { numRuns: 20 },
  );
});

it('cut at any byte, as a kill does it, holds every line before the cut and can be gone on with', async () => {
  const one = await records();
  const id = await one.kept.create({ n: 0 });
  await one.kept.append(id, { n: 1 }, { n: 2 });
  await one.kept.close();
  const whole = await readFile(one.fileOf(id));
  for (let size = 0; size <= whole.length; size += 23) {
    await writeFile(one.fileOf(id), whole.subarray(0, size));
    const left = whole.subarray(0, size).filter((byte) => byte === 10).length;
    const { kept } = await records(one);
    const before = await kept.read(id);
    expect([before.lines.length, before.damaged]).toEqual([left, null]);
    await kept.append(id, 'next');
    await kept.close();
    const again = await records(one);
    expect((await again.kept.read(id)).lines.map(({ line }) => line)).toEqual([
      ...[0, 1, 2].slice(0, left).map((n) => ({ n })),
      'next',
    ]);
    await again.kept.close();
  }
});

it('with a line changed, taken out, or put there from another incident says so, shows what came before, and does not grow', async () => {
  const one = await records();
  const [id, other] = [await one.kept.create({ n: 0 }), await one.kept.create({ n: 'other' })];
  await one.kept.append(id, { n: 1 }, { n: 2 });
  await one.kept.close();
  const whole = await readFile(one.fileOf(id), 'utf8');
  const lines = whole.split('\n').slice(0, 3);
  const boxAt = whole.indexOf('"box":"', whole.indexOf('\n')) + 9;
  const changed = `${whole.slice(0, boxAt)}${whole[boxAt] === 'A' ? 'B' : 'A'}${whole.slice(boxAt + 1)}`;
  for (const [bad, left] of [
    [changed, 1],
    [`${lines[0]}\n${lines[2]}\n`, 1],
    [`${lines[1]}\n${lines[2]}\n`, 0],
  ] as const) {
    await writeFile(one.fileOf(id), bad);
    const { kept } = await records(one);
    const { lines: shown, damaged } = await kept.read(id);
    expect(shown).toHaveLength(left);
    expect(damaged).toContain(`from line ${left + 1} on`);
    await expect(kept.append(id, 'more')).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
    expect(await readFile(one.fileOf(id), 'utf8')).toBe(bad);
    expect(await kept.list()).toHaveLength(2);
  }
  await copyFile(one.fileOf(other), one.fileOf(id));
  const { kept } = await records(one);
  expect(await kept.read(id)).toMatchObject({ lines: [], damaged: expect.stringContaining('from line 1 on') });
});

it('takes a sealed line of another incident for damage, also where the chain was made anew around it', async () => {
  const one = await records();
  const [id, other] = [await one.kept.create({ n: 0 }), await one.kept.create({ n: 'other' })];
  await one.kept.append(other, { n: 'foreign' });
  await one.kept.close();
  const own = (await readFile(one.fileOf(id), 'utf8')).trimEnd();
  const foreign = (await readFile(one.fileOf(other), 'utf8')).split('\n')[1] ?? '';
  const last = readLine(own);
  const { box } = JSON.parse(foreign);
  if (!last) throw new Error('no line');
  await writeFile(one.fileOf(id), `${own}\n${lineAfter(last, JSON.stringify({ box })).text}`);
  const { kept } = await records(one);
  expect(await kept.read(id)).toMatchObject({
    lines: [{ line: { n: 0 } }],
    damaged: expect.stringContaining('from line 2'),
  });
});

it('killed in the middle of appending has every line that was acknowledged', async () => {
  const [dir, key] = [await temporaryFolder(), newKey()];
  const script = new URL('append-lines.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', script, dir, key.toString('hex')]);
  const told: string[] = [];
  for await (const chunk of child.stdout) {
    told.push(...String(chunk).trim().split('\n'));
    if (told.length > 20) child.kill('SIGKILL');
  }
  const { kept } = await records({ dir, key });
  const { lines, damaged } = await kept.read(told[0] ?? '');
  expect(damaged).toBeNull();
  expect(lines.map(({ line }) => line)).toEqual(lines.map((_, n) => ({ n })));
  expect(lines.length).toBeGreaterThan(Number(told.at(-1)));
});

it('of another vault opens nothing', async () => {
  const one = await records();
  const id = await one.kept.create({ n: 0 });
  await one.kept.close();
  const { kept } = await records({ dir: one.dir });
  expect(await kept.read(id)).toMatchObject({ lines: [], damaged: expect.stringContaining('another vault') });
});

it('locked gives nothing back and keeps nothing, and goes on after it', async () => {
  const boxes = boxesOf(newKey());
  let open = true;
  const guarded = <F extends (...given: never[]) => unknown>(work: F) =>
    ((...given) => {
      if (open) return work(...given);
      throw new ResaltError('VAULT_LOCKED', 'The vault is locked.');
    }) as F;
  const one = await records({ boxes: { seal: guarded(boxes.seal), open: guarded(boxes.open) } });
  const id = await one.kept.create({ n: 0 });
  open = false;
  one.kept.forget();
  await expect(one.kept.read(id)).rejects.toMatchObject(failsWith('VAULT_LOCKED'));
  await expect(one.kept.append(id, { n: 1 })).rejects.toMatchObject(failsWith('VAULT_LOCKED'));
  expect(await one.kept.list()).toEqual([id]);
  open = true;
  await one.kept.append(id, { n: 2 });
  expect(await linesOf(one, id)).toEqual([{ n: 0 }, { n: 2 }]);
});

it('knows no incident that is not there, whatever it is called', async () => {
  const { kept, dir } = await records();
  await appendFile(join(dir, 'incidents', 'notes.txt'), 'x');
  expect(await kept.list()).toEqual([]);
  for (const id of ['i_AAAAAAAAAAAAAAAA', '../../etc/passwd', ''])
    await expect(kept.read(id)).rejects.toMatchObject(failsWith('INPUT_INVALID'));
});
