import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openConf } from '../../../src-main/store/document.ts';
import { openPolicies } from '../../../src-main/store/policies.ts';

const nightly = {
  ...{ id: 'p_nightly', name: 'Nightly', of: { all: true as const } },
  ...{ mostPerUser: 2, oldestDays: null, noExpired: false, sweeps: '0 3 * * *' },
};
const at = '2026-11-22T02:00:00.000Z';
const failure = { code: 'VAULT_LOCKED' as const, message: 'The vault was locked.', retry: 'safe' as const };

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resalt-policies-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));
const open = () => openPolicies(dir, openConf, () => new Date(at));

it('why a sweep was missed outlives the process and another schedule, until the policy is swept', () => {
  open().save(nightly);
  open().missed(nightly.id, { at, failure });
  open().save({ ...nightly, sweeps: '0 4 * * *' });
  expect(open().get(nightly.id)?.missed).toEqual({ at, failure });
  open().swept(nightly.id, { run: 'r_abcdef', at });
  expect(open().get(nightly.id)).toMatchObject({ missed: null, lastSweep: { run: 'r_abcdef', at } });
});

it('one more than are kept is refused in words, and none is lost', async () => {
  const kept = (n: number) => ({ ...nightly, id: `p_number${n}`, name: `Number ${n}` });
  const all = Array.from({ length: 500 }, (_, n) => ({ policy: kept(n), scheduledAt: at, lastSweep: null }));
  await writeFile(join(dir, 'policies.json'), JSON.stringify({ version: 1, policies: all }));
  const policies = open();
  expect(() => policies.save(nightly)).toThrow('all that Resalt keeps');
  policies.save({ ...kept(7), name: 'Renamed' });
  expect(open().list()).toHaveLength(500);
});

it('a file from before that was kept opens', async () => {
  open().save(nightly);
  const path = join(dir, 'policies.json');
  const { policies, ...rest } = JSON.parse(await readFile(path, 'utf8'));
  const older = policies.map(({ missed: _, ...kept }: object & { missed: null }) => kept);
  await writeFile(path, JSON.stringify({ ...rest, policies: older }));
  expect(open().get(nightly.id)?.missed).toBe(null);
});
