import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Libsql from 'libsql';
import { expect, it } from 'vitest';
import { ResaltError, toFailure } from '../../../../src-main/contract/failures.ts';
import { openSite, sealSite } from '../../../../src-main/store/session-history/sealed-site.ts';
import { failsWith, temporaryFolder } from '../temporary-store.ts';
import { aLook, aSession, boxesOf, historyIn, moment, siteId, verifierOf } from './a-history.ts';

const files = async (dir: string) => (await readdir(dir)).filter((name) => name.startsWith('history.db'));
const failure = toFailure(new ResaltError('HOST_UNREACHABLE', 'web3.client.test does not answer.'));

it('keeps what looks found, and what failed beside it', async () => {
  const dir = await temporaryFolder();
  const boxes = boxesOf();
  const first = historyIn(dir, { boxes });
  expect(await first.of(siteId)).toBeNull();
  await first.looked(aLook(1, [aSession(1), aSession(2)], { notes: ['its proxy'] }));
  await first.looked(aLook(2, [aSession(2)]));
  await first.failed(siteId, failure, moment(3));
  await first.close();

  const site = await historyIn(dir, { boxes }).of(siteId);
  expect(site).toMatchObject({ lookedAt: moment(2), failure: { code: 'HOST_UNREACHABLE' }, notes: [] });
  expect(site?.users.map(({ user }) => user)).toEqual(['user1', 'user2']);
  expect(site?.sessions).toEqual([
    { ...aSession(2), firstKnownAt: moment(1), goneAt: null },
    { ...aSession(1), firstKnownAt: moment(1), goneAt: moment(2) },
  ]);
});

it('a site whose first looks failed is known to have failed', async () => {
  const history = historyIn(await temporaryFolder());
  await history.failed(siteId, failure, moment(1));
  await history.failed(siteId, failure, moment(2));
  expect(await history.of(siteId)).toMatchObject({ lookedAt: null, failure, sessions: [] });
  await history.looked(aLook(3, [aSession(1)]));
  expect(await history.of(siteId)).toMatchObject({ lookedAt: moment(3), failure: null, sessions: [{ goneAt: null }] });
});

it('an ending of all is noted without the sessions, and holds until a look that began after it', async () => {
  const history = historyIn(await temporaryFolder());
  const gone = async () => (await history.of(siteId))?.sessions.map(({ goneAt }) => goneAt);
  await history.looked(aLook(1, [aSession(1)]));
  await history.ended(siteId, moment(5));
  await history.ended(siteId, moment(9));
  expect(await gone()).toEqual([moment(5)]);
  await history.looked(aLook(4, [aSession(1), aSession(2)]));
  expect(await gone()).toEqual([moment(5), moment(5)]);
  await history.looked(aLook(6, [aSession(1)]));
  expect(await gone()).toEqual([null, moment(5)]);
});

it('an ending of some takes those alone', async () => {
  const history = historyIn(await temporaryFolder());
  await history.looked(
    aLook(
      1,
      [1, 6, 2, 3].map((n) => aSession(n)),
    ),
  );
  await history.ended(siteId, moment(2), new Map([[1, new Set([verifierOf(6)])]]));
  expect((await history.of(siteId))?.sessions.map(({ goneAt }) => goneAt)).toEqual([null, moment(2), null, null]);
});

it('holds nothing in clear, in none of its files, and lets in nobody but its owner', async () => {
  const dir = await temporaryFolder();
  const history = historyIn(dir);
  const people = Array.from({ length: 300 }, (_, n) => aSession(n, { userAgent: `Mozilla/5.0 number ${n}` }));
  await history.looked(aLook(1, people));
  await history.looked(aLook(2, people.slice(0, 10)));
  await history.failed(siteId, failure, moment(3));
  const secrets = [
    'User 1',
    'client.test',
    '203.0.113',
    'Mozilla',
    'editor',
    verifierOf(7).slice(-12),
    'does not answer',
    '2026-06',
  ];
  const names = await files(dir);
  expect(names).toContain('history.db-wal');
  for (const name of names) {
    const path = join(dir, name);
    const bytes = await readFile(path);
    expect(
      secrets.filter((secret) => bytes.includes(secret)),
      name,
    ).toEqual([]);
    expect((await stat(path)).mode & 0o777, name).toBe(0o600);
  }
});

it('where the vault is locked nothing is read and nothing written', async () => {
  const locked = () => {
    throw new ResaltError('VAULT_LOCKED', 'The vault is locked.');
  };
  const dir = await temporaryFolder();
  const boxes = boxesOf();
  await historyIn(dir, { boxes }).looked(aLook(1, [aSession(1)]));
  const history = historyIn(dir, { boxes: { seal: locked, open: locked } });
  await expect(history.of(siteId)).rejects.toMatchObject(failsWith('VAULT_LOCKED'));
  await expect(history.looked(aLook(2, []))).rejects.toMatchObject(failsWith('VAULT_LOCKED'));
  await expect(history.ended(siteId, moment(2))).rejects.toMatchObject(failsWith('VAULT_LOCKED'));
  await history.remove([siteId]);
  expect(await historyIn(dir, { boxes }).of(siteId)).toBeNull();
});

it('under another vault it is damaged, and is not written over', async () => {
  const dir = await temporaryFolder();
  const boxes = boxesOf();
  await historyIn(dir, { boxes }).looked(aLook(1, [aSession(1)]));
  const other = historyIn(dir);
  await expect(other.looked(aLook(2, []))).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
  expect((await historyIn(dir, { boxes }).of(siteId))?.sessions).toHaveLength(1);
});

it.each(['head', 'sessions'] as const)('a changed bit of the %s is noticed', async (part) => {
  const dir = await temporaryFolder();
  const boxes = boxesOf();
  const history = historyIn(dir, { boxes });
  await history.looked(aLook(1, [aSession(1)]));
  await history.close();
  changeRow(dir, (row) => {
    const bytes = Buffer.from(row[part]);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    return { ...row, [part]: bytes };
  });
  await expect(historyIn(dir, { boxes }).of(siteId)).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
});

it('sessions of another moment or of another site do not pass for these', async () => {
  const dir = await temporaryFolder();
  const boxes = boxesOf();
  const history = historyIn(dir, { boxes });
  await history.looked(aLook(1, [aSession(1)]));
  await history.close();
  const old = changeRow(dir, (row) => row);
  await history.looked(aLook(2, []));
  await history.close();
  changeRow(dir, (row) => ({ ...row, sessions: old.sessions }));
  await expect(history.of(siteId)).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
  await history.close();
  changeRow(dir, () => old, 's_0000000002');
  await expect(history.of('s_0000000002')).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
});

it('a file that is none, or is cut, is told and left alone; and nothing of it is taken for an empty history', async () => {
  const dir = await temporaryFolder();
  const path = join(dir, 'history.db');
  const junk = Buffer.alloc(8192, 'no database at all ');
  await writeFile(path, junk);
  const history = historyIn(dir);
  await expect(history.of(siteId)).rejects.toMatchObject({
    code: 'VAULT_DAMAGED',
    message: expect.stringMatching(/move/),
  });
  await expect(history.looked(aLook(1, []))).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
  expect(await readFile(path)).toEqual(junk);
});

it('sessions that were taken out of the file are missed', async () => {
  const dir = await temporaryFolder();
  const history = historyIn(dir);
  await history.looked(aLook(1, [aSession(1)]));
  await history.close();
  const database = new Libsql(join(dir, 'history.db'));
  database.exec('DELETE FROM sessions');
  database.close();
  await expect(history.of(siteId)).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
});

it('what was removed leaves nothing, not even sealed', async () => {
  const dir = await temporaryFolder();
  const history = historyIn(dir);
  await history.looked(aLook(1, [aSession(1)]));
  await history.close();
  const { sessions } = changeRow(dir, (rows) => rows);
  const left = async () => {
    const all = await Promise.all((await files(dir)).map((name) => readFile(join(dir, name))));
    return all.some((bytes) => bytes.includes(sessions.toString('base64').slice(0, 60)));
  };
  expect(await left()).toBe(true);
  await history.remove([siteId, 's_0000000009']);
  expect(await history.of(siteId)).toBeNull();
  expect(await left()).toBe(false);
});

it('sessions that are gone for too long leave the file when the site is read, also where no look comes any more', async () => {
  const dir = await temporaryFolder();
  const boxes = boxesOf();
  const history = historyIn(dir, { boxes });
  await history.looked(aLook(1, [aSession(1), aSession(2)]));
  await history.looked(aLook(2, [aSession(2)]));
  const later = historyIn(dir, { boxes, now: () => new Date('2026-12-01T00:00:00Z') });
  expect((await later.of(siteId))?.sessions).toHaveLength(1);
  expect((await history.of(siteId))?.sessions).toHaveLength(1);
});

it('hostile text comes back as it went in', async () => {
  const history = historyIn(await temporaryFolder());
  const text = "=cmd|' /C calc'!A0 <img src=x onerror=alert(1)> \u202e\u0000 \ud800 \"; DROP TABLE sites; --";
  const seen = aSession(1, { userAgent: text, ip: text, verifier: `odd:${'f'.repeat(64)}` });
  await history.looked(aLook(1, [seen]));
  const [one] = (await history.of(siteId))?.sessions ?? [];
  expect(one).toMatchObject({ userAgent: text, ip: text });
});

interface Boxed {
  head: Buffer;
  sessions: Buffer;
}

/** Changes a site's rows as someone could who can write the file. */
function changeRow(dir: string, work: (rows: Boxed) => Boxed, to = siteId): Boxed {
  const database = new Libsql(join(dir, 'history.db'));
  const boxOf = (table: string) =>
    Buffer.from(
      (database.prepare(`SELECT box FROM ${table} WHERE site = ?`).get(siteId) as { box: string }).box,
      'base64',
    );
  const before = { head: boxOf('heads'), sessions: boxOf('sessions') };
  const { head, sessions } = work(before);
  database.prepare('INSERT OR REPLACE INTO heads (site, box) VALUES (?, ?)').run(to, head.toString('base64'));
  database.prepare('INSERT OR REPLACE INTO sessions (site, box) VALUES (?, ?)').run(to, sessions.toString('base64'));
  database.close();
  return before;
}

it('what ends after its site was removed writes nothing back', async () => {
  const sites = new Set([siteId]);
  const history = historyIn(await temporaryFolder(), { isSite: (id) => sites.has(id) });
  await history.looked(aLook(1, [aSession(1)]));
  const looking = history.looked(aLook(2, [aSession(2)]));
  const failing = history.failed(siteId, failure, moment(2));
  sites.clear();
  await Promise.all([looking, failing, history.remove([siteId])]);
  await history.ended(siteId, moment(3));
  await history.ended(siteId, moment(3), new Map([[1, new Set([verifierOf(1)])]]));
  expect(await history.of(siteId)).toBeNull();
});

it('which plugin told when a session was last seen is kept; what was written before that was noted opens all the same', () => {
  const boxes = boxesOf();
  const told = { ...aSession(1, { lastSeenAt: moment(1), lastSeenBy: 'Simple History' }), firstKnownAt: moment(1) };
  const untold = { ...aSession(2, { lastSeenAt: moment(1) }), firstKnownAt: moment(1), goneAt: null };
  const [head, sessions] = [{ lookedAt: moment(1), failure: null, notes: [], allEndedAt: null }, [told, untold]];
  const site = { siteId, ...head, users: [], sessions: sessions.map((one) => ({ ...one, goneAt: null })) };
  expect(openSite(boxes, siteId, sealSite(boxes, site))).toEqual(site);

  const times = [moment(0), moment(3000), moment(1), moment(1), null];
  const before = { users: [], agents: [untold.userAgent], rows: [[2, verifierOf(2), 0, 0, untold.ip, ...times]] };
  const seal = (what: object, ...context: string[]) => boxes.seal(Buffer.from(JSON.stringify(what)), context);
  const old = { head: seal({ ...head, stamp: 's' }, 'head', siteId), sessions: seal(before, 'sessions', siteId, 's') };
  expect(openSite(boxes, siteId, old).sessions).toEqual([untold]);
});
