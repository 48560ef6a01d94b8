import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { afterAudit } from '../../../src-main/audit/after-audit.ts';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import { openAgreements } from '../../../src-main/store/agreements.ts';
import { openKeptAudits } from '../../../src-main/store/kept-audits/kept-audits.ts';
import { newKey } from '../../../src-main/vault/vault-key.ts';
import { aFinding, aLook, anAdministrator, minute, siteId } from '../audit/an-audit.ts';
import { boxesOf } from './session-history/a-history.ts';
import { failsWith, temporaryFolder } from './temporary-store.ts';

const look = (n: number, userId = 1) =>
  aLook(n, { findings: [aFinding('secret of acme')], administrators: [anAdministrator(userId)] });

async function audits(more: { key?: Buffer; isSite?: () => boolean; dir?: string } = {}) {
  const { key = newKey(), isSite = () => true } = more;
  const dir = more.dir ?? (await temporaryFolder());
  const kept = await openKeptAudits({ dir, boxes: boxesOf(key), isSite });
  const put = (n: number, id = siteId, userId = 1) =>
    kept.change(id, (before) => afterAudit(id, before, look(n, userId)));
  return { dir, key, kept, put, file: join(dir, 'audits', `${siteId}.sealed`) };
}

it('keeps an audit over a restart, sealed and private', async () => {
  const { dir, key, put, file } = await audits();
  await put(0);
  const text = await readFile(file, 'utf8');
  for (const word of ['secret', 'user1', 'client.test']) {
    expect(text).not.toContain(word);
    expect(Buffer.from(text, 'base64').toString('latin1')).not.toContain(word);
  }
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const again = await audits({ dir, key });
  expect(await again.kept.of(siteId)).toMatchObject({ lookedAt: minute(0), findings: [{ title: 'secret of acme' }] });
  expect(again.kept.head(siteId)).toBeNull();
  await again.kept.ready();
  expect(again.kept.head(siteId)).toEqual({
    ...{ lookedAt: minute(0), failed: false, drift: { newAdministrators: 0, all: 0 } },
    ...{ findings: [['weak-hash', expect.any(String), 'medium']], administrators: [['user1', 'user1@client.test']] },
  });
  again.kept.forget();
  expect(again.kept.head(siteId)).toBeNull();
});

it('makes one change after the other of a site, though they begin at once', async () => {
  const { kept, put } = await audits();
  await Promise.all([put(0, siteId, 1), put(1, siteId, 2), put(2, siteId, 3), put(3, siteId, 4)]);
  const known = await kept.of(siteId);
  expect(known?.drift.filter(({ kind }) => kind === 'new-administrator').map(({ userId }) => userId)).toEqual([
    4, 3, 2,
  ]);
  expect(kept.head(siteId)?.drift).toEqual({ newAdministrators: 3, all: 6 });
});

it('tells of damage, of another site’s file and of another vault’s, and a new look begins anew', async () => {
  const { dir, key, kept, put, file } = await audits();
  const other = 's_0000000002';
  await put(0);
  await put(0, other);
  await writeFile(file, await readFile(join(dir, 'audits', `${other}.sealed`)));
  await expect(kept.of(siteId)).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
  const stranger = await audits({ dir });
  await expect(stranger.kept.of(other)).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
  await stranger.kept.ready();
  expect(stranger.kept.head(other)).toBeNull();
  const again = await audits({ dir, key });
  await again.put(1);
  expect((await again.kept.of(siteId))?.drift).toMatchObject([{ kind: 'begun-anew' }]);
  for (const bad of ['', 'x', '\n', 'YQ==\nYQ==\n']) {
    await writeFile(file, bad);
    await expect(again.kept.of(siteId)).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
  }
});

it('lets go of a site that is removed, and writes nothing back after', async () => {
  let there = true;
  const { kept, put, dir } = await audits({ isSite: () => there });
  await put(0);
  there = false;
  const late = put(1);
  await kept.remove([siteId, 's_0000000009']);
  await late;
  expect(await kept.of(siteId)).toBeNull();
  expect(kept.head(siteId)).toBeNull();
  expect(await readdir(join(dir, 'audits'))).toEqual([]);
});

it('has what the agency agreed to sealed, one change after the other, and never writes over what it can’t read', async () => {
  const dir = await temporaryFolder();
  const key = newKey();
  const agreements = openAgreements(dir, boxesOf(key));
  expect(agreements.get()).toEqual({ acceptances: [], approvals: [], people: [] });
  const add = (email: string) =>
    agreements.change(({ people }) => ({
      changes: { people: [...people, { name: null, emails: [email] }] },
      answer: email,
    }));
  await Promise.all([add('a@x.test'), add('b@x.test')]);
  await expect(
    agreements.change(() => {
      throw new ResaltError('INPUT_INVALID', 'no', 'never');
    }),
  ).rejects.toMatchObject(failsWith('INPUT_INVALID'));
  await add('c@x.test');
  agreements.forget();
  const file = join(dir, 'agreements.sealed');
  expect(Buffer.from(await readFile(file, 'utf8'), 'base64').toString('latin1')).not.toContain('x.test');
  const again = openAgreements(dir, boxesOf(key));
  expect(again.get().people.flatMap(({ emails }) => emails)).toEqual(['a@x.test', 'b@x.test', 'c@x.test']);
  await writeFile(file, 'bad');
  const damaged = openAgreements(dir, boxesOf(key));
  expect(() => damaged.get()).toThrow(expect.objectContaining(failsWith('VAULT_DAMAGED')));
  await expect(damaged.change(() => ({ changes: {}, answer: 1 }))).rejects.toMatchObject(failsWith('VAULT_DAMAGED'));
  expect(await readFile(file, 'utf8')).toBe('bad');
});
