import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allChecks } from '../../src-main/audit/checks/all-checks.ts';
import { type AuditReport, type CheckName, checkNames, type Finding } from '../../src-main/contract/findings.ts';
import { fileParts } from '../../src-main/wordpress/audit-reading.ts';
import { builtApp } from '../e2e/built-app.ts';
import type { Fleet, FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { plantUsers, row } from './audit/odd-users.ts';
import { poison } from './audit/poison.ts';
import { startCli } from './built-cli.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

const reading = (parts: readonly string[]) =>
  allChecks.filter(({ reads }) => reads.some((part) => parts.includes(part))).map(({ name }) => name);
const ofFiles = reading(fileParts);
/** What neither the database nor the web server tells. */
const ofServer = reading(['config', 'wordpress-version']);
/** Judged in poisoned-fleet.test.ts: here a busy machine may answer too late, and that is said. */
const fromOutside = reading(['outside', 'php-version']);
const inside = checkNames.filter((check) => !fromOutside.includes(check));
const lookedAt = (check: CheckName, direct: boolean) =>
  ofFiles.includes(check) || (direct && ofServer.includes(check))
    ? 'not'
    : direct && check === 'cron-hook'
      ? 'partly'
      : 'whole';
const kinds: { kind: string; options: Partial<FleetOptions> }[] = [
  { kind: 'tunnel', options: {} },
  { kind: 'mysql-client', options: { tcpForwarding: false } },
  { kind: 'php', options: { tcpForwarding: false, noMysqlClient: true } },
];

const cellsOf = (site: FleetSite, name: string, account = site.db): Record<string, string> => ({
  ...{ name, url: site.url, db_host: site.db.host, db_port: String(site.db.port), db_user: account.user },
  ...{ db_password: account.password, db_name: site.db.name, table_prefix: site.db.prefix },
});

async function importSite(engine: TestEngine, cells: Record<string, string>): Promise<void> {
  const text = `${Object.keys(cells).join(',')}\n${Object.values(cells).join(',')}\n`;
  expect((await engine.call.sites.import({ format: 'csv', text })).added).toEqual([cells.name]);
}

const said = ({ findings }: AuditReport, site: string) =>
  findings
    .filter((one) => one.site === site)
    .map(({ check, title, severity, contentHash }) => `${severity} ${check} ${title} ${contentHash}`)
    .sort();

/** An account that may read the tables and nothing else. */
async function reader(fleet: Fleet, site: FleetSite): Promise<FleetSite['db']> {
  const { host, port, admin } = fleet.db;
  const connection = await createConnection({ host, port, ...admin });
  try {
    await connection.query(`CREATE USER 'reader'@'127.0.0.1' IDENTIFIED BY 'reads-only'`);
    await connection.query(`GRANT SELECT ON \`${site.db.name}\`.* TO 'reader'@'127.0.0.1'`);
  } finally {
    connection.destroy();
  }
  return { ...site.db, user: 'reader', password: 'reads-only' };
}

describe.each(kinds)('an audit by $kind', ({ kind, options }) => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1', ...options });
  let engine: TestEngine;
  let site: FleetSite;
  beforeAll(async () => {
    await builtApp();
    engine = await engineFor(fleet());
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
    await poison(site, { before68: true });
  });
  afterAll(() => engine?.dispose());

  it('finds the same as by the database straight from here, where it changes nothing', async () => {
    await importSite(engine, cellsOf(site, 'direct'));
    const report = await engine.call.audit.look({ select: { all: true }, checks: inside, files: false });
    expect(report.sites.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    for (const { checks, site: of } of report.sites)
      expect(
        checks.filter(({ check }) => inside.includes(check)).map(({ check, looked }) => ({ check, looked })),
      ).toEqual(inside.map((check) => ({ check, looked: lookedAt(check, of === 'direct') })));
    expect(said(report, site.name).length).toBeGreaterThan(34);
    // Without the files the version is not known, so that the back door is taken for one either way.
    const both = ({ check }: Finding) => inside.includes(check) && !ofServer.includes(check);
    const common = { ...report, findings: report.findings.filter(both) };
    expect(said(common, 'direct')).toEqual(said(common, site.name));
    const again = await engine.call.audit.look({ select: { all: true }, checks: inside, files: false });
    expect(said(again, site.name)).toEqual(said(report, site.name));
  });

  if (kind !== 'tunnel') return;
  it('says what it could not look at, and leaves with 1 then', async () => {
    await importSite(engine, cellsOf(site, 'reads-only', await reader(fleet(), site)));
    await plantUsers(site, [{ login: '\u001b[31m=cmd|x', rows: [['capabilities', row(['manage_options', 'b:1;'])]] }]);
    await engine.close();
    const all = await resalt(engine.dataDir, '--json', 'audit', '--all', '--no-files');
    expect(all.code).toBe(1);
    const report = JSON.parse(all.out);
    const named = (name: string) => report.sites.find((one: { site: string }) => one.site === name);
    expect(named(site.name)).toMatchObject({
      outcome: 'ok',
      looked: expect.arrayContaining(inside.filter((one) => !ofFiles.includes(one))),
    });
    const notLooked = named('reads-only').notLooked.map((one: { check: string }) => one.check);
    expect(new Set(notLooked.filter((one: CheckName) => inside.includes(one)))).toEqual(
      new Set(['database-trigger', 'database-event', 'cron-hook', ...ofServer, ...ofFiles]),
    );
    expect(Object.keys(report.administrators[0])).toEqual(['site', 'userId', 'user', 'email', 'how', 'approved']);
    expect(report.findings[0]).toMatchObject({ severity: 'critical', since: expect.anything(), accepted: false });
    expect(Object.keys(report.findings[0])).toEqual(
      expect.arrayContaining([
        'site',
        'check',
        'severity',
        'confidence',
        'title',
        'where',
        'since',
        'evidence',
        'fix',
        'accepted',
      ]),
    );

    const one = await resalt(engine.dataDir, 'audit', '--site', 'reads-only', '--check', 'hidden-administrator');
    expect(one.code).toBe(0);
    expect(one.out).toContain('install_plugins');
    expect(one.out).toMatch(/\d+ administrators; \d+ findings \(3 critical, 1 medium\) on 1 site\./);
    expect(one.out).not.toContain('\u001b');
    const part = await resalt(engine.dataDir, 'audit', '--site', 'reads-only', '--check', 'database-trigger');
    expect(part.code).toBe(1);
    expect(part.out).toContain('nothing found on 1 site, as far as the checks could look.');
    expect(part.err).toContain('database-trigger not looked at: The database account may not see all triggers');

    const everything = [all, one, part].map(({ out, err }) => out + err).join('');
    for (const secret of [
      '5f4dcc3b5aa765d61d8327deb882cf99',
      '$P$B',
      'ck_neverseen',
      'cs_neverseen',
      'reads-only-password',
    ])
      expect(everything).not.toContain(secret);
    for (const secret of await fleet().secrets()) expect(everything).not.toContain(secret);
  }, 120_000);
});

/** The built command line as a process of its own: what a script of a user's sees. */
const resalt = (dataDir: string, ...words: string[]) => startCli(dataDir, words).ended;
