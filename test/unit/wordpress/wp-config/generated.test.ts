import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { newSalts, saltNames } from '../../../../src-main/wordpress/salts.ts';
import { rotate } from '../../../../src-main/wordpress/wp-config/rotate.ts';
import { configuration } from './arbitrary.ts';
import { judge, scratch, writeSite } from './judge.ts';
import { understandOnDisk } from './read-files.ts';

/** How many generated configurations PHP judges; 20,000 in CI. */
const runs = Number(process.env.RESALT_PROPERTY_RUNS ?? 150);
const batch = 250;
const { folder, remove } = scratch();
afterAll(remove);

function rotateBatch(seed: number, count: number) {
  const samples = fc.sample(configuration, { numRuns: count, seed });
  const sites = samples.map((files, index) => {
    const root = join(folder, `${index}`);
    writeSite(root);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text, 'latin1');
    return { root, files };
  });
  const jobs = sites.flatMap(({ root, files }, index) => {
    const hosts = files['wp-config.php']?.includes('HTTP_HOST') ? ['dev.test', 'live.test'] : ['live.test'];
    return hosts.map((host) => ({ root, index, server: { HTTP_HOST: host } }));
  });
  const before = judge(jobs);
  const rotations = sites.map(({ root, files }) => {
    const understood = understandOnDisk(join(root, 'wp-config.php'), root);
    const salts = newSalts();
    const rotation = understood.kind === 'understood' ? rotate(understood, salts) : understood;
    expect(rotation.kind, `${seed} ${JSON.stringify([rotation, files])}`).toBe('rotated');
    if (rotation.kind === 'rotated') for (const edit of rotation.edits) writeFileSync(edit.path, edit.after);
    return salts;
  });
  const after = judge(jobs);
  after.forEach((verdict, index) => {
    const site = jobs[index]?.index ?? 0;
    const [was, salts] = [before[index], rotations[site]];
    const hint = `${seed} ${JSON.stringify(sites[site]?.files)}`;
    expect([verdict.reached, verdict.warnings, verdict.output, verdict.prefix], hint).toEqual([
      true,
      was?.warnings,
      was?.output,
      was?.prefix,
    ]);
    expect(
      saltNames.map((name) => verdict.constants.get(name)),
      hint,
    ).toEqual(saltNames.map((name) => `string:${salts?.[name]}`));
    for (const name of saltNames) for (const each of [verdict, was]) each?.constants.delete(name);
    expect([...verdict.constants], hint).toEqual([...(was?.constants ?? [])]);
  });
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
}

it(`rotates ${runs} generated configurations; PHP sees the new eight and nothing else new`, {
  timeout: 3_600_000,
}, () => {
  const first = Number(process.env.RESALT_PROPERTY_SEED ?? 20_260);
  for (let done = 0; done < runs; done += batch) rotateBatch(first + done, Math.min(batch, runs - done));
});
