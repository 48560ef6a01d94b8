import { describe, expect, test } from 'vitest';
import { sayBeginning } from '../../../../src-main/incidents/timeline/beginning.ts';
import { type Draft, draft } from '../../../../src-main/incidents/timeline/draft.ts';
import type { GatheredLog } from '../../../../src-main/incidents/timeline/drafts-of-log.ts';
import { explain, noteWrites, secondsOf, writesOf } from '../../../../src-main/incidents/timeline/file-writes.ts';
import { mergeSite } from '../../../../src-main/incidents/timeline/merge.ts';
import { addHandled, ownSuspects } from '../../../../src-main/incidents/timeline/own-suspects.ts';
import { addPath, noSuspects, whyMarked } from '../../../../src-main/incidents/timeline/suspects.ts';
import { usedFrom, usesInWords } from '../../../../src-main/incidents/timeline/used-from.ts';
import { namedZone, utcZone } from '../../../../src-main/incidents/timeline/zones.ts';

const at = Date.UTC(2026, 10, 20, 12);
const shell = 'wp-content/uploads/x.php';
const suspects = () => {
  const made = noSuspects();
  addPath(made, shell, 'audit: a shell', true);
  made.logins.set('wpsvc', 'audit: unknown administrator');
  return made;
};
const request = (what: string, ip: string, more: Partial<Draft> = {}): Draft =>
  draft({
    at,
    asWritten: '',
    source: 'access-log',
    kind: 'request',
    what: `${what} → 200`,
    ip,
    agent: 'Browser',
    ...more,
  });
const uses = (ip: string, more: Partial<Draft> = {}) => request(`GET /${shell}`, ip, { path: shell, ...more });
const login = (who: string, ip: string, agent: string, when: number) =>
  draft({ at: when, asWritten: '', source: 'session', kind: 'login', what: 'Logged in', who, ip, agent });
const written = (when = at): Draft =>
  draft({ at: when, asWritten: '', source: 'file', kind: 'file changed', what: `${shell} was written`, path: shell });

describe('an address that used what is suspected', () => {
  const marked = (drafts: Draft[], one: Draft) => {
    const made = suspects();
    const found = usedFrom(drafts, made);
    made.used = found.used;
    return { why: whyMarked(one, made), words: usesInWords(found) };
  };

  test('is suspected whatever its browser, where nobody else is known to come from there', () => {
    expect(marked([uses('9.9.9.9')], request('GET /', '9.9.9.9', { agent: 'curl' })).why).toContain('used it');
    // A stolen account from there is the thief's, not a neighbour.
    const stolen = login('owner', '9.9.9.9', 'Firefox', at - 3_600_000);
    expect(marked([stolen, uses('9.9.9.9')], request('GET /', '9.9.9.9', { agent: 'curl' })).why).toContain('used it');
  });

  test.each([
    ['somebody was there long before', [login('kim', '9.9.9.9', 'Firefox', at - 9 * 86_400_000)]],
    ['several people are there', [login('kim', '9.9.9.9', 'Firefox', at), login('lee', '9.9.9.9', 'Safari', at)]],
  ])('is not enough alone where %s: the same browser is, and that is said', (_, others) => {
    const all = [...others, uses('9.9.9.9')];
    expect(marked(all, request('GET /', '9.9.9.9', { agent: 'Firefox' })).why).toBeNull();
    expect(marked(all, request('GET /', '9.9.9.9')).why).toContain('the same browser');
    expect(marked(all, draft({ ...request('x', '9.9.9.9'), source: 'error-log', agent: null })).why).toBeNull();
    expect(marked(all, request('GET /', '9.9.9.9')).words).toMatch(/Others log in from 9\.9\.9\.9 \(kim/);
  });

  test('that lacks its end, or is of a network within, marks nobody', () => {
    for (const ip of ['203.0.113.x', '100.64.1.2', '2001:db8:0:0:0:0:0:0'])
      expect(marked([uses(ip)], request('GET /', ip)).why).toBeNull();
  });

  test('logs and tables write one browser differently', () => {
    const all = [login('kim', '9.9.9.9', 'F', at - 9 * 86_400_000), uses('9.9.9.9', { agent: 'a "b" \\' })];
    for (const agent of ['a \\"b\\" \\\\', 'a \\x22b\\x22 \\x5C'])
      expect(marked(all, request('GET /', '9.9.9.9', { agent })).why).toContain('the same browser');
  });

  test('who made a suspected account belongs to it', () => {
    const made = draft({
      ...request('Event 4001', '9.9.9.9'),
      source: 'wp-activity-log',
      about: 'WPSVC',
      who: 'agency',
    });
    expect(marked([made], made).why).toContain('unknown administrator');
  });
});

describe('when a suspicious file was written', () => {
  const noted = (requests: Draft[], files = [written()]) => {
    const made = suspects();
    const all = [...files, ...requests];
    const sure = noteWrites(explain(writesOf(files, made), all, made), all);
    made.used = usedFrom(all, made, sure).used;
    return { merged: mergeSite({ siteId: 's_0123456789abcdef', site: 'acme' }, all, made), made };
  };

  test('what sent something then is noted beside it, and is no beginning by itself', () => {
    const { merged, made } = noted([
      request('POST /wp-content/plugins/old/upload.php', '9.9.9.9', { at: at - 1000 }),
      request('POST /far', '8.8.8.8', { at: at - 60_000 }),
      request('GET /', '7.7.7.7'),
    ]);
    const [first, file] = merged.entries.filter(({ marked }) => marked !== null);
    expect(first).toMatchObject({ ip: '9.9.9.9', marked: expect.stringMatching(/only request .* may be chance/) });
    expect(file?.what).toContain('In those seconds: POST /wp-content/plugins/old/upload.php from 9.9.9.9.');
    expect(merged.entries.filter(({ marked }) => marked !== null)).toHaveLength(2);
    expect(merged.entryPoint).toMatchObject({ source: 'file' });
    expect(made.used.size).toBe(0);
  });

  test('one of several is said to be that; none is said too', () => {
    const two = noted([request('POST /a', '9.9.9.9'), request('POST /b', '8.8.8.8')]).merged;
    expect(two.entries.filter(({ marked }) => marked?.includes('one of 2 requests'))).toHaveLength(2);
    expect(noted([]).merged.entryPoint?.what).toContain('no request was logged');
  });

  test('the same address alone at several writes is no chance', () => {
    const { merged } = noted(
      [
        request('POST /up?1', '9.9.9.9'),
        request('POST /up?2', '9.9.9.9', { at: at + 60_000 }),
        request('GET /first', '9.9.9.9', { at: at - 86_400_000 }),
      ],
      [written(), written(at + 60_000)],
    );
    expect(merged.entryPoint).toMatchObject({ what: 'GET /first → 200', ip: '9.9.9.9' });
  });

  test('its second is asked for as the server’s clock wrote it, in summer and winter and by a clock that is wrong', () => {
    const berlin = namedZone('Europe/Berlin') ?? utcZone;
    const clocks = (zone: typeof utcZone, offsetMs = 0) => ({ offsetMs, zone, words: '', zoneWords: '' });
    const write = (iso: string) => [{ path: shell, at: Date.parse(iso) }];
    expect(secondsOf(write('2026-11-20T12:00:00Z'), clocks(berlin))).toEqual(
      expect.arrayContaining(['20/Nov/2026:12:00:00', '20/Nov/2026:13:00:00', '20/Nov/2026:13:00:03']),
    );
    expect(secondsOf(write('2026-07-20T22:30:00Z'), clocks(berlin))).toContain('21/Jul/2026:00:30:00');
    // The hour after the clock went back.
    expect(secondsOf(write('2026-10-25T01:30:00Z'), clocks(berlin))).toContain('25/Oct/2026:02:30:00');
    expect(secondsOf(write('2026-11-20T12:00:00Z'), clocks(utcZone, 5000))).toContain('20/Nov/2026:12:00:05');
  });
});

describe('what was cleaned stays suspected', () => {
  const agreed = { acceptanceOf: () => null, approvalOf: () => null } as never;
  const finding = (check: string, more: object) =>
    ({ check, contentHash: 'h', title: 'It', where: '', confidence: 'certain', evidence: {}, ...more }) as never;

  test('of earlier audits, and whose rights were taken in this incident', () => {
    const before = {
      findings: [
        finding('php-in-uploads', { where: shell }),
        finding('hidden-administrator', { evidence: { user: 'Ghost' } }),
      ],
      administrators: ['newcomer'],
    };
    const made = ownSuspects({ id: 's', client: null }, { audit: null, before }, agreed, []);
    expect(made.asked.get(shell)).toBe('earlier audit: It');
    expect([...made.logins.keys()]).toEqual(['ghost', 'newcomer']);
    const deeds = [{ kind: 'user', what: 'wpsvc (user 7)', result: 'done' as const, why: null }];
    const run = {
      operation: 'ChangeUsers' as const,
      options: { incident: { id: 'i', step: 'x', part: 0 } },
      sites: [{ siteId: 's', deeds }],
    };
    addHandled(made, [run], 'i', 's');
    expect(made.logins.get('wpsvc')).toContain('in this incident');
  });

  test('a session that only looks odd is noted, and nothing follows from it', () => {
    const odd = {
      verifier: 'v',
      ip: '9.9.9.9',
      user: 'kim',
      flags: [{ flag: 'impossible-travel', reason: 'NL and BR' }],
    };
    const made = ownSuspects(
      { id: 's', client: null },
      { audit: null, before: { findings: [], administrators: [] } },
      agreed,
      [odd],
    );
    expect([made.sessions.size, made.ips.size, made.odd.get('v')]).toEqual([
      0,
      0,
      'looks odd, and may be honest: NL and BR',
    ]);
  });
});

describe('how sure the beginning is', () => {
  const log = (since: number | null, lacks: string | null = null) =>
    ({ source: 'access-log', from: 'access.log', drafts: [], clock: '', lacks, since }) as GatheredLog;
  const entry = (when: number) =>
    mergeSite({ siteId: 's_0123456789abcdef', site: 'acme' }, [uses('9.9.9.9', { at: when })], suspects());

  test('logs that begin later, or are missing, are said', () => {
    expect(sayBeginning(entry(at), [log(at - 86_400_000)])).toContain('Between then and this nothing was found');
    expect(sayBeginning(entry(at), [log(at)])).toContain('may have begun earlier');
    expect(sayBeginning(entry(at), [log(null, 'The account may not read it.')])).toMatch(
      /No access log .* Not read, or not whole: access-log \(access\.log\): The account may not/,
    );
    const nothing = sayBeginning({ entryPoint: null, entries: [] }, [log(at)]);
    expect(nothing).toContain('Nothing is marked: what was read does not show how they came in.');
    expect(nothing.length).toBeLessThanOrEqual(1000);
  });
});
