import { describe, expect, it } from 'vitest';
import {
  leastRights,
  parseCapabilities,
  parseSiteAdmins,
  parseUserRoles,
  rightsOf,
  rightsOfRow,
} from '../../../src-main/wordpress/capabilities.ts';
import { php } from './php.ts';

const serialize = (value: unknown) => Buffer.from(php<string>('return serialize($input);', value), 'latin1');
const roles = parseUserRoles(
  serialize({
    administrator: { name: 'Administrator', capabilities: { manage_options: true, read: true } },
    editor: { name: 'Editor', capabilities: { edit_posts: true, read: true } },
    subscriber: { name: 'Subscriber', capabilities: { read: true, manage_options: '0' } },
    helper: { name: 'Helper', capabilities: { install_plugins: 1 } },
    nameless: { capabilities: { manage_options: true } },
  }),
);
const rights = (capabilities: unknown) => rightsOf({ capabilities: parseCapabilities(serialize(capabilities)), roles });

describe('rightsOf', () => {
  it('gives a role whatever the value of its key', () => {
    expect(rights({ administrator: false })).toMatchObject({ administrator: true, how: ['role: administrator'] });
  });
  it('sees direct grants and custom roles', () => {
    expect(rights({ subscriber: true, install_plugins: true }).how).toEqual(['direct grant: install_plugins']);
    expect(rights({ helper: true }).how).toEqual(['role: helper']);
    expect(rights({ subscriber: true, manage_network_options: '1' }).administrator).toBe(true);
  });
  it('lets a direct denial take away what a role gives', () => {
    expect(rights({ administrator: true, manage_options: false }).administrator).toBe(false);
  });
  it('counts neither broken values, wrong case, nor roles without a name', () => {
    expect(rights('administrator').administrator).toBe(false);
    expect(rights({ Administrator: true }).administrator).toBe(false);
    expect(rights({ nameless: true }).administrator).toBe(false);
    expect(rights({ subscriber: true, user_level: 10 }).administrator).toBe(false);
    expect(parseCapabilities(Buffer.from('O:8:"stdClass":0:{}')).size).toBe(0);
  });
  it('knows super admins without a capabilities row', () => {
    expect(parseSiteAdmins(serialize(['boss', 'sys']))).toEqual(['boss', 'sys']);
    expect(rightsOf({ capabilities: new Map(), roles, superAdmin: true }).how).toEqual(['super admin']);
  });
});

describe('leastRights', () => {
  it('puts who may do least, but can still open a profile, first', () => {
    const users = [{ administrator: true }, { editor: true }, { subscriber: true }, { nothing: false }].map(
      (row, id) => ({
        id,
        rights: rights(row),
      }),
    );
    expect(leastRights(users).map(({ id }) => id)).toEqual([2, 1, 0, 3]);
  });
});

it('judges a row as rightsOf does, also one that it has seen with other roles or in another person', () => {
  const rows = [{ editor: true }, { administrator: false, editor: true }, { manage_options: true }, {}].map(serialize);
  const others = parseUserRoles(serialize({ editor: { name: 'Editor', capabilities: { install_plugins: true } } }));
  for (const known of [roles, others, null, roles])
    for (const superAdmin of [false, true])
      for (const row of [...rows, ...rows])
        expect(rightsOfRow(row, known, superAdmin)).toEqual(
          rightsOf({ capabilities: parseCapabilities(row), roles: known, superAdmin }),
        );
});
