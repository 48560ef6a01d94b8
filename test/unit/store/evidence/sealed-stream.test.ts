import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { chunkBytes, openedStream, sealedStream } from '../../../../src-main/store/evidence/sealed-stream.ts';
import { openBox, sealBox } from '../../../../src-main/vault/sealed.ts';
import { newKey } from '../../../../src-main/vault/vault-key.ts';

const key = newKey();
const boxes = {
  seal: (plain: Uint8Array, of: readonly (string | number)[]) => sealBox(key, plain, of),
  open: (box: Uint8Array, of: readonly (string | number)[]) => openBox(key, box, of),
};
const dir = mkdtempSync(join(tmpdir(), 'resalt-sealed-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const name = { incident: 'i_AAAAAAAAAAAAAAAA', id: 'e_AAAAAAAAAAAAAAAA' };

async function* parts(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function all(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const got: Buffer[] = [];
  for await (const part of source) got.push(part);
  return Buffer.concat(got);
}
let files = 0;
const opened = (sealed: Buffer, as = name) => {
  const path = join(dir, `${files++}`);
  writeFileSync(path, sealed);
  return all(openedStream(path, boxes, as));
};
const head = 18 + 60;

it.each([0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes])('%i bytes come back', async (length) => {
  const plain = Buffer.alloc(length, 'resalt ');
  for (const size of [777_777, chunkBytes, 5 * chunkBytes]) {
    const sealed = await all(sealedStream(parts(plain, size), boxes, name));
    expect((await opened(sealed)).equals(plain)).toBe(true);
    expect(sealed.includes('resalt resalt')).toBe(false);
  }
});

it('a byte changed anywhere, or anything cut off or added, is seen', async () => {
  const sealed = await all(sealedStream(parts(Buffer.alloc(chunkBytes + 50, 1), 100_000), boxes, name));
  const property = fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ flip;
    await expect(opened(changed)).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
    await expect(opened(sealed.subarray(0, at))).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
  });
  await fc.assert(property, { numRuns: 40 });
  await expect(opened(Buffer.concat([sealed, Buffer.alloc(40)]))).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
});

it('chunks can be neither left out, moved, nor taken for the last one', async () => {
  const plain = Buffer.concat([1, 2, 3].map((byte) => Buffer.alloc(chunkBytes, byte)));
  const sealed = await all(sealedStream(parts(plain, chunkBytes), boxes, name));
  const chunk = (n: number) => sealed.subarray(head + n * (chunkBytes + 16), head + (n + 1) * (chunkBytes + 16));
  const start = sealed.subarray(0, head);
  for (const order of [[0, 2], [1, 0, 2], [0, 1], [0], [2], [], [0, 1, 2, 2], [0, 0, 1, 2]])
    await expect(opened(Buffer.concat([start, ...order.map(chunk)]))).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
});

it('a piece opens under its own name only', async () => {
  const sealed = await all(sealedStream(parts(Buffer.from('x'), 1), boxes, name));
  for (const other of [
    { ...name, id: 'e_BAAAAAAAAAAAAAAA' },
    { ...name, incident: 'i_BAAAAAAAAAAAAAAA' },
  ])
    await expect(opened(sealed, other)).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
});
