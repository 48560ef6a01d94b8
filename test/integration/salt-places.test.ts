import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src-main/contract/runs.ts';
import { SALT_NAMES } from '../fleet/configuration.ts';
import { wordpressCore } from '../fleet/core.ts';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import { type FleetSite, makeReadOnly } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

const dotenv = fileURLToPath(new URL('../fixtures/wp-config-support/vendor/autoload.php', import.meta.url));
const saltLine = /^define\( '(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT)',.*\n/gm;

/** Moves a site's salts to where the name says, before anybody logs in. */
const places: Record<string, (site: FleetSite) => Promise<unknown>> = {
  constants: async () => undefined,
  'an included file': (site) =>
    rewrite(site, async (config) => {
      await writeFile(join(site.docroot, 'wp-salt.php'), `<?php\n${(config.match(saltLine) ?? []).join('')}`);
      return `require 'wp-salt.php';\n`;
    }),
  'a .env file': (site) =>
    rewrite(site, async () => {
      const root = dirname(site.docroot);
      await mkdir(join(root, 'vendor'));
      await copyFile(dotenv, join(root, 'vendor/autoload.php'));
      const quoted = (name: (typeof SALT_NAMES)[number]) => `${name}='${site.salts[name]}'\n`;
      await writeFile(join(root, '.env'), `# salts\n${SALT_NAMES.map(quoted).join('')}`);
      const lines = SALT_NAMES.map((name) => `Config::define('${name}', env('${name}'));\n`);
      return `use Roots\\WPConfig\\Config;
use function Env\\env;
require_once dirname(__DIR__) . '/vendor/autoload.php';
$dotenv = Dotenv\\Dotenv::createImmutable(dirname(__DIR__));
$dotenv->load();
${lines.join('')}Config::apply();\n`;
    }),
  'the database': (site) => rewrite(site, async () => ''),
  'the database, with files that can not be written': (site) => rewrite(site, async () => ''),
  duplicates: (site) => rewrite(site, async (config) => linesWith(config, () => 'the same for all of them')),
  placeholders: (site) => rewrite(site, async (config) => linesWith(config, () => 'put your unique phrase here')),
  'constants, some of them twice or of old versions': (site) =>
    rewrite(
      site,
      async (config) =>
        `define( 'SECRET_KEY', 'a key of 2007' );\n@define( 'WP_CACHE_KEY_SALT', '${site.name}' );\n${(config.match(saltLine) ?? []).join('')}@define( 'AUTH_KEY', 'comes too late' );\n`,
    ),
};
const names = Object.keys(places);

function linesWith(config: string, value: () => string): string {
  return (config.match(saltLine) ?? []).map((line) => line.replace(/, *'.*' \);/, () => `, '${value()}' );`)).join('');
}

/** Puts other code where the eight lines stand. */
async function rewrite(site: FleetSite, code: (config: string) => Promise<string>): Promise<void> {
  const config = await readFile(site.configPath, 'utf8');
  const instead = await code(config);
  let first = true;
  const after = config.replace(saltLine, () => {
    const text = first ? instead : '';
    first = false;
    return text;
  });
  await writeFile(site.configPath, after);
}

const reachable = async (version: string) => wordpressCore(version).then(Boolean, () => false);

describe.each([
  // The database through a command on the server.
  { wordpress: '6.1', objectCache: 'none' as const, tcpForwarding: false },
  { wordpress: '6.1', objectCache: 'redis' as const },
  { wordpress: '6.8', objectCache: 'redis' as const },
  { wordpress: '7.1', objectCache: 'redis' as const },
  { wordpress: '6.1', objectCache: 'redis' as const, multisite: true },
])('salts of WordPress $wordpress, object cache: $objectCache, multisite: $multisite', async (options) => {
  if (!(await reachable(options.wordpress))) {
    it.skip(`WordPress ${options.wordpress}: the Debian suite that has it is out of reach`);
    return;
  }
  const fleet = useFleet({ ...options, sites: names.length });
  let engine: TestEngine;
  let run: Run;
  const cookies: string[] = [];
  const locked: (() => Promise<void>)[] = [];
  const siteOf = (place: string): FleetSite => {
    const site = fleet().sites[names.indexOf(place)];
    if (!site) throw new Error(`no site for ${place}`);
    return site;
  };

  beforeAll(async () => {
    for (const place of names) await places[place]?.(siteOf(place));
    engine = await engineFor(fleet());
    for (const place of names) cookies.push((await logIn(siteOf(place), 'ed1')).cookie);
    for (const [index, place] of names.entries())
      expect((await visit(siteOf(place), cookies[index] ?? '')).status, place).toBe(200);
    locked.push(await makeReadOnly(siteOf('the database, with files that can not be written')));
    run = await engine.finish('FleetLogout', { also: ['cache-key-salt', 'recovery', 'secret-key'] });
  });
  afterAll(async () => {
    for (const unlock of locked) await unlock();
    await engine?.dispose();
  });

  it.each(names)('in %s: every login ends, and the proof says refused', async (place) => {
    const site = siteOf(place);
    const row = run.sites.find((each) => each.site === site.name);
    expect(row).toMatchObject({ outcome: 'changed', failure: null, salts: { rotated: 8 }, sessions: { after: 0 } });
    expect(row?.proof).toMatchObject({ verdict: 'refused', before: 200, after: 302 });
    expect((await visit(site, cookies[names.indexOf(place)] ?? '')).status).toBe(302);
    expect((await visit(site, (await logIn(site, 'ed1')).cookie)).status).toBe(200);
  });

  it('says of each where it came from: the file and the line, never the value', () => {
    const placeOf = (place: string) => {
      const { places: found } = run.sites.find((each) => each.site === siteOf(place).name)?.inspection?.salts ?? {};
      return (found ?? []).map(({ place: file, line }) => `${file.split('/').pop()}:${line}`);
    };
    expect(placeOf('an included file')[1]).toBe('wp-salt.php:3');
    expect(placeOf('a .env file')[0]).toBe('.env:2');
    expect(placeOf('the database')).toEqual(SALT_NAMES.map(() => 'the database:null'));
    const said = JSON.stringify(run);
    for (const { salts } of fleet().sites)
      for (const value of Object.values(salts)) expect(said).not.toContain(JSON.stringify(value).slice(1, -1));
  });

  it('writes constants in place of rows, and the old rows are gone', async () => {
    const site = siteOf('the database');
    expect(await readFile(site.configPath, 'utf8')).toMatch(/define\( 'NONCE_SALT'/);
    expect(await saltRows(site, options.multisite)).toEqual([]);
  });

  it('changes the rows where no file can be written', async () => {
    const site = siteOf('the database, with files that can not be written');
    expect(run.sites.find((each) => each.site === site.name)?.salts?.place).toMatch(/options|sitemeta/);
    expect(await readFile(site.configPath, 'utf8')).not.toMatch(/define\( 'NONCE_SALT'/);
    expect((await saltRows(site, options.multisite)).map(({ value }) => value)).toEqual(
      SALT_NAMES.map(() => expect.stringMatching(/^[\w-]{64}$/)),
    );
  });

  it('changes the other keys that were asked for, where they are', async () => {
    const site = siteOf('constants, some of them twice or of old versions');
    const { also } = run.sites.find((each) => each.site === site.name)?.salts ?? {};
    expect(also).toEqual(['WP_CACHE_KEY_SALT', 'SECRET_KEY', 'recovery']);
    const config = await readFile(site.configPath, 'utf8');
    expect(config).not.toContain('a key of 2007');
    expect(config).toContain('comes too late');
  });
});

async function saltRows(site: FleetSite, multisite = false) {
  const keys = SALT_NAMES.map((name) => name.toLowerCase());
  const [table, name, value] = multisite
    ? ['sitemeta', 'meta_key', 'meta_value']
    : ['options', 'option_name', 'option_value'];
  const marks = keys.map(() => '?').join();
  return sql(site, `SELECT ${name} AS name, ${value} AS value FROM {p}${table} WHERE ${name} IN (${marks})`, keys);
}

describe('a plugin that keeps secrets under the salts', () => {
  const fleet = useFleet({ sites: 2 });

  it('stops its site where the policy says so, and nothing of it is touched', async () => {
    const engine = await engineFor(fleet());
    try {
      const [one, other] = fleet().sites;
      if (!one || !other) throw new Error('no site');
      await mkdir(join(one.docroot, 'wp-content/plugins/google-site-kit'));
      const { cookie } = await logIn(one, 'ed1');
      const config = await readFile(one.configPath, 'utf8');
      const run = await engine.finish('FleetLogout', { stopForEncryptors: true });
      const [row, next] = [one, other].map(({ name }) => run.sites.find(({ site }) => site === name));
      expect(row).toMatchObject({
        outcome: 'skipped',
        failure: { code: 'NOT_ALLOWED_HERE' },
        salts: null,
        sessions: null,
      });
      expect(row?.failure?.message).toContain('Site Kit');
      expect(next).toMatchObject({ outcome: 'changed', proof: { verdict: 'refused' } });
      expect((await visit(one, cookie)).status).toBe(200);
      expect(await readFile(one.configPath, 'utf8')).toBe(config);
      const anyway = await engine.finish('FleetLogout', {}, { sites: [one.name] });
      expect(anyway.sites[0]).toMatchObject({ outcome: 'changed' });
      expect(anyway.sites[0]?.warnings.map(({ kind }) => kind)).toContain('encryptor');
      expect((await visit(one, cookie)).status).toBe(302);
    } finally {
      await engine.dispose();
    }
  });
});
