import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached } from './cache.ts';

const run = promisify(execFile);
const INSTALLED = '/usr/share/wordpress';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const MIRROR = process.env.RESALT_DEBIAN_MIRROR ?? 'http://deb.debian.org/debian';
/** Where Debian keeps which WordPress. */
const SUITES: Record<string, string> = { '6.1': 'bookworm', '6.8': 'trixie', '7.1': 'sid' };

/**
 * A folder with WordPress of that version as its makers ship it (no themes; do not write into it). Taken from this machine's
 * Debian package when that has the version, else downloaded from the Debian suite that has it, without touching this machine's apt.
 * @param version major and minor, such as '6.8'
 */
export function wordpressCore(version: string): Promise<string> {
  return cached(`wordpress-${version}`, async (folder) => {
    const source = versionOf(INSTALLED).startsWith(`${version}.`)
      ? INSTALLED
      : await download(version, join(folder, 'deb'));
    await rm(join(folder, 'deb', 'usr/share/wordpress/.htaccess'), { force: true });
    // Debian keeps some libraries elsewhere and links to them; a site elsewhere has them as files.
    await run('cp', ['-rL', ...['wp-admin', 'wp-includes'].map((name) => join(source, name)), folder]);
    await run('sh', ['-c', 'cp -L "$1"/*.php "$2"/', 'sh', source, folder]);
    // Debian's own configuration, which looks in /etc: sites here have WordPress's ordinary one.
    await rm(join(folder, 'wp-config.php'), { force: true });
    await rm(join(folder, 'deb'), { recursive: true, force: true });
  });
}

/** The version of a WordPress folder, such as '6.1.9'; '' when it is none. */
export function versionOf(folder: string): string {
  const file = join(folder, 'wp-includes/version.php');
  return existsSync(file) ? (/\$wp_version = '([\d.]+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '') : '';
}

async function download(version: string, folder: string): Promise<string> {
  const suite = SUITES[version];
  if (!suite)
    throw new Error(`No Debian suite is known to have WordPress ${version}; known: ${Object.keys(SUITES).join(', ')}`);
  const apt = await privateApt(suite, join(folder, 'apt'));
  await apt('update').catch((error) => {
    throw new Error(`Debian's suite ${suite} (WordPress ${version}) can't be reached at ${MIRROR}: ${error.message}`);
  });
  await unpack(await fetched(apt, ['wordpress'], folder), folder);
  const root = join(folder, 'usr/share/wordpress');
  if (!versionOf(root).startsWith(`${version}.`))
    throw new Error(`Debian's suite ${suite} has WordPress ${versionOf(root)} by now, not ${version}`);
  const { stdout } = await run('dpkg-deb', ['--field', join(folder, 'wordpress.deb'), 'Depends']);
  const libraries = new Set(
    stdout.match(/\b(?:libjs|libphp|php-getid3|php-)[a-z0-9-]*/g)?.filter((name) => /^lib|getid3/.test(name)),
  );
  await unpack(await fetched(apt, [...libraries], folder), folder);
  return root;
}

type Apt = (...args: string[]) => Promise<unknown>;

/** apt-get with one suite, and sources, lists and cache of its own in `folder`; works as any user. */
async function privateApt(suite: string, folder: string): Promise<Apt> {
  if (!existsSync(KEYRING)) throw new Error('apt-get install debian-archive-keyring, to check what Debian sends');
  await mkdir(join(folder, 'lists/partial'), { recursive: true });
  await mkdir(join(folder, 'cache/archives/partial'), { recursive: true });
  await writeFile(join(folder, 'sources.list'), `deb [signed-by=${KEYRING}] ${MIRROR} ${suite} main\n`);
  await writeFile(join(folder, 'status'), '');
  const options = {
    'Dir::Etc::SourceList': join(folder, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State': folder,
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
  };
  const settings = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return (...args) => run('apt-get', ['-qq', ...settings, ...args], { cwd: folder, timeout: 300_000 });
}

async function fetched(apt: Apt, packages: string[], folder: string): Promise<string> {
  await apt('download', ...packages);
  const { stdout } = await run('sh', ['-c', 'mv "$1"/apt/*.deb "$1"/ && ls "$1"/*.deb', 'sh', folder]);
  return stdout;
}

async function unpack(list: string, folder: string): Promise<void> {
  for (const deb of list.split('\n').filter(Boolean)) {
    await run('dpkg-deb', ['--extract', deb, folder]);
    await run('mv', [deb, join(folder, deb.includes('/wordpress_') ? 'wordpress.deb' : 'library.done')]);
  }
}
