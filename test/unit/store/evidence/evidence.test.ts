import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ResaltError } from '../../../../src-main/contract/failures.ts';
import { type Evidence, openEvidence, type Piece } from '../../../../src-main/store/evidence/evidence.ts';
import { openBox, sealBox } from '../../../../src-main/vault/sealed.ts';
import { newKey } from '../../../../src-main/vault/vault-key.ts';

const incident = 'i_AAAAAAAAAAAAAAAA';
const key = newKey();
const boxes = {
  seal: (plain: Uint8Array, of: readonly (string | number)[]) => sealBox(key, plain, of),
  open: (box: Uint8Array, of: readonly (string | number)[]) => openBox(key, box, of),
};
let dir: string;
let evidence: Evidence;
const again = () => openEvidence({ dir, boxes, who: 'me', now: () => new Date() });
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'resalt-evidence-'));
  evidence = again();
});
afterEach(async () => {
  await evidence.forget();
  rmSync(dir, { recursive: true, force: true });
});

async function* of(...parts: (Buffer | Error)[]) {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield part;
  }
}
const piece = (body: AsyncIterable<Buffer>, more: Partial<Piece> = {}): Piece => ({
  ...{ incident, siteId: 's_0123456789', site: 'one', kind: 'users', name: 'one/users/users.jsonl', from: 'here' },
  ...{ run: 'r_1', body, packed: false, clockAhead: 3, ...more },
});
const text = Buffer.from('line\nline\n'.repeat(50_000));
const sha256 = createHash('sha256').update(text).digest('hex');
const names = () => readdirSync(join(dir, 'evidence', incident)).sort();
async function bytesOf(source: AsyncIterable<Buffer>) {
  const got: Buffer[] = [];
  for await (const part of source) got.push(part);
  return Buffer.concat(got);
}

it('what is kept is there after the next start, packed on the way or not, and opens', async () => {
  const told = ({ lines }: { lines: number }) => ({ count: lines });
  const plain = await evidence.keep(piece(of(text), { told }));
  const packed = await evidence.keep(piece(of(gzipSync(text)), { packed: true, told }));
  for (const item of [plain, packed]) {
    expect(item).toMatchObject({ sha256, bytes: text.length, count: 100_000, lacks: null, by: 'me', clockAhead: 3 });
    expect((await bytesOf(evidence.read(incident, item))).equals(text)).toBe(true);
  }
  await evidence.forget();
  evidence = again();
  expect(await evidence.list(incident)).toEqual([plain, packed]);
  expect(await evidence.verify(incident)).toEqual({ whole: [plain, packed], damaged: [] });
});

it.each([
  ['its source fails at the end', piece(of(text, new ResaltError('COMMAND_FAILED', 'no')))],
  ['what is packed is cut', piece(of(gzipSync(text).subarray(0, -20)), { packed: true })],
  ['what is packed is none', piece(of(Buffer.from('no gzip at all')), { packed: true })],
  ['it is too large', piece(of(text), { most: 1000 })],
  ['it unpacks to too much', piece(of(gzipSync(Buffer.alloc(50_000_000))), { packed: true, most: 1_000_000 })],
  [
    'it is refused at the end',
    piece(of(text), {
      told: () => {
        throw new ResaltError('COMMAND_FAILED', 'no');
      },
    }),
  ],
])('nothing stays where %s', async (_why, wanted) => {
  await expect(evidence.keep(wanted)).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
  expect(await evidence.list(incident)).toEqual([]);
  expect(names()).toEqual(['catalogue.log']);
});

it('what a killed process left half-written is taken away, what is whole without a line is set aside', async () => {
  const item = await evidence.keep(piece(of(text)));
  await evidence.forget();
  const folder = join(dir, 'evidence', incident);
  writeFileSync(join(folder, '.piece.0123456789ab.writing'), 'half');
  writeFileSync(join(folder, 'e_0123456789abcdef.sealed'), 'whole, but its line was never written');
  await appendFile(join(folder, 'catalogue.log'), '{"seq":2,"box":"aaa');
  evidence = again();
  expect(await evidence.list(incident)).toEqual([item]);
  const second = await evidence.keep(piece(of(text), { name: 'one/cron/cron.jsonl', kind: 'cron' }));
  expect(names()).toEqual(
    ['catalogue.log', 'e_0123456789abcdef.unlisted', `${item.id}.sealed`, `${second.id}.sealed`].sort(),
  );
  expect((await evidence.verify(incident)).whole).toEqual([item, second]);
});

it('a catalogue that lost its end, or is not there, costs no piece', async () => {
  const item = await evidence.keep(piece(of(text)));
  await evidence.forget();
  rmSync(join(dir, 'evidence', incident, 'catalogue.log'));
  evidence = again();
  await evidence.keep(piece(of(text)));
  expect(names()).toContain(`${item.id}.unlisted`);
});

it('a piece that was changed, cut, swapped with another or removed is told', async () => {
  const items: Awaited<ReturnType<Evidence['keep']>>[] = [];
  for (let at = 0; at < 4; at += 1) items.push(await evidence.keep(piece(of(Buffer.from(`${at}`)))));
  const path = (n: number) => join(dir, 'evidence', incident, `${items[n]?.id}.sealed`);
  truncateSync(path(0), 90);
  const [one, two] = [await readFile(path(1)), await readFile(path(2))];
  await writeFile(path(1), two);
  await writeFile(path(2), one);
  rmSync(path(3));
  const { whole, damaged } = await evidence.verify(incident);
  expect(whole).toEqual([]);
  expect(damaged.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
});

it('a catalogue that was changed is not believed, and nothing is taken away or added', async () => {
  await evidence.keep(piece(of(text)));
  await evidence.forget();
  const path = join(dir, 'evidence', incident, 'catalogue.log');
  const lines = await readFile(path, 'utf8');
  await writeFile(path, lines.replace('"box":"', '"box":"AAAA'));
  evidence = again();
  await expect(evidence.list(incident)).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
  await expect(evidence.keep(piece(of(text)))).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
  expect(names()).toHaveLength(2);
});
