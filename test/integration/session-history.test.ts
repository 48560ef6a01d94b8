import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine.ts';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn } from '../fleet/visit.ts';
import { ended, engineFor, passphrase, type TestEngine, withEnds } from './open-engine.ts';
import { everythingKnown } from './session-history/known.ts';
import { verifierOf } from './sessions/verifier-of.ts';

describe('what was seen of the sessions of real sites', () => {
  const fleet = useFleet({ sites: 3 });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
  });
  afterAll(() => engine?.dispose());
  const site = (index: number): FleetSite => {
    const found = fleet().sites[index];
    if (!found) throw new Error('no such site');
    return found;
  };
  const known = (index: number) => everythingKnown(engine, { sites: [site(index).name] });
  const inspect = async (index: number) =>
    (await engine.finish('InspectSite', {}, { sites: [site(index).name] })).sites[0];

  it('nothing is known before the first look', async () => {
    const { sites, sessions } = await everythingKnown(engine);
    expect(sites.map(({ lookedAt, failure }) => ({ lookedAt, failure }))).toEqual(
      [1, 2, 3].map(() => ({ lookedAt: null, failure: null })),
    );
    expect(sessions).toEqual([]);
  });

  it('an inspection finds exactly what the list finds, and the journal of it names nobody', async () => {
    expect(await inspect(0)).toMatchObject({ outcome: 'unchanged', warnings: [] });
    const found = await known(0);
    const { sessions } = await engine.call.sessions.list({ select: { sites: [site(0).name] } });
    expect(sessions.length).toBeGreaterThan(10);
    const plain = (one: { verifier: string; loginAt: string | null; expiresAt: string | null; expired: boolean }) =>
      [one.verifier, one.loginAt, one.expiresAt, one.expired].join(' ');
    expect(found.sessions.map(plain).sort()).toEqual(sessions.map(plain).sort());
    for (const one of found.sessions) {
      const row = sessions.find(({ verifier }) => verifier === one.verifier);
      expect(one.who).toMatchObject({ user: row?.user, email: row?.email, roles: row?.roles });
      expect([one.from?.ip, one.by?.userAgent]).toEqual([row?.ip, row?.userAgent]);
    }
    const files = await readdir(engine.dataDir, { recursive: true, withFileTypes: true });
    const inspected = files.filter(
      (file) => file.isFile() && /journal|inspections|audit/.test(join(file.parentPath, file.name)),
    );
    expect(inspected.length).toBeGreaterThan(1);
    for (const file of inspected)
      expect(await readFile(join(file.parentPath, file.name), 'utf8')).not.toMatch(/ed1@|84\.241\.192\.10|Mozilla/);
  });

  it('some end, some are new: the next look tells both, and who stayed stays first known when they were', async () => {
    const before = await known(0);
    const going = before.sessions.filter(({ who }) => who.user === 'ed2').map(({ verifier }) => verifier);
    expect(going.length).toBeGreaterThan(1);
    const { run } = await engine.call.sessions.end({
      select: { sites: [site(0).name] },
      choice: { sessions: going.map((verifier) => ({ verifier })) },
      options: {},
    });
    expect((await ended(engine, run)).sites[0]).toMatchObject({ outcome: 'changed' });
    const gone = async () =>
      (await known(0)).sessions
        .filter(({ goneAt }) => goneAt !== null)
        .map(({ verifier }) => verifier)
        .sort();
    expect(await gone()).toEqual([...going].sort());

    const { cookies } = await logIn(site(0), 'ed2', { ip: '198.51.100.77', userAgent: 'New/1' });
    await inspect(0);
    const after = await known(0);
    expect(await gone()).toEqual([...going].sort());
    const fresh = after.sessions.filter(({ firstKnownAt }) => firstKnownAt === after.sites[0]?.lookedAt);
    expect(fresh.map(({ verifier, from }) => [verifier, from?.ip])).toEqual([[verifierOf(cookies), '198.51.100.77']]);
    const stayed = after.sessions.filter(({ goneAt }) => goneAt === null).length - 1;
    expect(stayed).toBe(before.sessions.length - going.length);
  });

  it('a logout of everything: all that was known is gone, and the next look agrees', async () => {
    await inspect(1);
    const before = await known(1);
    const row = (await engine.finish('FleetLogout', { proof: false }, { sites: [site(1).name] })).sites[0];
    expect(row).toMatchObject({ outcome: 'changed', sessions: { after: 0 } });
    const after = await known(1);
    expect(after.sessions.map(({ verifier }) => verifier).sort()).toEqual(
      before.sessions.map(({ verifier }) => verifier).sort(),
    );
    expect(after.sessions.filter(({ goneAt }) => goneAt === null)).toEqual([]);
    await inspect(1);
    expect((await known(1)).sessions.map(({ goneAt }) => goneAt)).toEqual(after.sessions.map(({ goneAt }) => goneAt));
  });

  it('a dry run says nothing of it', async () => {
    await inspect(2);
    await engine.finish('FleetLogout', { dryRun: true }, { sites: [site(2).name] });
    expect((await known(2)).sessions.every(({ goneAt }) => goneAt === null)).toBe(true);
  });

  it('a look that fails is told, with what was last known and from when', async () => {
    const before = await known(2);
    await fleet().db.crash();
    try {
      expect((await inspect(2))?.outcome).not.toBe('unchanged');
      const after = await known(2);
      expect(after.sites[0]).toMatchObject({ lookedAt: before.sites[0]?.lookedAt });
      expect(after.sites[0]?.failure?.code).toBeDefined();
      expect(after.sessions).toEqual(before.sessions);
      const list = await engine.call.sessions.list({ select: { sites: [site(0).name] } });
      expect(list.sites[0]?.failure).toBeDefined();
      expect((await known(0)).sites[0]?.failure?.code).toBe(list.sites[0]?.failure?.code);
      const plan = await engine.call.sessions.plan({ select: { sites: [site(1).name] }, choice: { user: ['ed2'] } });
      expect((await known(1)).sites[0]?.failure?.code).toBe(plan.rows[0]?.failure?.code);
    } finally {
      await fleet().restartDatabase();
    }
    await engine.call.sessions.list({ select: { sites: [site(2).name] } });
    const healed = await known(2);
    expect(healed.sites[0]?.failure).toBeNull();
    expect((healed.sites[0]?.lookedAt ?? '') > (before.sites[0]?.lookedAt ?? '')).toBe(true);
  });

  it('a value that can’t be read makes none of its user’s sessions gone', async () => {
    const id = site(2).users.find(({ login }) => login === 'agency')?.id ?? 0;
    const [row] = await sql(
      site(2),
      "SELECT meta_value v FROM {p}usermeta WHERE user_id = ? AND meta_key = 'session_tokens'",
      [id],
    );
    const put = (value: string) =>
      sql(site(2), "UPDATE {p}usermeta SET meta_value = ? WHERE user_id = ? AND meta_key = 'session_tokens'", [
        value,
        id,
      ]);
    await put(`${'a:1:{i:0;'.repeat(100)}i:1;${'}'.repeat(100)}`);
    await inspect(2);
    const mine = (await known(2)).sessions.filter(({ who }) => who.user === 'agency');
    expect(mine.length).toBeGreaterThan(1);
    expect(mine.every(({ goneAt }) => goneAt === null)).toBe(true);
    expect((await known(2)).sites[0]?.notes.join(' ')).toContain(`user ${id}`);
    await put(String(row?.v));
  });

  it('locked, nothing is shown; unlocked in another process under a new passphrase, all of it', async () => {
    const before = await everythingKnown(engine);
    engine.lockVault('test');
    await expect(engine.call.sessions.known({ select: { all: true } })).rejects.toThrow();
    await engine.close();
    const names = (await readdir(engine.dataDir)).filter((name) => name.startsWith('history.db'));
    expect(names).toContain('history.db');
    for (const name of names) {
      const bytes = await readFile(join(engine.dataDir, name));
      for (const text of ['agency', 'client.test', '84.241.192.10', 'Mozilla', 'editor'])
        expect(bytes.includes(text), `${text} in ${name}`).toBe(false);
    }
    const { dataDir } = engine;
    const next = `${passphrase} and more`;
    engine = withEnds(await openEngine({ dataDir, carrier: 'command-line' }), dataDir);
    await engine.call.vault.changePassphrase({ current: passphrase, next });
    await engine.call.vault.unlock({ passphrase: next });
    expect(await everythingKnown(engine)).toEqual(before);
  });

  it('a removed site leaves nothing behind', async () => {
    await engine.call.sites.remove({ select: { sites: [site(0).name] } });
    const { sites, sessions } = await everythingKnown(engine);
    expect(sites.map((one) => one.site).sort()).toEqual([site(1).name, site(2).name].sort());
    expect(sessions.some(({ who }) => !sites.some(({ siteId }) => siteId === who.siteId))).toBe(false);
  });

  it('a damaged history is told and left as it is; a look says so, and no logout minds', async () => {
    const { dataDir } = engine;
    await engine.close();
    const path = join(dataDir, 'history.db');
    const junk = Buffer.alloc(4096, 'not what Resalt wrote ');
    await writeFile(path, junk);
    engine = withEnds(await openEngine({ dataDir, carrier: 'command-line' }), dataDir);
    await engine.call.vault.unlock({ passphrase: `${passphrase} and more` });
    const damaged = { cause: { code: 'VAULT_DAMAGED', message: expect.stringMatching(/history\.db.*move/) } };
    await expect(engine.call.sessions.known({ select: { all: true } })).rejects.toMatchObject(damaged);
    expect(await inspect(1)).toMatchObject({
      outcome: 'unchanged',
      warnings: [{ text: expect.stringMatching(/were read, but not kept on this machine/) }],
    });
    await logIn(site(1), 'ed1');
    const { sites } = await engine.call.sessions.list({ select: { sites: [site(1).name] } });
    expect(sites[0]).toMatchObject({ outcome: 'ok', problems: [expect.stringMatching(/not kept/)] });
    const row = (await engine.finish('FleetLogout', { proof: false }, { sites: [site(1).name] })).sites[0];
    expect(row).toMatchObject({ outcome: 'changed', sessions: { after: 0 } });
    expect(await readFile(path)).toEqual(junk);
  });
});
