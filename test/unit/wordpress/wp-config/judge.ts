import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type SaltName, saltNames } from '../../../../src-main/wordpress/salts.ts';

export interface Job {
  /** The site's root: the folder that wp-load.php goes into. */
  root: string;
  server?: Record<string, string>;
  env?: Record<string, string>;
}

/** What PHP had when wp-settings.php was loaded. Values are `type:value` as byte strings. */
export interface Verdict {
  reached: boolean;
  constants: Map<string, string>;
  prefix: string | null;
  warnings: string[];
  output: string;
}

const wpLoad = `<?php
define('ABSPATH', __DIR__ . '/');
if (file_exists(ABSPATH . 'wp-config.php')) require_once ABSPATH . 'wp-config.php';
elseif (@file_exists(dirname(ABSPATH) . '/wp-config.php') && !@file_exists(dirname(ABSPATH) . '/wp-settings.php')) require_once dirname(ABSPATH) . '/wp-config.php';
`;
const wpSettings = '<?php judge_settings(get_defined_vars());\n';

const decode = (text: string) => Buffer.from(text, 'base64').toString('latin1');

interface Raw {
  reached: boolean;
  constants: Record<string, string>;
  prefix: string | null;
  warnings: string[];
  output: string;
}

const silent: Raw = { reached: false, constants: {}, prefix: null, warnings: ['no report'], output: '' };

export async function judge(jobs: readonly Job[]): Promise<Verdict[]> {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'judge.php');
  const php = spawn('php', ['-n', '-d', 'extension=posix', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  php.stdin.end(JSON.stringify(jobs.map((job) => ({ server: {}, env: {}, ...job }))));
  const lines = (await text(php.stdout)).split('\n').filter((line) => line !== '');
  const reports = new Map(lines.map((line) => JSON.parse(line) as [number, Raw]));
  return jobs.map((_, index) => verdictOf(reports.get(index) ?? silent));
}

function verdictOf(raw: Raw): Verdict {
  return {
    ...raw,
    prefix: raw.prefix === null ? null : decode(raw.prefix),
    output: decode(raw.output),
    constants: new Map(Object.entries(raw.constants).map(([name, value]) => [decode(name), decode(value)])),
  };
}

/** A throw-away folder that holds sites for the judge. */
export function scratch(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'resalt-shape-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function writeSite(root: string): void {
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'wp-load.php'), wpLoad);
  writeFileSync(join(root, 'wp-settings.php'), wpSettings);
}

/** Where PHP's view of a site may not differ before and after: all but the eight. */
export function changedBesides(was: Verdict, is: Verdict): string[] {
  const names = [...new Set([...was.constants.keys(), ...is.constants.keys()])].filter((name) => !isSalt(name));
  return [
    ...(is.reached === was.reached ? [] : ['wp-settings.php is not reached as before']),
    ...(is.output === was.output ? [] : ['the output differs']),
    ...(is.prefix === was.prefix ? [] : ['the table prefix differs']),
    ...(is.warnings.join('\n') === was.warnings.join('\n') ? [] : [`warnings differ: ${is.warnings.join('; ')}`]),
    ...names.filter((name) => was.constants.get(name) !== is.constants.get(name)).map((name) => `${name} differs`),
    ...(order(was) === order(is) ? [] : ['constants are defined in another order']),
  ];
}

/** The salts that PHP does not have as they should be. */
export function notInForce(salts: Readonly<Record<SaltName, string>>, verdict: Verdict): string[] {
  return saltNames
    .filter((name) => verdict.constants.get(name) !== `string:${salts[name]}`)
    .map((name) => `${name} is not the new one`);
}

const isSalt = (name: string) => (saltNames as readonly string[]).includes(name);
const order = ({ constants }: Verdict) => [...constants.keys()].filter((name) => !isSalt(name)).join();
