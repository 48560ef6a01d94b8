import { expect, it } from 'vitest';
import type { Statement } from '../../../src-main/hosts/database.ts';
import { deleteUser } from '../../../src-main/operations/steps/delete-user.ts';

/** A user without rights here, in these tables, with these keys of rights. */
async function deleted(usersTable: string, keys: string[]) {
  let isThere = true;
  const run = async (all: readonly Statement[]) =>
    all.map(({ sql, columns }) => {
      if (sql.startsWith('DELETE FROM `') && sql.includes('WHERE ID')) isThere = false;
      const rows = columns?.join() === 'name' ? keys.map((name) => ({ name: Buffer.from(name) })) : [];
      return { rows, affected: 0 };
    });
  const tables = { prefix: 'wpb_', users: usersTable, usermeta: usersTable.replace('users', 'usermeta') };
  const open = { tables, database: { run }, multisite: false, configuration: null };
  const user = { id: 7, login: 'eve', passwordSha: '', resetAsked: false, capabilities: new Map() };
  const change = await deleteUser({ rights: { open } } as never, user, { ...user, id: 1 }, []);
  return { ...change, isThere };
}

it('a user of another WordPress with the same table of users is not deleted there', async () => {
  expect(await deleted('`wpa_users`', ['wpb_capabilities', 'wpa_capabilities'])).toMatchObject({
    ...{ result: 'failed', isThere: true, why: expect.stringContaining('wpa_capabilities') },
  });
});

it.each([
  ['`wpa_users`', ['wpb_capabilities']],
  ['`wpb_users`', ['old_capabilities']],
])('in %s with %s goes', async (table, keys) => {
  expect(await deleted(table, keys)).toMatchObject({ result: 'done', isThere: false });
});
