import { expect, it } from 'vitest';
import type { Statement } from '../../../src-main/hosts/database.ts';
import { removeSuperAdmin } from '../../../src-main/operations/steps/change-user.ts';
import type { OpenSite } from '../../../src-main/operations/steps/look.ts';
import { readSiteRights } from '../../../src-main/operations/steps/site-rights.ts';

const listOf = (...logins: string[]) =>
  `a:${logins.length}:{${logins.map((login, at) => `i:${at};s:${login.length}:"${login}";`).join('')}}`;

/** A network whose list stands in these rows, with these users. */
function network(rows: string[], users: string[]) {
  const stored = new Map(rows.map((value, at) => [BigInt(at + 1), value]));
  const bytes = (text: string) => Buffer.from(text);
  const answer = ({ sql, columns, values = [] }: Statement) => {
    const all = [...stored];
    if (columns?.join() === 'name,value')
      return all.reverse().map(([, value]) => ({ name: bytes('site_admins'), value: bytes(value) }));
    if (columns?.join() === 'id,value,sha')
      return all.map(([id, value]) => ({ id: bytes(`${id}`), value: bytes(value), sha: bytes(`${id}`) }));
    if (columns?.join() === 'id,login')
      return users.map((login, at) => ({ id: bytes(`${at + 1}`), login: bytes(login) }));
    if (sql.startsWith('DELETE')) stored.delete(values[0] as bigint);
    if (sql.startsWith('UPDATE')) stored.set(values[1] as bigint, String(values[0]));
    return [];
  };
  const open = {
    site: { name: 'acme' },
    tables: { prefix: 'wp_', users: '`wp_users`', usermeta: '`wp_usermeta`', sitemeta: '`wp_sitemeta`' },
    multisite: true,
    configuration: { understood: { constants: new Map(), worlds: [] } },
    database: { run: async (all: Statement[]) => all.map((one) => ({ rows: answer(one), affected: 1 })) },
  } as unknown as OpenSite;
  return { open, left: () => [...stored.values()] };
}

it.each([
  ['off each row', [listOf('owner', 'eve'), listOf('owner', 'eve')], 'done', [listOf('owner'), listOf('owner')]],
  ['with a row that leaves nobody', [listOf('owner'), listOf('eve')], 'done', [listOf('owner')]],
  ['with one that leaves only who is gone', [listOf('owner'), listOf('eve', 'gone')], 'done', [listOf('owner')]],
  ['never the last one', [listOf('eve'), listOf('eve', 'gone')], 'kept', [listOf('eve'), listOf('eve', 'gone')]],
  ['not there: nothing', [listOf('owner')], 'unchanged', [listOf('owner')]],
])('a super admin is taken off the list, %s', async (_what, rows, result, left) => {
  const site = network(rows, ['owner', 'eve']);
  const marks: object[] = [];
  const changing = {
    rights: await readSiteRights(site.open),
    going: [],
    tools: { vault: { seal: async () => 'sealed' } },
    story: { marks: {}, mark: async (more: object) => marks.push(more) },
  } as unknown as Parameters<typeof removeSuperAdmin>[0];
  expect((await removeSuperAdmin(changing, 'eve')).result).toBe(result);
  expect(site.left().map((one) => one.replace(/i:\d+/, 'i:0'))).toEqual(left);
});
