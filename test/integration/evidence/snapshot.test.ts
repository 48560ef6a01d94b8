import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { takeSnapshot } from '../../../src-main/contract/orders/take-snapshot.ts';
import type { Database } from '../../../src-main/hosts/database.ts';
import type { Host } from '../../../src-main/hosts/host.ts';
import { localHost } from '../../../src-main/hosts/local.ts';
import { openDatabase } from '../../../src-main/hosts/open-database.ts';
import { openShellDatabase } from '../../../src-main/hosts/shell-database.ts';
import { conditionOf, rangesOf, tablesOfDatabase } from '../../../src-main/operations/steps/evidence/database-shape.ts';
import { dumpTable } from '../../../src-main/operations/steps/evidence/dump-by-selects.ts';
import { dumpStoredCode } from '../../../src-main/operations/steps/evidence/stored-code.ts';
import { shapeOf } from '../../../src-main/operations/steps/evidence/table-pages.ts';
import { checkArchive } from '../../../src-main/store/evidence/archive/check-archive.ts';
import { sql } from '../../fleet/database.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { orderAll, orderOne } from '../closing/order.ts';
import { ended, engineFor, type TestEngine } from '../open-engine.ts';
import { checksums, plantOddTables, restore, storedCode } from './odd-tables.ts';

/** Once, when the second piece of a table is asked for. */
let inTheMiddle: (() => void) | null = null;
/** As if one table were large: it is kept in pieces. */
vi.mock('../../../src-main/operations/steps/evidence/database-shape.ts', async (real) => {
  const shape = await real<typeof import('../../../src-main/operations/steps/evidence/database-shape.ts')>();
  return {
    ...shape,
    conditionOf(range: Parameters<typeof shape.conditionOf>[0]) {
      if (range.from !== null) inTheMiddle?.();
      return shape.conditionOf(range);
    },
    tablesOfDatabase: async (database: Database) =>
      (await shape.tablesOfDatabase(database)).map((table) =>
        table.name === 'odd_pages' ? { ...table, bytes: 3 * 256 * 2 ** 20 } : table,
      ),
  };
});

const incident = 'i_AAAAAAAAAAAAAAAA';
const fleet = useFleet({ sites: 1 });
let engine: TestEngine;
let site: FleetSite;
let folder: string;
const run = promisify(execFile);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  const [first] = fleet().sites;
  if (!first) throw new Error('no site');
  site = first;
  folder = await mkdtemp(join(tmpdir(), 'resalt-evidence-'));
  await plantOddTables(site);
  engine = await engineFor(fleet());
});
afterAll(async () => {
  await engine?.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('a snapshot of a site', () => {
  const odd = Buffer.concat([Buffer.from('line\nbreak \\ '), Buffer.from([0xff, 0xfe]), Buffer.from(' é.php')]);

  it('keeps every kind, whole, and the site is as it was', async () => {
    const uploads = Buffer.from(join(site.docroot, 'wp-content/uploads/evil/'));
    await mkdir(uploads.toString(), { recursive: true });
    await writeFile(Buffer.concat([uploads, odd]), 'shell');
    const planned = await orderOne(engine, takeSnapshot.parse({ operation: 'TakeSnapshot', incident }), {
      dryRun: true,
    });
    expect(planned.plan.join(' ')).toMatch(/the list of about [\d,]+ files.*the whole database: \d+ tables.*are free/s);
    expect(await engine.call.evidence.list({ incident })).toEqual([]);

    inTheMiddle = () => {
      inTheMiddle = null;
      execFileSync('pkill', ['-KILL', '-P', String(fleet().ssh.pid)]); // the connection, not the server
    };
    const cut = await orderAll(engine, takeSnapshot.parse({ operation: 'TakeSnapshot', incident }));
    expect(cut.sites[0]).toMatchObject({ outcome: 'unreachable', failure: { code: 'HOST_UNREACHABLE' } });
    const before = await engine.call.evidence.list({ incident });
    const early = join(folder, 'early.tar');
    expect((await engine.call.evidence.export({ incident, file: early })).missing).toBeGreaterThan(0);
    expect((await checkArchive(early)).manifest?.missing).toContainEqual({
      ...{ site: site.name, what: 'database', why: expect.stringMatching(/did not come to its end/) },
    });
    await engine.call.runs.retry({ run: cut.id });
    const [row] = (await ended(engine, cut.id)).sites;
    expect(row).toMatchObject({ outcome: 'unchanged', failure: null });
    const items = await engine.call.evidence.list({ incident });
    expect(items.slice(0, before.length)).toEqual(before);
    expect(new Set(items.map(({ name }) => name)).size).toBe(items.length);
    expect(before.at(-1)?.name).toMatch(/odd_pages\.start-4002\.sql$/);
    expect([...new Set(items.map(({ kind }) => kind))]).toEqual([
      ...[
        'users',
        'sessions',
        'capabilities',
        'tokens',
        'options',
        'cron',
        'wp-config',
        'access-logs',
        'error-logs',
      ].filter((kind) => items.some((item) => item.kind === kind)),
      ...['files', 'database'],
    ]);
    expect(items.find(({ kind }) => kind === 'users')?.count).toBe(site.users.length);
    expect(items.find(({ kind }) => kind === 'wp-config')?.sha256).toBe(sha256(await readFile(site.configPath)));
    expect(await engine.call.evidence.verify({ incident })).toEqual({ whole: items.length, damaged: [] });
    expect(items.flatMap(({ lacks }) => lacks ?? []).filter((why) => !/whole server|other sites/.test(why))).toEqual(
      [],
    );
    const ofTable = (table: string) => items.filter(({ from }) => from.startsWith(`table ${table}`));
    expect(ofTable('odd_pages').map(({ name }) => name.split('.').slice(-2)[0])).toEqual([
      ...['start-4002', '4002-8003', '8003-end'],
    ]);
    expect(ofTable('wp_users').map(({ from }) => from)).toEqual(['table wp_users']);
    expect(ofTable('odd_old')[0]?.from).toMatch(/not one of this site’s prefix; MyISAM knows no transactions/);
    // Not a byte of it stands there as it is.
    const sealed = await readdir(join(engine.dataDir, 'evidence', incident));
    for (const name of sealed) {
      const path = join(engine.dataDir, 'evidence', incident, name);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect((await readFile(path)).includes(site.users[0]?.login ?? 'no')).toBe(false);
    }
  });

  it('is exported as an archive that sha256sum and OpenSSL believe, and MariaDB reads back', async () => {
    const file = join(folder, 'evidence.tar');
    const { signedBy, sha256: sum } = await engine.call.evidence.export({ incident, file });
    expect(sum).toBe(sha256(await readFile(file)));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const checked = await checkArchive(file);
    expect(checked).toMatchObject({ whole: true, problems: [], signedBy });
    expect(checked.manifest?.missing.filter(({ what }) => !/-logs: none$/.test(what))).toEqual([]);
    await expect(engine.call.evidence.export({ incident, file })).rejects.toThrow(/not written over/);

    const out = join(folder, 'out');
    await mkdir(out);
    await run('tar', ['-xf', file, '-C', out]);
    await run('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: out });
    for (const [text, signature] of [
      ['SHA256SUMS', 'SHA256SUMS.sig'],
      ['manifest.json', 'manifest.sig'],
    ])
      await run(
        'openssl',
        [
          'pkeyutl',
          '-verify',
          '-pubin',
          '-inkey',
          'public-key.pem',
          '-rawin',
          '-in',
          text ?? '',
          '-sigfile',
          signature ?? '',
        ],
        { cwd: out },
      );
    const shown =
      "openssl pkey -pubin -in public-key.pem -outform DER | openssl dgst -sha256 -binary | openssl base64 | tr -d '=\\n'";
    expect(`SHA256:${(await run('sh', ['-c', shown], { cwd: out })).stdout}`).toBe(signedBy);

    const { pieces } = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
    const of = (kind: string) =>
      pieces
        .filter((piece: { kind: string }) => piece.kind === kind)
        .map(({ file }: { file: string }) => readFile(join(out, file)));
    const dumps: Buffer[] = await Promise.all(of('database'));
    // Views and triggers come first and need the tables.
    await restore(fleet(), 'back_by_program', [...dumps.slice(1), ...dumps.slice(0, 1)]);
    expect(await checksums(fleet(), 'back_by_program')).toEqual(await checksums(fleet(), site.db.name));
    expect(await storedCode(fleet(), 'back_by_program')).toEqual(await storedCode(fleet(), site.db.name));

    const listed = String(await of('files')[0])
      .split('\n')
      .slice(0, -1)
      .map((line: string) => JSON.parse(line));
    const config = listed.find(({ path }: { path: string }) => path === 'wp-config.php');
    expect(config).toMatchObject({
      kind: 'file',
      size: (await stat(site.configPath)).size,
      sha256: sha256(await readFile(site.configPath)),
    });
    const evil = listed.filter(({ path }: { path: string }) =>
      path.startsWith('wp-content/uploads/evil/line\nbreak \\ '),
    );
    expect(evil).toEqual([
      expect.objectContaining({
        path: 'wp-content/uploads/evil/line\nbreak \\ \udcff\udcfe é.php',
        sha256: sha256(Buffer.from('shell')),
      }),
    ]);
    const users = String(await of('users')[0])
      .split('\n')
      .slice(0, -1)
      .map((line: string) => JSON.parse(line).row);
    const rows = await sql(site, 'SELECT ID, user_login, user_pass FROM {p}users ORDER BY ID');
    expect(users.map((user: Record<string, string>) => [Number(user.ID), user.user_login, user.user_pass])).toEqual(
      rows.map((row) => [row.ID, row.user_login, row.user_pass]),
    );
  });
});

/** As if the server had PHP alone. */
const phpOnly: Host = {
  ...localHost,
  run: (script, options) =>
    script.includes('for p in mariadb mysql')
      ? localHost.run('printf \'php %s\' "$(command -v php)"', options)
      : localHost.run(script, options),
};

describe.each([
  ['mysql2', (target) => openDatabase(null, target)],
  ['the mysql client', (target) => openShellDatabase(localHost, target, 'here')],
  ['php', (target) => openShellDatabase(phpOnly, target, 'here')],
] as [string, (target: Parameters<typeof openDatabase>[1]) => Promise<Database>][])(
  'without a dump program, by %s',
  (way, open) => {
    it('tables and code are read back as they are', async () => {
      const { host, port, user, password, name } = site.db;
      const database = await open({ host, port, user, password, database: name, tls: 'when-offered' });
      const pieces: Buffer[] = [];
      const tables = await tablesOfDatabase(database);
      for (const table of tables.filter((one) => !one.view && one.name.startsWith('odd'))) {
        const shape = await shapeOf(database, table.name);
        if (!shape) throw new Error(`no shape of ${table.name}`);
        for (const range of (await rangesOf(database, shape, table.bytes, null)) ?? [null]) {
          const wish = { rowsOnly: (range?.from ?? null) !== null, ...(range ? { where: conditionOf(range) } : {}) };
          const parts: Buffer[] = [];
          for await (const part of dumpTable(database, shape, wish, () => {})) parts.push(part);
          pieces.push(Buffer.concat(parts));
        }
      }
      const code: Buffer[] = [];
      for await (const part of dumpStoredCode(database, tables, (what) => expect(what).toBe(''))) code.push(part);
      await database.close();
      const back = `back_by_${way.replaceAll(' ', '_')}`;
      await restore(fleet(), back, [...pieces, Buffer.concat(code)]);
      expect(await checksums(fleet(), back)).toEqual(await checksums(fleet(), name, 'odd'));
      expect(await storedCode(fleet(), back)).toEqual(await storedCode(fleet(), name));
    });
  },
);
