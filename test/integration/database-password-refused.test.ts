import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src-main/contract/runs.ts';
import type { Select } from '../../src-main/contract/sites.ts';
import { useFleet } from '../fleet/shared.ts';
import { type FleetSite, makeReadOnly } from '../fleet/site.ts';
import { asAdmin, letAlter, opensBy, passwordIn } from './database-password/account.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';

const changeOf =
  (engine: TestEngine) =>
  async (select: Select = { all: true }): Promise<Run> => {
    const order = { operation: 'ChangeDatabasePassword' as const, leaveOthers: false };
    const { run } = await engine.call.orders.start({ order, select, options: {} });
    return ended(engine, run);
  };

describe('a database password that can’t be changed here', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1', opcache: { revalidateSeconds: 0 } });
  let engine: TestEngine;
  let site: FleetSite;
  let change: ReturnType<typeof changeOf>;
  beforeAll(async () => {
    engine = await engineFor(fleet());
    change = changeOf(engine);
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
  });
  afterAll(() => engine?.dispose());

  /** Refused with this, and everything is as before: the bytes of the file, the password, the site. */
  const expectRefused = async (failure: object, prepare: () => Promise<void>): Promise<string> => {
    const original = await readFile(site.configPath);
    try {
      await prepare();
      const before = await readFile(site.configPath);
      const [row] = (await change({ sites: [site.name] })).sites;
      expect(row).toMatchObject({ outcome: 'failed', failure });
      expect((await readFile(site.configPath)).equals(before)).toBe(true);
      expect(await opensBy(site, site.db.password)).toEqual(['socket', 'tcp']);
      return row?.failure?.message ?? '';
    } finally {
      await writeFile(site.configPath, original).catch(() => undefined);
      expect((await fetch(`${site.url}/wp-login.php`)).status).toBe(200);
    }
  };

  const rewritten = async (from: string, to: string) => {
    const text = await readFile(site.configPath, 'utf8');
    if (!text.includes(from)) throw new Error('nothing to rewrite');
    await writeFile(site.configPath, text.replace(from, to));
  };

  it('because it comes from the environment: said where from', async () => {
    const said = await expectRefused({ code: 'CONFIG_AMBIGUOUS', retry: 'never' }, () =>
      rewritten(`'${site.db.password}'`, `getenv( 'THE_PASSWORD' )`),
    );
    expect(said).toMatch(/DB_PASSWORD.*environment.*By hand/s);
  });

  it('because it depends on who asks', async () => {
    const line = `define( 'DB_PASSWORD', '${site.db.password}' );`;
    await expectRefused({ code: 'CONFIG_AMBIGUOUS' }, () =>
      rewritten(line, `if ( $_SERVER['HTTP_HOST'] === 'dev.test' ) define( 'DB_PASSWORD', 'dev' ); else ${line}`),
    );
  });

  it('because the file can’t be written', async () => {
    let again = async () => {};
    try {
      await expectRefused({ code: 'NOT_WRITABLE' }, async () => {
        again = await makeReadOnly(site);
      });
    } finally {
      await again();
    }
  });

  it('because the site is broken already, so that nobody could see whether it still works', async () => {
    const fuse = join(site.docroot, 'wp-content/mu-plugins/fuse.php');
    await writeFile(fuse, '<?php http_response_code(500); exit;');
    try {
      const before = await readFile(site.configPath);
      const [row] = (await change({ sites: [site.name] })).sites;
      expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'NOT_ALLOWED_HERE' } });
      expect((await readFile(site.configPath)).equals(before)).toBe(true);
    } finally {
      await writeFile(fuse, '<?php');
    }
  });

  it('because only the database is reached: said what to do by hand', async () => {
    const { host, port, user, password, name, prefix } = site.db;
    const header = 'name,url,db_host,db_port,db_user,db_password,db_name,table_prefix';
    const text = `${header}\ndirect,${site.url},${host},${port},${user},${password},${name},${prefix}\n`;
    expect((await engine.call.sites.import({ format: 'csv', text })).added).toEqual(['direct']);
    const [row] = (await change({ sites: ['direct'] })).sites;
    expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'NOT_ALLOWED_HERE', retry: 'never' } });
    expect(row?.failure?.message).toMatch(/By hand/);
    expect(await opensBy(site, site.db.password)).toEqual(['socket', 'tcp']);
  });
});

/** PHP never looks at the file again: the new password is in the file and not in force. */
describe('a site whose PHP keeps the old configuration', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1', opcache: { revalidateSeconds: 'never' } });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { proofPatienceMs: 500 });
  });
  afterAll(() => engine?.dispose());

  it.each(['may only replace its own password', 'may let two passwords in'])(
    'has its old password and its old file back, when its account %s',
    async (right) => {
      const [site] = fleet().sites;
      if (!site) throw new Error('no site');
      if (right.includes('two')) await asAdmin(fleet(), ...letAlter(site));
      // OPcache keeps no file that is younger than two seconds.
      await utimes(site.configPath, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
      expect((await fetch(`${site.url}/wp-login.php`)).status).toBe(200);
      const before = await readFile(site.configPath);
      const [row] = (await changeOf(engine)()).sites;
      expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'ROLLED_BACK' } });
      expect(row?.failure?.message).toContain('OPcache');
      expect((await readFile(site.configPath)).equals(before)).toBe(true);
      expect(await opensBy(site, site.db.password)).toEqual(['socket', 'tcp']);
      expect((await fetch(`${site.url}/wp-login.php`)).status).toBe(200);
    },
  );
});

describe('what a change of the database password leaves behind', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1' });
  let engine: TestEngine;
  afterAll(() => engine?.dispose());

  it('is neither password: not in the database’s logs, nor in Resalt’s folder, nor in what a run tells; Resalt’s own entry is the new one', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    engine = await engineFor(fleet());
    const { host, port, user, password, name } = site.db;
    const header = 'name,url,path,ssh_host,ssh_port,ssh_user,ssh_key,db_host,db_port,db_user,db_password,db_name';
    const access = [site.docroot, site.address, site.sshPort, site.sshUser, site.keyPath];
    const text = `${header}\n${[site.name, site.url, ...access, host, port, user, password, name].join(',')}\n`;
    expect((await engine.call.sites.import({ format: 'csv', text })).updated).toEqual([site.name]);
    const log = join(fleet().dir, 'mariadb', 'general.log');
    await asAdmin(fleet(), `SET GLOBAL general_log_file = '${log}'`, 'SET GLOBAL general_log = 1');
    const run = await changeOf(engine)();
    expect(run.sites[0]).toMatchObject({ outcome: 'changed', deeds: [{}, {}, { kind: 'entry' }] });
    await asAdmin(fleet(), ...letAlter(site));
    const second = await changeOf(engine)();
    expect(second.sites[0]).toMatchObject({ outcome: 'changed', failure: null });

    const next = await passwordIn(site);
    const told = [JSON.stringify([run, second]), await readFile(log, 'latin1')];
    expect(told[1]).toContain('SET PASSWORD');
    expect(told[1]).toContain('ALTER USER');
    for (const entry of await readdir(engine.dataDir, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) told.push(await readFile(join(entry.parentPath, entry.name), 'latin1'));
    for (const secret of [password, next]) expect(told.filter((text) => text.includes(secret))).toEqual([]);
    // Its own entry opens the database: an inspection uses it.
    expect((await engine.finish('InspectSite')).sites[0]).toMatchObject({ outcome: 'unchanged', failure: null });
  });
});
