import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

export function judge(jobs: readonly Job[]): Verdict[] {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'judge.php');
  const run = spawnSync('php', ['-n', script], {
    input: JSON.stringify(jobs.map((job) => ({ server: {}, env: {}, ...job }))),
    maxBuffer: 1024 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`judge: ${run.stderr}${run.stdout.toString().slice(0, 2000)}`);
  return (JSON.parse(run.stdout.toString()) as Raw[]).map((raw) => ({
    ...raw,
    prefix: raw.prefix === null ? null : decode(raw.prefix),
    output: decode(raw.output),
    constants: new Map(Object.entries(raw.constants).map(([name, value]) => [decode(name), decode(value)])),
  }));
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
