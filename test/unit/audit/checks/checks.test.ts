import { describe, expect, it } from 'vitest';
import { allChecks } from '../../../../src-main/audit/checks/all-checks.ts';
import { findIn } from '../../../../src-main/audit/find.ts';
import { auditReport, type CheckName, checkNames } from '../../../../src-main/contract/findings.ts';
import { order, orderOf } from '../../../../src-main/contract/orders.ts';
import type { ApplicationPassword } from '../../../../src-main/wordpress/application-passwords.ts';
import type { ApiKey, AuditReading, StoredCode } from '../../../../src-main/wordpress/audit-reading.ts';
import { blog, day, findings, found, now, person, reading, site, withRole } from './a-reading.ts';
import type { Cases } from './cases.ts';
import { doorCases } from './door-cases.ts';
import { fileCases } from './file-cases.ts';

const app = (more: Partial<ApplicationPassword> = {}): ApplicationPassword => ({
  ...{ uuid: 'u', name: 'deploy', created: now - 90 * day, lastUsed: now - day, lastAddress: null, bareMd5: false },
  print: '0123456789ab',
  ...more,
});
const key = (more: Partial<ApiKey> = {}): ApiKey => ({
  ...{
    kind: 'woocommerce' as const,
    blog: 1,
    id: 3,
    userId: 1,
    description: 'erp',
    permissions: 'read_write',
    ending: 'abc',
  },
  ...{ lastUsed: now - day },
  ...more,
});
const code = (more: Partial<StoredCode> = {}): StoredCode => ({
  ...{ name: 'again', when: 'after DELETE on wp_users', created: null, digest: 'd', touchesUsers: true },
  ...more,
});
const admin = person(1, ['administrator']);
const subscriber = person(2, ['subscriber']);
const custom = (name: string, ...capabilities: string[]) => blog({ roles: withRole(name, ...capabilities) });

/** Of each check: what it finds and how bad, and honest look-alikes that it leaves alone. */
const cases: Record<CheckName, Cases> = {
  ...doorCases,
  'hidden-administrator': {
    finds: [
      [reading({ persons: [person(7, ['subscriber', 'install_plugins'])] }), 'critical, certain'],
      [reading({ persons: [person(7, ['subscriber', 'export'])] }), 'medium, likely'],
    ],
    leaves: [
      reading({ persons: [person(7, ['administrator', 'install_plugins'])] }),
      reading({ persons: [person(7, ['subscriber', '!install_plugins', 'edit_posts'])] }),
      reading({ persons: [person(7, ['Administrator'])] }),
    ],
  },
  'false-valued-role': {
    finds: [[reading({ persons: [person(7, ['!administrator'])] }), 'high, likely']],
    leaves: [reading({ persons: [admin, person(7, ['!editor'])] })],
  },
  'tampered-role': {
    finds: [
      [reading({ blogs: [custom('subscriber', 'read', 'manage_options')] }), 'critical, certain'],
      [reading({ blogs: [custom('editor', 'read', 'export')] }), 'medium, likely'],
      [reading({ blogs: [custom('shop_manager', 'import', 'edit_plugins')] }), 'high, likely'],
    ],
    leaves: [
      reading({ blogs: [custom('shop_manager', 'import', 'export', 'edit_users', 'manage_woocommerce')] }),
      reading({ blogs: [custom('editor', 'read', 'edit_theme_options', 'unfiltered_html')] }),
    ],
  },
  'custom-role': {
    finds: [[reading({ blogs: [custom('caretaker', 'edit_users')] }), 'medium, possible']],
    leaves: [reading({ blogs: [custom('vip', 'read', 'read_private_posts')] }), reading()],
  },
  'super-admin': {
    finds: [
      [
        reading({ persons: [person(7, [], { superAdmin: true, blogs: [] })], superAdmins: ['user7'] }),
        'medium, possible',
      ],
      [reading({ superAdmins: ['gone'] }), 'medium, possible'],
      [reading({ superAdmins: ['gone'], blogs: [blog({ open: true })] }), 'high, likely'],
    ],
    leaves: [reading({ persons: [person(7, ['administrator'], { superAdmin: true })], superAdmins: ['user7'] })],
  },
  'unjudged-capabilities': {
    finds: [
      [reading({ unjudged: [{ userId: 7, blog: 1, why: 'strange', digest: '0f' }] }), 'high, likely'],
      [reading({ unjudged: [{ userId: 7, blog: 1, why: 'lengths', digest: '0f' }] }), 'low, unlikely'],
    ],
    leaves: [reading({ persons: [admin] })],
  },
  'orphaned-capabilities': {
    finds: [[reading({ orphans: [{ userId: 99, blog: 1, how: ['role: administrator'] }] }), 'low, possible']],
    leaves: [reading({ persons: [admin] })],
  },
  'known-bad-user': {
    finds: [
      [reading({ persons: [person(7, ['administrator'], { login: 'WPSUPP-user' })] }), 'high, likely'],
      [reading({ persons: [person(7, ['administrator'], { login: 'backup' })] }), 'medium, possible'],
      [reading({ persons: [person(7, ['administrator'], { email: 'WP-backup@wordpress.com' })] }), 'high, likely'],
    ],
    leaves: [
      reading({ persons: [person(7, ['subscriber'], { login: 'backup' })] }),
      reading({ persons: [person(7, ['administrator'], { login: 'xtra' })] }),
    ],
  },
  'administrator-email': {
    finds: [
      [reading({ persons: [person(7, ['administrator'], { email: '' })] }), 'medium, possible'],
      [reading({ persons: [person(7, ['administrator'], { email: 'a@wordpress.org' })] }), 'medium, possible'],
      [reading({ persons: [admin, subscriber], sharedEmails: [{ users: [1, 2], count: 2 }] }), 'medium, possible'],
    ],
    leaves: [
      reading({ persons: [admin] }),
      reading({
        persons: [person(2, ['subscriber'], { email: '' }), person(3, ['subscriber'])],
        sharedEmails: [{ users: [2, 3], count: 2 }],
      }),
    ],
  },
  'administrator-registered-lately': {
    finds: [
      [reading({ persons: [person(7, ['administrator'], { registered: now - 2 * day })] }), 'medium, possible'],
      [reading({ persons: [person(7, ['administrator'], { registered: null })] }), 'medium, possible'],
    ],
    leaves: [
      reading({ persons: [admin, person(2, ['subscriber'], { registered: now })] }),
      reading({ persons: [person(7, ['administrator'], { registered: now - day })], firstRegistered: now - day - 60 }),
    ],
  },
  'administrator-never-seen': {
    finds: [[reading({ persons: [person(7, ['administrator'], { signs: [] })] }), 'low, unlikely']],
    leaves: [
      reading({ persons: [admin, person(2, ['subscriber'], { signs: [] })] }),
      reading({ persons: [person(7, ['administrator'], { signs: [], registered: now - 60 })] }),
      reading({
        persons: [person(7, ['administrator'], { signs: [] })],
        applicationPasswords: [{ userId: 7, items: [app()], problem: null }],
      }),
    ],
  },
  'open-registration': {
    finds: [
      [reading({ blogs: [blog({ open: true, defaultRole: 'administrator' })] }), 'critical, certain'],
      [reading({ blogs: [blog({ open: true, defaultRole: 'editor' })] }), 'high, certain'],
      [reading({ blogs: [blog({ open: true, defaultRole: 'contributor' })] }), 'low, likely'],
    ],
    leaves: [reading({ blogs: [blog({ open: true })] }), reading({ blogs: [blog({ defaultRole: 'administrator' })] })],
  },
  'default-role': {
    finds: [[reading({ blogs: [blog({ defaultRole: 'administrator' })] }), 'high, likely']],
    leaves: [
      reading({ blogs: [blog({ defaultRole: 'editor' })] }),
      reading({ blogs: [blog({ open: true, defaultRole: 'administrator' })] }),
    ],
  },
  'application-password': {
    finds: [
      [passwords(admin, app({ bareMd5: true })), 'critical, certain'],
      [{ ...passwords(admin, app({ bareMd5: true })), before68: false }, 'high, likely'],
      [{ ...passwords(admin, app({ bareMd5: true })), before68: null }, 'critical, certain'],
      [passwords(admin, app()), 'low, unlikely'],
      [passwords(admin, app({ lastUsed: now - 200 * day })), 'medium, possible'],
      [passwords(admin, app({ lastUsed: null })), 'medium, possible'],
      [passwords(subscriber, app({ lastUsed: null })), 'low, possible'],
      [
        reading({
          persons: [admin],
          applicationPasswords: [{ userId: admin.id, items: [], problem: 'holds objects' }],
        }),
        'medium, possible',
      ],
    ],
    leaves: [reading({ persons: [admin], applicationPasswords: [{ userId: 1, items: [], problem: null }] })],
  },
  'woocommerce-key': {
    finds: [
      [reading({ persons: [admin], keys: [key()] }), 'low, unlikely'],
      [reading({ persons: [admin], keys: [key({ lastUsed: null })] }), 'low, possible'],
      [reading({ keys: [key()] }), 'medium, likely'],
    ],
    leaves: [reading({ persons: [admin], keys: [key({ kind: 'gravity-forms' })] })],
  },
  'gravity-forms-key': {
    finds: [[reading({ persons: [admin], keys: [key({ kind: 'gravity-forms' })] }), 'low, unlikely']],
    leaves: [reading({ persons: [admin], keys: [key()] })],
  },
  'plugin-token': {
    finds: [[reading({ blogs: [blog({ tokenOptions: ['mainwp_child_pubkey'] })] }), 'low, unlikely']],
    leaves: [reading({ blogs: [blog({ tokenOptions: ['blogname'] })] })],
  },
  'password-reset': {
    finds: [
      [reading({ persons: [person(7, ['administrator'], { resetAsked: now - 600 })] }), 'medium, possible'],
      [reading({ persons: [person(7, ['administrator'], { resetAsked: now + 30 * day })] }), 'high, likely'],
    ],
    leaves: [
      reading({ persons: [person(7, ['administrator'], { resetAsked: now - 2 * day })] }),
      reading({ persons: [person(7, ['subscriber'], { resetAsked: now - 60 })] }),
    ],
  },
  'weak-hash': {
    finds: [
      [reading({ persons: [person(7, ['administrator'], { hash: 'md5' })] }), 'medium, possible'],
      [reading({ persons: [person(7, ['subscriber'], { hash: 'md5' })] }), 'low, possible'],
      [reading({ persons: [person(7, ['administrator'], { hash: 'empty' })] }), 'low, unlikely'],
    ],
    leaves: [reading({ persons: [admin, person(7, ['subscriber'], { hash: 'empty' })] })],
  },
  'shared-hash': {
    finds: [
      [reading({ persons: [admin, subscriber], sharedHashes: [{ users: [1, 2], count: 2 }] }), 'high, likely'],
      [reading({ persons: [subscriber], sharedHashes: [{ users: [2, 5], count: 2 }] }), 'medium, likely'],
    ],
    leaves: [reading({ persons: [admin, subscriber] })],
  },
  'site-address': {
    finds: [
      [reading({ blogs: [blog({ home: 'https://evil.test' })] }), 'medium, likely'],
      [reading({ blogs: [blog({ siteurl: 'javascript:alert(1)' })] }), 'medium, likely'],
      [reading({ url: null, blogs: [blog({ home: 'https://other.test' })] }), 'low, possible'],
    ],
    leaves: [
      reading({ blogs: [blog({ siteurl: 'http://www.client.test/wp', home: 'https://client.test' })] }),
      reading({
        blogs: [blog({ home: 'https://old.test', siteurl: 'https://old.test' })],
        addressConstants: { siteurl: 'https://client.test/wp', home: 'https://client.test' },
      }),
    ],
  },
  'database-trigger': {
    finds: [
      [reading({ triggers: [code()] }), 'high, likely'],
      [reading({ triggers: [code({ touchesUsers: false })] }), 'low, possible'],
    ],
    leaves: [reading({ events: [code()] })],
  },
  'database-event': {
    finds: [[reading({ events: [code()] }), 'high, likely']],
    leaves: [reading({ triggers: [code()] })],
  },
  ...fileCases,
};

function passwords(owner: typeof admin, item: ApplicationPassword): AuditReading {
  return reading({ persons: [owner], applicationPasswords: [{ userId: owner.id, items: [item], problem: null }] });
}

describe.each(checkNames)('%s', (check) => {
  it('finds', () => {
    expect(cases[check].finds.length).toBeGreaterThan(0);
    for (const [of, as] of cases[check].finds) expect(found(check, of)).toEqual([as]);
  });
  it('leaves honest look-alikes alone', () => {
    for (const of of cases[check].leaves) expect(found(check, of)).toEqual([]);
  });
});

it('has one check for every name, in the same order', () => {
  expect(allChecks.map(({ name }) => name)).toEqual(checkNames);
});

it('says which checks could not look, and finds nothing with them', () => {
  const of = reading({
    events: [code()],
    unread: new Map([
      ['events', { partly: false, why: 'The account may not.' }],
      ['people', { partly: true, why: 'There are more.' }],
    ]),
  });
  const { checks, findings: all } = findIn(site, of);
  const as = (name: CheckName) => checks.find(({ check }) => check === name);
  expect(as('database-event')).toEqual({ check: 'database-event', looked: 'not', why: 'The account may not.' });
  expect(as('weak-hash')).toEqual({ check: 'weak-hash', looked: 'partly', why: 'There are more.' });
  expect(as('database-trigger')).toEqual({ check: 'database-trigger', looked: 'whole', why: null });
  expect(all.filter(({ check }) => check === 'database-event')).toEqual([]);
});

it('a content hash is of what was found, not of the site nor of the day', () => {
  const one = (item: ApplicationPassword) => findings('application-password', passwords(admin, item))[0]?.contentHash;
  expect(one(app({ lastUsed: now - 5 * day, lastAddress: '203.0.113.9' }))).toBe(one(app()));
  // Somebody put another password into the same entry.
  expect(one(app({ print: 'ba9876543210' }))).not.toBe(one(app()));
  expect(one(app({ name: 'other' }))).not.toBe(one(app()));
  const { findings: elsewhere } = findIn({ id: 's_bbbbbbbbbbbb', name: 'other' }, passwords(admin, app()));
  expect(elsewhere.find(({ check }) => check === 'application-password')?.contentHash).toBe(one(app()));
});

it('odd rights that were accepted come back when they are others', () => {
  const one = (digest: string) =>
    findings('unjudged-capabilities', reading({ unjudged: [{ userId: 7, blog: 1, why: 'strange', digest }] }))[0];
  expect(one('0f')?.contentHash).not.toBe(one('f0')?.contentHash);
});

it('whatever a site holds fits into the contract', () => {
  const long = 'x'.repeat(100_000);
  const persons = Array.from({ length: 700 }, (_, id) =>
    person(id + 1, ['administrator', `manage_network_${long}`], {
      login: long,
      email: long,
      hash: 'md5',
      resetAsked: now,
    }),
  );
  const of = reading({
    persons,
    blogs: [
      blog({ roles: withRole(long, 'manage_options'), siteurl: long, home: long, defaultRole: long, open: true }),
    ],
    superAdmins: [long],
    keys: [key({ description: long, permissions: long })],
    triggers: [code({ name: long, when: long })],
    sharedEmails: [{ users: persons.map(({ id }) => id), count: 700 }],
    sharedHashes: [{ users: persons.map(({ id }) => id), count: 700 }],
    applicationPasswords: [{ userId: 1, items: [app({ name: long, created: 1e15 })], problem: long }],
  });
  const { findings: all, checks } = findIn(site, of);
  const sites = [{ siteId: site.id, site: site.name, outcome: 'ok' as const, checks }];
  expect(() => auditReport.parse({ at: '', sites, administrators: [], findings: all })).not.toThrow();
  expect(checks.find(({ check }) => check === 'weak-hash')).toMatchObject({ looked: 'partly' });
});

describe('what closes a finding', () => {
  const known = new Set<string>(order.options.map(({ shape }) => shape.operation.value));

  it.each(checkNames)('%s: its fix makes an order, or there is none and a person is told how', (check) => {
    for (const [one] of cases[check].finds)
      for (const finding of findings(check, one)) {
        expect(finding.byHand).not.toBe('');
        if (finding.fix && known.has(finding.fix.operation))
          expect(orderOf(finding)).toMatchObject({ operation: finding.fix.operation });
      }
  });
});
