import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useFleet } from '../fleet/shared.ts';
import { opensBy, passwordIn } from './database-password/account.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';

/** Files by SFTP, the database through a tunnel, no shell. */
const fleet = useFleet({ sites: 1, wordpress: '6.1', sftpOnly: true });
let engine: TestEngine;
beforeAll(async () => {
  engine = await engineFor(fleet());
});
afterAll(() => engine?.dispose());

it('the database password of a site without a shell changes, and what could not be looked at is said', async () => {
  const [site] = fleet().sites;
  if (!site) throw new Error('no site');
  const [old, before] = [await passwordIn(site), await readFile(site.configPath, 'utf8')];
  const order = { operation: 'ChangeDatabasePassword' as const, leaveOthers: false };
  const { run } = await engine.call.orders.start({ order, select: { all: true }, options: {} });
  const [row] = (await ended(engine, run)).sites;
  expect(row).toMatchObject({ outcome: 'changed', failure: null });
  const said = row?.warnings.map(({ text }) => text).join(' ') ?? '';
  expect(said).toContain('another site or program uses the same database account');
  expect(said).toContain('OPcache');
  const next = await passwordIn(site);
  expect(await readFile(site.configPath, 'utf8')).toBe(before.replace(old, next));
  expect(await opensBy(site, old)).toEqual([]);
  expect(await opensBy(site, next)).toEqual(['socket', 'tcp']);
});
