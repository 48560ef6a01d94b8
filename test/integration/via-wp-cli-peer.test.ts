import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newSalts } from '../../src-main/wordpress/salts.ts';
import { judgeChange } from '../../src-main/wordpress/wp-config/judge-change.ts';
import { rotate } from '../../src-main/wordpress/wp-config/rotate.ts';
import { useFleet } from '../fleet/shared.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { understandOnDisk } from '../unit/wordpress/wp-config/read-files.ts';
import { ended, engineFor } from './open-engine.ts';
import { programsIn } from './wp-cli/fakes.ts';
import { fixtures, shapes, truthsOf, wearShape } from './wp-cli/shapes.ts';

/** Shapes on real sites: some that WP-CLI rotates, some of which it says Success and rotates nothing, some that it breaks. */
const worn = [
  ...['standard', 'aligned-spaces', 'crlf', 'commented-twin-before', 'defined-twice', 'double-quotes', 'escaped-quote'],
  ...['guard-braces', 'heredoc', 'newline-inside-value', 'nothing-at-all', 'placeholders', 'two-equal', 'variables'],
  ...['array-and-loop', 'backslash-define', 'branch-then-default', 'computed-name-literal', 'const-statement'],
  ...['guard-one-line', 'guard-or', 'if-else-host', 'named-arguments', 'silenced', 'switch-host'],
  ...['trailing-backslash', 'trailing-comma'],
];

/** Their salts were rows of the database, which are gone once constants stand in the file: a rollback refuses to write them back. */
const fromDatabase = ['nothing-at-all', 'placeholders', 'two-equal'];

/** PHP takes one course of these; Resalt can't exclude another, in which a salt is old, and says failed. */
const doubted = ['thrown-and-caught'];

const phar = process.env.PEER_WP_CLI;

describe('the real WP-CLI', () => {
  if (!phar) {
    it.skip('set PEER_WP_CLI to the path of wp-cli.phar', () => {});
    return;
  }

  it('is judged as PHP judges it, on every shape that Resalt would let it at', async () => {
    await inFolder(async (folder) => {
      const at = (shape: string) => [join(folder, shape, 'wp-config.php'), join(folder, shape)] as const;
      const before = new Map<string, ReturnType<typeof understandOnDisk>>();
      for (const shape of shapes) {
        await cp(join(fixtures, shape), join(folder, shape), { recursive: true });
        before.set(shape, understandOnDisk(...at(shape)));
      }
      const truths = await truthsOf(shapes, phar, folder);
      const judged = truths.flatMap((truth) => {
        const was = before.get(truth.shape);
        const own = was?.kind === 'understood' ? rotate(was, newSalts()) : null;
        if (was?.kind !== 'understood' || own?.kind !== 'rotated') return [];
        if (own.edits.some(({ path }) => path !== was.entry)) return [];
        const is = understandOnDisk(...at(truth.shape));
        const found = is.kind === 'understood' ? judgeChange(was, is, []) : null;
        return [{ ...truth, done: found !== null && found.notNew.length === 0 && !found.moreChanged }];
      });
      expect(judged.filter(({ done, rotated }) => done && !rotated)).toEqual([]);
      expect(judged.filter(({ done, rotated }) => !done && rotated).map(({ shape }) => shape)).toEqual(doubted);
      // It would be no test if WP-CLI rotated all of them, or none.
      expect(judged.filter(({ rotated }) => rotated).length).toBeGreaterThan(60);
      expect(judged.filter(({ rotated, saysSuccess }) => saysSuccess && !rotated).length).toBeGreaterThan(20);
    });
  }, 600_000);

  describe('on real sites', () => {
    const fleet = useFleet({ sites: worn.length, asOwner: true, opcache: { revalidateSeconds: 0 } });

    it('exactly those that it did not rotate are failed, their files as they were; the others can be rolled back', async () => {
      const truths = await inFolder((folder) => truthsOf(worn, phar, folder));
      const bin = join(fleet().dir, 'bin');
      await (await programsIn(bin)).install(`#!/bin/sh\nexec php "\${0%/*}/wp-cli.phar" "$@"\n`);
      await copyFile(phar, join(bin, 'wp-cli.phar'));
      await chmod(join(bin, 'wp-cli.phar'), 0o644);
      const engine = await engineFor(fleet(), { proofPatienceMs: 10_000, wpCliPatienceMs: 120_000 });
      try {
        const planted = join(bin, 'planted');
        for (const [index, site] of fleet().sites.entries()) {
          wearShape(site, worn[index] ?? '');
          // What someone who broke in may leave: code that WP-CLI runs when it starts in the site's folder.
          await writeFile(join(site.docroot, 'wp-cli.yml'), 'require: planted.php\n');
          await writeFile(join(site.docroot, 'planted.php'), `<?php touch('${planted}');`);
        }
        const before = await Promise.all(fleet().sites.map(({ configPath }) => readFile(configPath)));
        const cookies = await Promise.all(fleet().sites.map(async (site) => (await logIn(site, 'ed1')).cookie));
        for (const [index, site] of fleet().sites.entries())
          expect((await visit(site, cookies[index] ?? '')).status, worn[index]).toBe(200);

        const run = await engine.finish('FleetLogout', { via: 'wp-cli', concurrency: 3 });

        expect(existsSync(planted), 'code among the files of a site ran').toBe(false);
        const rows = fleet().sites.map(({ name }) => run.sites.find((row) => row.site === name));
        const told = rows.map((row, index) => `${worn[index]}: ${row?.outcome}`);
        expect(told).toEqual(truths.map(({ shape, rotated }) => `${shape}: ${rotated ? 'changed' : 'failed'}`));
        expect(truths.filter(({ saysSuccess, rotated }) => saysSuccess && !rotated).length).toBeGreaterThan(8);
        for (const [index, site] of fleet().sites.entries()) {
          const shape = worn[index];
          const same = (await readFile(site.configPath)).equals(before[index] ?? Buffer.alloc(0));
          expect(same, shape).toBe(!truths[index]?.rotated);
          if (same) expect(rows[index]?.failure?.message, shape).toMatch(/logins were ended all the same/);
          else expect(rows[index]?.proof, shape).toMatchObject({ verdict: 'refused', before: 200, after: 302 });
          expect((await visit(site, cookies[index] ?? '')).status, shape).toBe(302);
          expect((await visit(site, '', '/')).status, shape).toBe(200);
        }
        const { run: back } = await engine.call.runs.rollback({ run: run.id, options: {} });
        const restored = await ended(engine, back);
        const rotated = truths.filter((truth) => truth.rotated).length;
        expect(restored.totals).toMatchObject({ changed: rotated - fromDatabase.length, failed: fromDatabase.length });
        for (const [index, site] of fleet().sites.entries())
          if (!fromDatabase.includes(worn[index] ?? ''))
            expect(await readFile(site.configPath), worn[index]).toEqual(before[index]);
      } finally {
        await engine.dispose();
      }
    }, 600_000);
  });
});

/** A folder that the web account may pass through. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'resalt-wp-cli-'));
  try {
    await chmod(folder, 0o755);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
