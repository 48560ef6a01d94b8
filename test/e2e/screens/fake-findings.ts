import type { Administrator, AuditReport, Evidence, Finding, Looked } from '../../../src-main/contract/findings.ts';
import { checkNames } from '../../../src-main/contract/findings.ts';
import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import { chance, type Fate } from './fake-sites.ts';

interface Kind {
  check: Finding['check'];
  severity: Finding['severity'];
  confidence: Finding['confidence'];
  title: string;
  where: string;
  why: string;
  byHand: string;
  evidence: Evidence;
  fix: Finding['fix'];
  /** The share of sites that has it. */
  share: number;
}

export const hostile = '<img src=x onerror=alert(1)>\u202egpj.exe';

const kinds: Kind[] = [
  {
    ...{ check: 'hidden-administrator', severity: 'critical', confidence: 'certain', share: 0.03 },
    title: '“wpsys” has rights of an administrator without the role',
    where: 'user 7',
    why: 'WordPress grants these rights, yet its list of administrators does not show the user.',
    byHand:
      'Ask who gave these rights. Take them away, or delete the user, then end the sessions and change the password.',
    evidence: {
      userId: 7,
      user: 'wpsys',
      grants: ['edit_users', 'install_plugins'],
      email: 'wpsys@mail.invalid',
      roles: [],
    },
    fix: { operation: 'ChangeUsers', arguments: { action: 'demote', userId: 7, blog: 1 } },
  },
  {
    ...{ check: 'known-bad-user', severity: 'high', confidence: 'likely', share: 0.02 },
    title: `“${hostile}” is a name that attackers use`,
    where: 'user 9',
    why: 'Users with this name were made by attackers on other sites.',
    byHand: 'Ask who made this user. Delete it if nobody did.',
    evidence: { userId: 9, user: hostile, registered: '2025-11-01T03:12:44.000Z' },
    fix: { operation: 'ChangeUsers', arguments: { action: 'demote', userId: 9, blog: 1 } },
  },
  {
    ...{ check: 'application-password', severity: 'low', confidence: 'unlikely', share: 0.5 },
    title: '“anna” has the application password “Zapier”',
    where: 'user 2, _application_passwords',
    why: 'It opens the site without a login, and neither new salts nor a new password end it.',
    byHand: 'Users > Profile > Application Passwords: revoke it. Ask first what uses it.',
    evidence: { userId: 2, uuid: '0b6f5e7c-0d55-4d3a-9d0b-0f8f0f3a1c11', name: 'Zapier', lastUsed: null },
    fix: {
      operation: 'RevokeTokens',
      arguments: { kind: 'application-password', userId: 2, uuid: '0b6f5e7c-0d55-4d3a-9d0b-0f8f0f3a1c11' },
    },
  },
  {
    ...{ check: 'open-registration', severity: 'high', confidence: 'likely', share: 0.04 },
    title: 'Anybody can register, and becomes an editor',
    where: 'Settings > General',
    why: 'Whoever registers can write what every visitor reads.',
    byHand: 'Settings > General: untick “Anyone can register”.',
    evidence: { blog: 1, role: 'editor' },
    fix: { operation: 'SetOptions', arguments: { option: 'registration', blog: 1, value: 'closed' } },
  },
  {
    ...{ check: 'database-trigger', severity: 'medium', confidence: 'possible', share: 0.02 },
    title: 'The trigger “after_user” runs when a row of wp_users is added',
    where: 'trigger after_user',
    why: 'A trigger can make an administrator again each time somebody removes them.',
    byHand: 'Have the database’s owner read it and drop it: DROP TRIGGER.',
    evidence: { digest: 'a3f1c09b77de2245', size: 412 },
    fix: null,
  },
];

const day = 86_400_000;
const silent: Fate[] = ['unreachable', 'key-changed', 'key-unknown'];

/** What an audit of one site finds; the same each time it is asked. `many` findings more on each. */
export function findingsOf({ site }: SiteRow, many: number): Finding[] {
  const found = kinds.filter(({ check, share }) => chance(`${site.id} ${check}`) < share);
  const more = Array.from(
    { length: many },
    (_, at) => ({ ...kinds[2], title: `“user${at}” has the application password “Key ${at}”` }) as Kind,
  );
  return [...found, ...more].map(({ share: _, ...kind }, at) => ({
    ...kind,
    siteId: site.id,
    site: site.name,
    since:
      chance(`${site.id} since ${at}`) < 0.2
        ? null
        : new Date(Date.now() - chance(`${site.id} ${at}`) * 90 * day).toISOString(),
    contentHash: Array.from({ length: 8 }, (_, part) =>
      Math.floor(chance(`${kind.check} ${at} ${part}`) * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join(''),
    accepted: false,
  }));
}

export function administratorsOf({ site }: SiteRow): Administrator[] {
  const base = { siteId: site.id, site: site.name };
  const all: Administrator[] = [
    { ...base, userId: 1, user: 'anna', email: 'anna@agency.example', how: ['role: administrator'], approved: true },
  ];
  if (chance(`${site.id} hidden-administrator`) < 0.03)
    all.push({
      ...base,
      userId: 7,
      user: 'wpsys',
      email: 'wpsys@mail.invalid',
      how: ['direct grant: edit_users', 'direct grant: install_plugins'],
      approved: false,
    });
  return all;
}

const whole: Looked[] = checkNames.map((check) => ({ check, looked: 'whole', why: null }));
const noTriggers: Looked[] = whole.map((one) =>
  one.check === 'database-trigger'
    ? { ...one, looked: 'not', why: 'The database user has no right to see triggers.' }
    : one,
);

/** The answer to `audit.look` for these sites. */
export function reportOf(sites: { row: SiteRow; fate: Fate }[], findings: (row: SiteRow) => Finding[]): AuditReport {
  const heard = sites.filter(({ fate }) => !silent.includes(fate));
  return {
    at: new Date().toISOString(),
    sites: sites.map(({ row: { site }, fate }) => {
      const base = { siteId: site.id, site: site.name };
      if (silent.includes(fate))
        return {
          ...base,
          outcome: 'unreachable' as const,
          failure: {
            code: 'HOST_UNREACHABLE' as const,
            message: `${site.ssh?.host ?? 'db.example'} did not answer on port 22 within 10 s.`,
            retry: 'safe' as const,
          },
          checks: [],
        };
      return { ...base, outcome: 'ok' as const, checks: site.ssh === null ? noTriggers : whole };
    }),
    administrators: heard.flatMap(({ row }) => administratorsOf(row)),
    findings: heard.flatMap(({ row }) => findings(row)),
  };
}
