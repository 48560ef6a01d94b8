import { execFile } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { placeholder, saltNames } from '../../../src-main/wordpress/salts.ts';
import { isRoot, web } from '../../fleet/processes/account.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { changedBesides, type Job, judge, type Verdict, writeSite } from '../../unit/wordpress/wp-config/judge.ts';

export const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/wp-config');

interface Expected {
  outcome: 'rotated' | 'refused';
  siteRoot?: string;
  entry?: string;
  support?: boolean;
  runs?: Omit<Job, 'root'>[];
}

/** The shapes that are one wp-config.php in the site's own folder. */
export const shapes = readdirSync(fixtures)
  .filter((shape) => {
    const { siteRoot, entry, support } = expected(shape);
    return !siteRoot && !entry && !support && existsSync(join(fixtures, shape, 'wp-config.php'));
  })
  .sort();

export function expected(shape: string): Expected {
  return JSON.parse(readFileSync(join(fixtures, shape, 'expected.json'), 'utf8')) as Expected;
}

/** What WP-CLI truly does with a shape, on a copy and without Resalt: what it says, and what PHP sees afterwards. */
export interface Truth {
  shape: string;
  saysSuccess: boolean;
  /** All eight are new and good, and nothing else is different. */
  rotated: boolean;
  why: string[];
}

export async function truthsOf(some: readonly string[], phar: string, folder: string): Promise<Truth[]> {
  const places = some.map((shape) => ({ shape, root: join(folder, shape), jobs: jobsOf(shape, join(folder, shape)) }));
  for (const { shape, root } of places) {
    cpSync(join(fixtures, shape), root, { recursive: true });
    writeSite(root);
    if (isRoot) for (const name of ['.', 'wp-config.php']) chownSync(join(root, name), web.uid, web.gid);
  }
  // Where the web account can read it, wherever it came from.
  const readable = join(folder, 'wp-cli.phar');
  cpSync(phar, readable);
  chmodSync(readable, 0o644);
  const before = await judge(places.flatMap(({ jobs }) => jobs));
  const said: boolean[] = [];
  for (const { root } of places) said.push(await shuffle(readable, root));
  const after = await judge(places.flatMap(({ jobs }) => jobs));
  return places.map(({ shape, jobs }, index) => {
    const [was, is] = [before.splice(0, jobs.length), after.splice(0, jobs.length)];
    const why = is.flatMap((verdict, run) => wrongWith(was[run], verdict, was));
    return { shape, saysSuccess: said[index] ?? false, rotated: why.length === 0, why };
  });
}

const jobsOf = (shape: string, root: string): Job[] => (expected(shape).runs ?? [{}]).map((run) => ({ ...run, root }));

async function shuffle(phar: string, root: string): Promise<boolean> {
  const words = ['config', 'shuffle-salts', `--path=${root}`, '--skip-plugins', '--skip-themes', '--no-color'];
  const how = { cwd: '/', ...(isRoot ? { uid: web.uid, gid: web.gid } : {}) };
  const ended = await promisify(execFile)('php', [phar, ...words], how).catch(() => ({ stdout: '' }));
  return ended.stdout.includes('Success');
}

function wrongWith(was: Verdict | undefined, is: Verdict, all: readonly Verdict[]): string[] {
  if (!was) return ['PHP gave no verdict'];
  const old = new Set(all.flatMap(({ constants }) => saltNames.map((name) => constants.get(name))));
  const values = saltNames.map((name) => is.constants.get(name));
  const bad = saltNames.filter((_, index) => {
    const value = values[index];
    return !value?.startsWith('string:') || value.length < 39 || old.has(value) || value.includes(placeholder);
  });
  return [
    ...bad.map((name) => `${name} is not new`),
    ...(new Set(values).size === values.length ? [] : ['two are equal']),
    ...changedBesides(was, is),
  ];
}

/** Makes a real site's configuration one of that shape, on its own database. */
export function wearShape(site: FleetSite, shape: string): void {
  const { name, user, password, host, port, prefix } = site.db;
  const db: Record<string, string> = { NAME: name, USER: user, PASSWORD: password, HOST: `${host}:${port}` };
  let text = readFileSync(join(fixtures, shape, 'wp-config.php'), 'latin1');
  for (const [what, value] of Object.entries(db))
    text = text.replace(new RegExp(`define\\( 'DB_${what}', .* \\);`), () => `define( 'DB_${what}', '${value}' );`);
  text = text.replace(/\$table_prefix = 'wp_';/, () => `$table_prefix = '${prefix}';`);
  // No request of a site leaves this machine, and none comes by itself.
  const charset = "define( 'DB_CHARSET', 'utf8mb4' );";
  const quiet = ['DISABLE_WP_CRON', 'WP_HTTP_BLOCK_EXTERNAL'].map((constant) => ` define( '${constant}', true );`);
  text = text.replace(charset, `${charset}${quiet.join('')}`);
  for (const needed of [password, prefix, 'DISABLE_WP_CRON'])
    if (!text.includes(`'${needed}'`)) throw new Error(`${shape} can't be worn: no ${needed}`);
  writeFileSync(site.configPath, text, 'latin1');
}
