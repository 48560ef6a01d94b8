import type { z } from 'zod';
import type { EvidenceItem } from '../../../src-main/contract/evidence.ts';
import { evidenceKinds } from '../../../src-main/contract/orders/take-snapshot.ts';
import type { TimelineEntry, timelineReading } from '../../../src-main/contract/timeline.ts';
import { chance } from './fake-sites.ts';

type Reading = z.infer<typeof timelineReading>;
export interface Where {
  siteId: string;
  site: string;
}

/** A hash that is the same for the same text. */
export function hashOf(text: string): string {
  return Array.from({ length: 8 }, (_, at) =>
    Math.floor(chance(`${text} ${at}`) * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
}

const idOf = (letter: string, text: string): string => `${letter}_${hashOf(text).slice(0, 16)}`;

/** What containing a site keeps; of some sites the access logs could not be read whole. */
export function evidenceOf({ siteId, site }: Where, at: string): EvidenceItem[] {
  return evidenceKinds.map((kind) => {
    const size = chance(`${siteId} ${kind}`);
    const counts = { files: 11_482, database: 48_210, 'access-logs': 93_112, 'error-logs': 871 };
    return {
      ...{ id: idOf('e', `${siteId} ${kind}`), siteId, site, kind, begunAt: at, endedAt: at, run: null },
      name: `${site}/${kind}/${kind === 'database' ? 'all-tables.sql' : `${kind}.txt`}`,
      from: kind === 'wp-config' ? '/srv/www/public/wp-config.php' : `${kind} of the site`,
      bytes: Math.floor(size ** 2 * (kind === 'database' ? 900_000_000 : 2_400_000)) + 900,
      count: kind === 'wp-config' ? null : (counts[kind as keyof typeof counts] ?? Math.floor(size * 60) + 1),
      sha256: hashOf(`${siteId} ${kind} bytes`),
      lacks:
        kind === 'access-logs' && size > 0.8
          ? 'The logs before 3 November were rotated away on the server; they are not there any more.'
          : null,
    };
  });
}

const attacker = '203.0.113.66';
const story: [minutesAgo: number, Omit<TimelineEntry, 'siteId' | 'site' | 'at' | 'asWritten'>][] = [
  [
    4300,
    {
      ...{ source: 'access-log', kind: 'request', who: null, ip: attacker },
      what: 'POST /wp-admin/admin-ajax.php?action=file_manager_upload 200',
      marked: 'From 203.0.113.66, which later logged in as wpsys.',
    },
  ],
  [
    4299,
    {
      ...{ source: 'file', kind: 'file made', who: null, ip: null },
      what: '/wp-content/uploads/2026/11/cache-a1.php, 2,113 bytes',
      marked: 'The audit found PHP among the uploads.',
    },
  ],
  [
    4290,
    {
      ...{ source: 'user-registered', kind: 'user made', who: 'wpsys', ip: null },
      what: 'wpsys (user 7), administrator',
      marked: 'A new administrator whom nobody approved.',
    },
  ],
  [
    4200,
    {
      ...{ source: 'session', kind: 'login', who: 'wpsys', ip: attacker },
      what: 'Logged in with Firefox on Linux',
      marked: 'The login of wpsys.',
    },
  ],
  [
    2900,
    {
      ...{ source: 'wp-activity-log', kind: 'plugin switched on', who: 'anna', ip: '198.51.100.7' },
      what: 'Switched on “Café Ümlaut Menu”',
      marked: null,
    },
  ],
  [
    1500,
    {
      ...{ source: 'access-log', kind: 'request', who: null, ip: '192.0.2.14' },
      what: 'POST /wp-login.php 302 <img src=x onerror=alert(1)>\u202egpj.exe',
      marked: null,
    },
  ],
  [
    300,
    {
      ...{ source: 'post', kind: 'post changed', who: 'wpsys', ip: null },
      what: '“Opening hours”: a script was put in',
      marked: 'Changed by wpsys.',
    },
  ],
  [
    40,
    {
      ...{ source: 'resalt', kind: 'incident', who: 'Resalt', ip: null },
      what: 'The site was closed to visitors.',
      marked: null,
    },
  ],
];

/** What a site and its server remember. */
export function entriesOf(where: Where, now: number): TimelineEntry[] {
  return story.map(([minutes, entry]) => {
    const at = new Date(
      now - minutes * 60_000 - Math.floor(chance(`${where.siteId} ${minutes}`) * 50_000),
    ).toISOString();
    return { ...where, ...entry, at, asWritten: `${at.replace('T', ' ').slice(0, 19)} +0100` };
  });
}

export const readingsOf = (where: Where): Reading[] => [
  {
    ...where,
    ...{ source: 'access-log', from: '/var/log/nginx/access.log and 6 older ones', entries: 4 },
    clock: 'Each line has its zone (+0100). The server’s clock is 1.4 s ahead, which was taken off.',
    lacks: null,
  },
  {
    ...where,
    ...{ source: 'error-log', from: '/var/log/nginx/error.log', entries: 0 },
    clock: 'nginx writes local time without a zone; the server is at +0100, which was assumed.',
    lacks: 'Only the last 50,000 lines were read.',
  },
  {
    ...where,
    ...{ source: 'user-registered', from: 'wp_users', entries: 1 },
    clock: 'WordPress stores these in UTC.',
    lacks: null,
  },
];
