import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foundBefore, rememberFound } from '../../../../src-main/procedures/timeline-finds.ts';
import type { KeptAudit } from '../../../../src-main/store/kept-audits/kept-types.ts';
import { openTimelineFinds } from '../../../../src-main/store/timeline-finds.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resalt-finds-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const boxes = {
  seal: (plain: Uint8Array, context: readonly unknown[]) =>
    Buffer.from(`${JSON.stringify(context)}\n${Buffer.from(plain)}`),
  open(box: Uint8Array, context: readonly unknown[]) {
    const [head, ...rest] = Buffer.from(box).toString().split('\n');
    return head === JSON.stringify(context) ? Buffer.from(rest.join('\n')) : null;
  },
};
const [incident, siteId] = ['i_0123456789abcdef', 's_0000000000a'];
const audit = (hashes: string[], users: string[]) =>
  ({
    siteId,
    findings: hashes.map((contentHash) => ({ check: 'php-in-uploads', contentHash, evidence: {} })),
    drift: users.map((user) => ({ kind: 'new-administrator', user })),
  }) as unknown as KeptAudit;

test('what one audit found stays when the next one finds it gone; what does not open is told, and begun anew', async () => {
  const parts = { timelineFinds: openTimelineFinds(dir, boxes) };
  await rememberFound(parts, incident, audit(['a', 'b'], ['eve']));
  await rememberFound(parts, incident, audit(['b', 'c'], ['eve']));
  await rememberFound(parts, incident, audit([], []));
  const known = await foundBefore(parts, incident, siteId);
  expect(known.findings.map(({ contentHash }) => contentHash)).toEqual(['a', 'b', 'c']);
  expect(known).toMatchObject({ administrators: ['eve'], lacks: '' });
  // Of another incident nothing.
  expect((await foundBefore(parts, 'i_fedcba9876543210', siteId)).findings).toEqual([]);
  await writeFile(join(dir, 'timelines', incident, `${siteId}.finds`), 'damaged');
  expect((await foundBefore(parts, incident, siteId)).lacks).toContain('could not be read');
  await rememberFound(parts, incident, audit(['d'], []));
  expect((await foundBefore(parts, incident, siteId)).findings).toHaveLength(1);
});
