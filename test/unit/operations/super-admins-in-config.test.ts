import { describe, expect, it } from 'vitest';
import { networkOptionsOf } from '../../../src-main/operations/steps/circumstances.ts';
import type { OpenSite } from '../../../src-main/operations/steps/look.ts';
import { understand } from '../../../src-main/wordpress/wp-config/understand.ts';

const rows = [{ name: Buffer.from('site_admins'), value: Buffer.from('a:1:{i:0;s:5:"admin";}') }];

function asConfigured(statement: string) {
  const text = `<?php\ndefine('DB_NAME', 'x');\n$table_prefix = 'wp_';\n${statement}\nrequire_once __DIR__ . '/wp-settings.php';\n`;
  const understood = understand(
    '/srv/wp-config.php',
    new Map([['/srv/wp-config.php', { bytes: Buffer.from(text) }]]) as never,
  );
  if (understood.kind !== 'understood') throw new Error(JSON.stringify(understood));
  const { superAdmins, superAdminsInConfig, superAdminsUnread } = networkOptionsOf(rows, {
    understood,
  } as unknown as OpenSite['configuration']);
  return [superAdminsUnread !== null ? 'unread' : superAdminsInConfig ? 'yes' : 'no', superAdmins];
}

/** get_super_admins() takes $GLOBALS['super_admins'] where it is set, and asks the database only where it isn't. */
describe('super admins that wp-config names', () => {
  it.each([
    ['', ['no', ['admin']]],
    ["$super_admins = array('wpsys', 'eve');", ['yes', ['wpsys', 'eve']]],
    ["$GLOBALS['super_admins'] = ['wpsys'];", ['yes', ['wpsys']]],
    ["$super_admins[] = 'wpsys';", ['unread', expect.anything()]],
    ["$super_admins = explode(',', getenv('WHO'));", ['unread', expect.anything()]],
    ["if (getenv('HIDDEN')) { $super_admins = ['wpsys']; }", ['yes', ['wpsys', 'admin']]],
    ['$super_admins = null;', ['no', ['admin']]],
  ])('%s', (statement, expected) => {
    expect(asConfigured(statement)).toEqual(expected);
  });
});

it('its row is found under every name that the database takes for the same, as WordPress finds it', () => {
  const list = (login: string) => Buffer.from(`a:1:{i:0;s:${login.length}:"${login}";}`);
  for (const name of ['Site_Admins', 'site_adm\u00edns', 'site_admins ', 'site\u200d_admins'])
    expect(networkOptionsOf([{ name: Buffer.from(name), value: list('eve') }]).superAdmins).toEqual(['eve']);
});

it('a list that only PHP can read is said to be none that is known', () => {
  const odd = Buffer.from('a:1:{i:0;S:3:"\\65ve";}');
  expect(networkOptionsOf([{ name: Buffer.from('site_admins'), value: odd }]).superAdminsUnread).toMatch(
    /PHP may read/,
  );
});

it('a list that is longer than is read is said to be', () => {
  const named = (count: number) => {
    const names = Array.from({ length: count }, (_, at) => `i:${at};s:5:"u${String(at).padStart(4, '0')}";`);
    const value = Buffer.from(`a:${count}:{${names.join('')}}`);
    return networkOptionsOf([{ name: Buffer.from('site_admins'), value }]).superAdminsUnread;
  };
  expect(named(1000)).toBe(null);
  expect(named(1001)).toMatch(/longer than Resalt reads/);
});
