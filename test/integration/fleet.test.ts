import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import { startFleet } from '../fleet/fleet.ts';
import { until } from '../fleet/processes/until.ts';
import { useFleet } from '../fleet/shared.ts';
import { type FleetSite, makeReadOnly, userOf } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';

const LONG = 120_000;

function siteAt(sites: readonly FleetSite[], index: number): FleetSite {
  const site = sites[index];
  if (!site) throw new Error(`no site ${index}`);
  return site;
}

/** Ends a user's sessions as plain SQL does, behind WordPress's back. */
const forget = (site: FleetSite, login: string) =>
  sql(site, `DELETE FROM {p}usermeta WHERE meta_key = 'session_tokens' AND user_id = ?`, [userOf(site, login).id]);

async function onServer(site: FleetSite, use: (client: Client) => Promise<string>): Promise<string> {
  const client = new Client();
  const privateKey = await readFile(site.keyPath);
  try {
    await new Promise((resolve, reject) => {
      client.once('ready', () => resolve(null)).once('error', reject);
      client.connect({ host: site.address, port: site.sshPort, username: site.sshUser, privateKey });
    });
    return await use(client);
  } finally {
    client.destroy();
  }
}

const command = (text: string) => (client: Client) =>
  new Promise<string>((resolve, reject) => {
    client.exec(text, (error, stream) => {
      if (error) return reject(error);
      let output = '';
      stream.on('data', (data: Buffer) => {
        output += data;
      });
      stream.once('close', () => resolve(output.trim()));
    });
  });

const forward = (port: number) => (client: Client) =>
  new Promise<string>((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, (error, stream) => {
      if (error) return reject(error);
      stream.once('data', (data: Buffer) => resolve(data.toString('latin1')));
    });
  });

/** Command lines of the processes that have `dir` in theirs. */
async function processesOf(dir: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.map((line) => line.replaceAll('\0', ' ')).filter((line) => line.includes(dir));
}

describe('a fleet of ordinary sites', () => {
  const fleet = useFleet();

  it('lets a real login in, and refuses it once its row is gone', { timeout: LONG }, async () => {
    const site = siteAt(fleet().sites, 0);
    const { cookie } = await logIn(site, 'ed1', { ip: '203.0.113.9', userAgent: 'Mozilla/5.0 test' });
    const [row] = await sql(
      site,
      `SELECT meta_value FROM {p}usermeta WHERE meta_key = 'session_tokens' AND user_id = ?`,
      [userOf(site, 'ed1').id],
    );
    expect(row?.meta_value).toContain('"203.0.113.9"');
    expect((await visit(site, cookie)).status).toBe(200);
    expect((await visit(site, cookie, '/')).body).toContain('logged in: ed1');
    await forget(site, 'ed1');
    const refused = await visit(site, cookie);
    expect(refused.status).toBe(302);
    expect(refused.location).toContain('/wp-login.php');
  });

  it('gives every site its own host, database, salts and sessions', async () => {
    const { sites } = fleet();
    const unlike = (of: (site: FleetSite) => string) => expect(new Set(sites.map(of)).size).toBe(sites.length);
    unlike((site) => site.name);
    unlike((site) => site.address);
    unlike((site) => site.db.password);
    unlike((site) => site.salts.AUTH_KEY);
    for (const site of sites) {
      const rows = await sql(site, `SELECT user_id FROM {p}usermeta WHERE meta_key = 'session_tokens'`);
      expect(rows.length).toBeGreaterThanOrEqual(7);
      expect(await readFile(site.configPath, 'utf8')).toContain(site.salts.NONCE_SALT);
    }
  });

  it('reads seeded sessions as WordPress does', async () => {
    const site = siteAt(fleet().sites, 1);
    const script = `require '${site.docroot}/wp-load.php';
      echo count(WP_Session_Tokens::get_instance(${userOf(site, 'agency').id})->get_all());`;
    expect(await onServer(site, command(`php -r "${script.replaceAll('$', '\\$').replaceAll('"', '\\"')}"`))).toBe('4');
  });

  it('runs commands and forwards ports by ssh at each address', async () => {
    const { sites, db } = fleet();
    for (const site of sites) {
      expect(await onServer(site, command('echo $SSH_CONNECTION'))).toContain(` ${site.address} ${site.sshPort}`);
      expect(await onServer(site, command(`cat ${site.docroot}/wp-includes/version.php`))).toContain(
        "$wp_version = '6.1",
      );
      expect(await onServer(site, forward(db.port))).toContain('MariaDB');
    }
  });

  it('can make a configuration unwritable for a while', async () => {
    const site = siteAt(fleet().sites, 2);
    const writable = await makeReadOnly(site);
    await expect(writeFile(site.configPath, 'gone')).rejects.toThrow();
    await expect(writeFile(`${site.configPath}.new`, '')).rejects.toThrow();
    await writable();
    await writeFile(site.configPath, await readFile(site.configPath));
  });

  it('finds its data again after the database server was killed', { timeout: LONG }, async () => {
    await fleet().db.crash();
    const site = siteAt(fleet().sites, 2);
    await expect(sql(site, 'SELECT 1')).rejects.toThrow();
    await fleet().restartDatabase();
    expect((await sql(site, 'SELECT ID FROM {p}users')).length).toBe(site.users.length);
  });
});

describe('a fleet with a warm object cache and OPcache', () => {
  const fleet = useFleet({ sites: 2, objectCache: 'redis', opcache: true, tcpForwarding: false });

  // FACTS: Ending sessions. "After a plain SQL delete people stay logged in."
  it('still lets a login in after a plain SQL delete, until its key is dropped', { timeout: LONG }, async () => {
    const site = siteAt(fleet().sites, 0);
    const { cookie } = await logIn(site, 'ed2');
    expect((await visit(site, cookie)).status).toBe(200);
    await forget(site, 'ed2');
    expect((await visit(site, cookie)).status).toBe(200);
    const { redis } = site;
    if (!redis) throw new Error('the site has no object cache');
    const { port, password, database, prefix } = redis;
    const cli = ['-p', `${port}`, '-n', `${database}`, 'DEL', `${prefix}wp:user_meta:${userOf(site, 'ed2').id}`];
    const { stdout } = await promisify(execFile)('redis-cli', cli, {
      env: { ...process.env, REDISCLI_AUTH: password },
    });
    expect(stdout.trim()).toBe('1');
    expect((await visit(site, cookie)).status).toBe(302);
  });

  it('serves an old configuration for up to two seconds, then the new one', { timeout: LONG }, async () => {
    const site = siteAt(fleet().sites, 1);
    const { cookie } = await logIn(site, 'owner');
    const old = await readFile(site.configPath, 'utf8');
    await writeFile(site.configPath, old.replace(site.salts.AUTH_KEY, `another ${site.salts.AUTH_KEY.slice(8)}`));
    expect(await until(async () => (await visit(site, cookie)).status === 302, 10_000)).toBe(true);
  });

  it('refuses to forward ports when asked to', async () => {
    const { sites, db } = fleet();
    await expect(onServer(siteAt(sites, 0), forward(db.port))).rejects.toThrow();
  });
});

describe('the end of a fleet', () => {
  it('leaves no process and no folder, even where files were made unchangeable', { timeout: LONG }, async () => {
    const fleet = await startFleet({ sites: 1 });
    await makeReadOnly(siteAt(fleet.sites, 0));
    expect((await processesOf(fleet.dir)).length).toBeGreaterThanOrEqual(4);
    await fleet.stop();
    expect(await processesOf(fleet.dir)).toEqual([]);
    expect(existsSync(fleet.dir)).toBe(false);
  });

  it('comes by itself when its program is killed; the next fleet sweeps its folder', { timeout: LONG }, async () => {
    const module = fileURLToPath(new URL('../fleet/fleet.ts', import.meta.url));
    const scripts = await mkdtemp(join(tmpdir(), 'fleet-test-'));
    const script = join(scripts, 'program.mts');
    await writeFile(
      script,
      `import { startFleet } from ${JSON.stringify(module)};\nconsole.log((await startFleet({ sites: 1 })).dir);`,
    );
    const program = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [dir] = await new Promise<string[]>((resolve) =>
      createInterface(program.stdout).once('line', (line) => resolve([line])),
    );
    if (!dir) throw new Error('the program said nothing');
    expect((await stat(dir)).isDirectory()).toBe(true);
    program.kill('SIGKILL');
    expect(await until(async () => (await processesOf(dir)).length === 0, 15_000)).toBe(true);
    await (await startFleet({ sites: 0 })).stop();
    expect(existsSync(dir)).toBe(false);
    await rm(scripts, { recursive: true });
  });
});
