import { describe, expect, it } from 'vitest';
import type { UserAction } from '../../../src-main/contract/orders/change-users.ts';
import type { Statement } from '../../../src-main/hosts/database.ts';
import { calledUser } from '../../../src-main/operations/steps/find-users.ts';
import type { OpenSite } from '../../../src-main/operations/steps/look.ts';
import { usersOfOrder } from '../../../src-main/operations/steps/users-of-order.ts';

const nobodyThere = {
  site: { id: 'a' },
  tables: { prefix: 'wp_', users: '`wp_users`', usermeta: '`wp_usermeta`' },
  multisite: false,
  configuration: null,
  database: { run: async (statements: readonly Statement[]) => statements.map(() => ({ rows: [], affected: 0 })) },
} as unknown as OpenSite;

it('a login that is an e-mail address goes into no plan, deed or journal', async () => {
  expect(calledUser({ id: 7, login: 'anna' })).toBe('anna (user 7)');
  expect(calledUser({ id: 7, login: 'anna@client.test' })).toBe('user 7');
  const users = [{ login: 'anna@client.test' }, { login: 'ben@client.test' }, { login: 'ben@client.test' }];
  const order = { operation: 'ChangeUsers', action: 'block', users, role: null, reassignTo: null } as const;
  const called = (await usersOfOrder({ ...order, users: [...users] }, nobodyThere, {})).map((one) => one.called);
  expect(called).toEqual(['a login that is an e-mail address', 'a login that is an e-mail address']);
});

describe('a login in other letters', () => {
  const site = (...logins: string[]) =>
    ({
      ...nobodyThere,
      database: {
        run: async () => [
          {
            rows: logins.map((login, at) => ({
              ...{ id: Buffer.from(String(at + 1)), login: Buffer.from(login) },
              ...{ password: Buffer.from(''), reset: Buffer.from('0') },
            })),
            affected: 0,
          },
          { rows: [], affected: 0 },
        ],
      },
    }) as unknown as OpenSite;
  const ids = async (open: OpenSite, action: UserAction, login: string) => {
    const order = { operation: 'ChangeUsers', action, users: [{ login }], role: null, reassignTo: null } as const;
    return (await usersOfOrder({ ...order, users: [{ login }] }, open, {})).map(({ id, trouble }) => trouble ?? id);
  };

  it('is the same user, as for WordPress’s own login form', async () => {
    expect(await ids(site('Anna'), 'block', 'anna')).toEqual([1]);
    expect(await ids(site('Anna', 'anna'), 'block', 'anna')).toEqual([2]);
    expect(await ids(site('Anna', 'ANNA'), 'block', 'anna')).toEqual([null]);
  });

  it('is another one on the list of super admins', async () => {
    expect(await ids(site('admin'), 'remove-super-admin', 'Admin')).toEqual([null]);
  });
});
