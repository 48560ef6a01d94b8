import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepted } from './peer-suite/accepted.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** A checkout of wp-cli/wp-config-transformer. */
const peer = process.env.PEER_WP_CONFIG_TRANSFORMER;
const given = peer !== undefined && existsSync(join(peer, 'tests/UpdateTest.php'));

it('has every accepted difference in the decision, with its reason', () => {
  const decision = readFileSync(here('../../docs/decisions/0006-peer-suite.md'), 'utf8').replace(/\s+/g, ' ');
  for (const [name, reason] of Object.entries(accepted)) {
    expect(decision).toContain(name.replace(/^\w+::| with \d+$/g, ''));
    expect(decision).toContain(reason);
  }
});

describe.skipIf(!given)('the suite of wp-config-transformer (PEER_WP_CONFIG_TRANSFORMER names its checkout)', () => {
  let folder = '';
  afterAll(() => rmSync(folder, { recursive: true }));
  let results: Record<string, string | null> = {};

  // Thousands of updates of a file of half a megabyte, each parsed anew.
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'resalt-peer-'));
    cpSync(join(peer ?? '', 'tests'), folder, { recursive: true });
    const bridge = JSON.stringify(['node', '--import', 'tsx', here('./peer-suite/bridge.ts')]);
    const { stdout } = await promisify(execFile)('php', [here('./peer-suite/run-suite.php'), folder], {
      cwd: here('../..'),
      env: { ...process.env, RESALT_BRIDGE: bridge },
      maxBuffer: 64 * 1024 * 1024,
    });
    results = JSON.parse(stdout);
  }, 1_800_000);

  it('passes with this editor, but for the accepted differences', () => {
    expect(Object.keys(results).length).toBeGreaterThan(80);
    const differs = Object.entries(results).filter(([, why]) => why !== null);
    expect(differs.filter(([name]) => !(name in accepted))).toEqual([]);
    // A difference that is gone is taken off the list.
    expect(differs.map(([name]) => name).sort()).toEqual(Object.keys(accepted).sort());
  });
});
