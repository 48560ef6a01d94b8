import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Finding } from '../../src-main/contract/findings.ts';
import { openEngine } from '../../src-main/engine.ts';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn } from '../fleet/visit.ts';
import { makeUser } from './audit/make-user.ts';
import { engineFor, passphrase, type TestEngine, withEnds } from './open-engine.ts';

/** What an agency keeps of audits, over two real sites: what changed, what it accepted, whom it approved, and who is who. */
const fleet = useFleet({ sites: 2, wordpress: '6.1' });
const all = { select: { all: true as const } };
const cause = (code: string) => ({ cause: { code } });
let engine: TestEngine;
let first: FleetSite;
let second: FleetSite;
beforeAll(async () => {
  engine = await engineFor(fleet());
  [first, second] = fleet().sites as [FleetSite, FleetSite];
  await look();
});
afterAll(() => engine?.dispose());

/** Of the database alone: what files and a look from outside add is tried where they are. */
const checks: Finding['check'][] = ['hidden-administrator', 'open-registration', 'application-password', 'weak-hash'];
const look = () => engine.call.audit.look({ ...all, files: false, offline: true, checks });
const idOf = async (site: FleetSite): Promise<string> => {
  const [row] = await engine.call.sites.list({ select: { sites: [site.name] } });
  if (!row) throw new Error('no such site');
  return row.site.id;
};
const rowOf = async (site: FleetSite) => (await engine.call.sites.list({ select: { sites: [site.name] } }))[0]?.audit;
const drift = async () =>
  (await engine.call.audit.drift(all)).drift.map(({ site, kind, user }) => `${site} ${kind} ${user}`);

it('tells of an administrator whom WordPress itself made since the last look, until that was seen', async () => {
  expect(await drift()).toEqual([]);
  const id = await makeUser(first, { login: 'newcomer', email: 'new@client.test', role: 'administrator' });
  const report = await look();
  expect(report.administrators).toContainEqual(
    expect.objectContaining({ site: first.name, userId: id, user: 'newcomer', approved: false }),
  );
  expect(await drift()).toContain(`${first.name} new-administrator newcomer`);
  // A second look that finds nothing new does not take it away, nor does a restart.
  await look();
  await restart();
  const { drift: known } = await engine.call.audit.drift(all);
  const [newcomer] = known;
  expect(newcomer).toMatchObject({ kind: 'new-administrator', userId: id, approved: false, site: first.name });
  expect((await rowOf(first))?.drift.newAdministrators).toBe(1);
  expect((await rowOf(second))?.drift).toEqual({ newAdministrators: 0, all: 0 });

  const siteIds = [await idOf(first)];
  await engine.call.audit.seen({ siteIds, until: new Date(0).toISOString() });
  expect(await drift()).toContain(`${first.name} new-administrator newcomer`);
  expect(await engine.call.audit.seen({ siteIds, until: newcomer?.at ?? '' })).toEqual({ seen: known.length });
  expect(await drift()).toEqual([]);

  await makeUser(first, { login: 'newcomer', email: '', role: 'subscriber' });
  await look();
  expect(await drift()).toContain(`${first.name} gone-administrator newcomer`);
});

it('hears from an inspection that there are more of them than the last audit found', async () => {
  await see();
  await makeUser(second, { login: 'quiet', email: 'quiet@client.test', role: 'administrator' });
  await engine.finish('InspectSite');
  await expect.poll(drift).toContain(`${second.name} more-administrators null`);
  expect(await drift()).toHaveLength(1);
  expect((await rowOf(second))?.drift.newAdministrators).toBe(1);
  await look();
  expect(await drift()).toContain(`${second.name} new-administrator quiet`);
  await makeUser(second, { login: 'quiet', email: '', role: 'subscriber' });
});

it('tells of rights given to somebody who is there, and of their e-mail address', async () => {
  await see();
  const grant = 'a:2:{s:13:"administrator";b:1;s:10:"edit_files";b:1;}';
  await sql(first, `UPDATE {p}usermeta SET meta_value = ? WHERE user_id = 1 AND meta_key = '{p}capabilities'`, [grant]);
  await sql(first, `UPDATE {p}users SET user_email = 'taken@example.test' WHERE ID = 1`);
  await look();
  const { drift: known } = await engine.call.audit.drift(all);
  const changed = known.find(({ kind }) => kind === 'changed-administrator');
  expect(changed?.what).toContain('taken@example.test');
  expect(changed?.userId).toBe(1);
});

it('leaves a finding that was accepted, here or everywhere, until its content changes', async () => {
  for (const site of [first, second]) {
    await sql(site, `UPDATE {p}options SET option_value = '1' WHERE option_name = 'users_can_register'`);
    await sql(site, `UPDATE {p}options SET option_value = 'author' WHERE option_name = 'default_role'`);
  }
  await look();
  const found = (await known('open-registration')).map(({ site, accepted }) => [site, accepted]);
  expect(found.sort()).toEqual([
    [first.name, false],
    [second.name, false],
  ]);
  const [one] = await known('open-registration');
  if (!one) throw new Error('nothing found');
  const findings = [{ check: one.check, contentHash: one.contentHash }];
  const siteId = await idOf(first);
  await expect(engine.call.audit.accept({ findings, reason: ' no ', scope: 'site', siteId })).rejects.toBeInstanceOf(
    Error,
  );
  const reason = 'The client wants authors to register.';
  const [accepted] = await engine.call.audit.accept({ findings, reason, scope: 'site', siteId });
  expect((await known('open-registration')).map(({ site, accepted }) => [site, accepted]).sort()).toEqual([
    [first.name, true],
    [second.name, false],
  ]);
  const { findings: looked } = await look();
  expect(looked.find(({ site, check }) => site === first.name && check === 'open-registration')).toMatchObject({
    accepted: true,
    acceptance: { reason, everywhere: false },
  });
  expect((await rowOf(first))?.accepted.all).toBe(1);

  // The same on the other site is not accepted; what it says now is another thing.
  await sql(first, `UPDATE {p}options SET option_value = 'administrator' WHERE option_name = 'default_role'`);
  await look();
  expect((await known('open-registration')).map(({ accepted }) => accepted)).toEqual([false, false]);
  await sql(first, `UPDATE {p}options SET option_value = 'author' WHERE option_name = 'default_role'`);
  await look();
  await engine.call.audit.accept({ findings, reason, scope: 'everywhere' });
  expect((await known('open-registration')).map(({ accepted }) => accepted)).toEqual([true, true]);
  expect((await engine.call.audit.acceptances({})).map(({ siteId, matches }) => [siteId, matches])).toEqual([
    [null, 2],
    [siteId, 1],
  ]);
  await engine.call.audit.unaccept({ ids: (await engine.call.audit.acceptances({})).map(({ id }) => id) });
  expect((await known('open-registration')).map(({ accepted }) => accepted)).toEqual([false, false]);
  const wrong = [{ check: one.check, contentHash: '0'.repeat(64) }];
  await expect(engine.call.audit.accept({ findings: wrong, reason, scope: 'everywhere' })).rejects.toMatchObject(
    cause('INPUT_INVALID'),
  );

  const trail = await readFile(join(engine.dataDir, 'audit.jsonl'), 'utf8');
  expect(trail.match(/"finding\.accepted"/g)).toHaveLength(2);
  expect(trail.match(/"finding\.unaccepted"/g)).toHaveLength(2);
  expect(trail).toContain(accepted?.id);
  for (const word of ['authors to register', 'newcomer', 'client.test', 'taken@']) expect(trail).not.toContain(word);
});

it('approves administrators on a site, of a client and everywhere', async () => {
  const [owner] = (await engine.call.audit.known(all)).administrators.filter(({ site }) => site === second.name);
  if (!owner) throw new Error('no administrator');
  expect(owner.approved).toBe(false);
  const where = async () => {
    const { administrators } = await engine.call.audit.known(all);
    return administrators
      .filter(({ user, approved }) => user === owner.user && approved)
      .map(({ site }) => site)
      .sort();
  };
  const here = await engine.call.administrators.approve({
    who: owner.email.toUpperCase(),
    scope: { siteId: await idOf(second) },
  });
  expect(await where()).toEqual([second.name]);
  expect((await look()).administrators.filter(({ approved }) => approved)).toHaveLength(1);
  await engine.call.administrators.approve({ who: owner.user, scope: { all: true } });
  expect(await where()).toEqual([first.name, second.name].sort());
  expect((await engine.call.administrators.approved({})).map(({ matches }) => matches)).toEqual([2, 1]);
  const before = (await rowOf(second))?.unapproved ?? 0;
  const ids = (await engine.call.administrators.approved({})).map(({ id }) => id);
  expect(ids).toContain(here.id);
  await engine.call.administrators.unapprove({ ids });
  expect(await where()).toEqual([]);
  expect((await rowOf(second))?.unapproved).toBe(before + 1);
});

it('is one row per person, with sessions, roles and passwords of all sites, joined by hand where addresses differ', async () => {
  await logIn(first, 'owner');
  await engine.call.sessions.list({ ...all, choice: {} });
  await engine.finish('InspectSite');
  await look();
  const { people, unknown } = await engine.call.people.list(all);
  expect(unknown).toEqual([]);
  const owner = people.find(({ key }) => key === 'taken@example.test');
  expect(owner?.sites).toMatchObject([{ site: first.name, user: 'owner', administrator: true, approved: false }]);
  expect(owner?.sites[0]?.sessions).toBeGreaterThan(0);
  expect(owner?.sites[0]?.lastLoginAt).not.toBeNull();
  const elsewhere = people.find(({ sites }) =>
    sites.some(({ site, user }) => site === second.name && user === 'owner'),
  );
  const email = elsewhere?.emails[0] ?? '';
  await engine.call.people.join({ emails: [email, 'TAKEN@example.test'], name: 'The owner' });
  const joined = (await engine.call.people.list({ ...all, email: 'taken@example.test' })).people;
  expect(joined).toMatchObject([{ key: email, name: 'The owner', joined: true }]);
  expect(joined[0]?.sites.map(({ site }) => site).sort()).toEqual([first.name, second.name].sort());
  await engine.call.people.split({ emails: [email, 'taken@example.test'] });
  expect((await engine.call.people.list({ ...all, email })).people[0]?.joined).toBe(false);
});

it('keeps the last findings of a site that can’t be read now, and of checks that did not look', async () => {
  const before = (await engine.call.audit.known(all)).findings.filter(({ site }) => site === second.name);
  await engine.call.audit.look({ ...all, files: false, checks: ['weak-hash'] });
  const after = await engine.call.audit.known(all);
  expect(after.findings.filter(({ site }) => site === second.name)).toEqual(before);
  const site = after.sites.find((one) => one.site === second.name);
  const times = new Map(site?.checks.map(({ check, at }) => [check, at]));
  expect((times.get('weak-hash') ?? '') > (times.get('open-registration') ?? '')).toBe(true);

  await sql(second, 'RENAME TABLE {p}usermeta TO {p}usermeta_away');
  try {
    await look();
  } finally {
    await sql(second, 'RENAME TABLE {p}usermeta_away TO {p}usermeta');
  }
  const failed = await engine.call.audit.known(all);
  expect(failed.sites.find((one) => one.site === second.name)).toMatchObject({
    lookedAt: site?.lookedAt,
    failure: { code: expect.any(String) },
    failedAt: expect.any(String),
  });
  expect(failed.findings.filter((one) => one.site === second.name)).toEqual(before);
  expect((await rowOf(second))?.failed).toBe(true);
});

it('shows nothing while the vault is locked, and nothing of a site that was removed', async () => {
  await engine.call.vault.lock({});
  for (const call of [
    () => engine.call.audit.known(all),
    () => engine.call.audit.drift(all),
    () => engine.call.audit.acceptances({}),
    () => engine.call.administrators.approved({}),
    () => engine.call.people.list(all),
  ])
    await expect(call()).rejects.toMatchObject(cause('VAULT_LOCKED'));
  await engine.call.vault.unlock({ passphrase });
  const id = await idOf(second);
  expect(await readFile(join(engine.dataDir, 'audits', `${id}.sealed`), 'utf8')).not.toBe('');
  await engine.call.sites.remove({ select: { sites: [second.name] } });
  await expect(readFile(join(engine.dataDir, 'audits', `${id}.sealed`))).rejects.toMatchObject({ code: 'ENOENT' });
  expect((await engine.call.audit.known(all)).sites.map(({ site }) => site)).toEqual([first.name]);
});

const known = async (check: Finding['check']) =>
  (await engine.call.audit.known(all)).findings.filter((one) => one.check === check);

async function see(): Promise<void> {
  const siteIds = [await idOf(first), await idOf(second)];
  await engine.call.audit.seen({ siteIds, until: new Date().toISOString() });
}

async function restart(): Promise<void> {
  await engine.close();
  const again = await openEngine({ dataDir: engine.dataDir, carrier: 'command-line' });
  await again.call.vault.unlock({ passphrase });
  engine = withEnds(again, engine.dataDir);
}
