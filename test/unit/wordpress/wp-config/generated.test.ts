import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { newSalts } from '../../../../src-main/wordpress/salts.ts';
import { rotate } from '../../../../src-main/wordpress/wp-config/rotate.ts';
import { configuration } from './arbitrary.ts';
import { changedBesides, type Job, judge, notInForce, scratch, type Verdict, writeSite } from './judge.ts';
import { onlyValuesDiffer } from './only-values.ts';
import { understandOnDisk } from './read-files.ts';

/** How many generated configurations PHP judges; `npm test` takes 20,000. */
const runs = Number(process.env.RESALT_PROPERTY_RUNS ?? 150);
const first = Number(process.env.RESALT_PROPERTY_SEED ?? 20_260);
const batch = 250;
const { folder, remove } = scratch();
afterAll(remove);

/** Rotates generated configurations in folders that are used again; PHP's view before and after, and what is wrong. */
async function rotateBatch(roots: readonly string[], seed: number, count: number): Promise<string[]> {
  const sites = fc.sample(configuration, { numRuns: count, seed }).map((files, index) => {
    const root = roots[index] ?? folder;
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text, 'latin1');
    const hosts = files['wp-config.php']?.includes('HTTP_HOST') ? ['dev.test', 'live.test'] : ['live.test'];
    return { root, files, jobs: hosts.map((host): Job => ({ root, server: { HTTP_HOST: host } })) };
  });
  const jobs = sites.flatMap((site) => site.jobs);
  const before = await judge(jobs);
  const outcomes = sites.map((site) => ({ ...site, ...rotateOnDisk(site.root) }));
  const verdicts = (await judge(jobs)).map((is, index) => ({ is, was: before[index] ?? is }));
  return outcomes.flatMap(({ jobs: own, wrong, salts, files }) => {
    const all = verdicts.splice(0, own.length).flatMap(({ was, is }) => [...wrong, ...differences(was, is, salts)]);
    return all.length > 0 ? [`${all.join(', ')}: ${JSON.stringify(files)}`] : [];
  });
}

function rotateOnDisk(root: string) {
  const understood = understandOnDisk(join(root, 'wp-config.php'), root);
  const salts = newSalts();
  const rotation = understood.kind === 'understood' ? rotate(understood, salts) : understood;
  if (understood.kind !== 'understood' || rotation.kind !== 'rotated')
    return { salts, wrong: [`refused: ${'failure' in rotation ? rotation.failure.message : 'needs files'}`] };
  for (const { path, after } of rotation.edits) writeFileSync(path, after);
  const touched = rotation.edits.filter((edit) => !onlyValuesDiffer(edit, understood));
  return { salts, wrong: touched.map(({ path }) => `bytes outside the values of ${path} changed`) };
}

function differences(was: Verdict, is: Verdict, salts: ReturnType<typeof newSalts>): string[] {
  return [...(is.reached ? [] : ['PHP fails']), ...changedBesides(was, is), ...notInForce(salts, is)];
}

it(`rotates ${runs} generated configurations; PHP sees the new eight and nothing else new`, {
  timeout: 3_600_000,
}, async () => {
  const starts = Array.from({ length: Math.ceil(runs / batch) }, (_, index) => index * batch);
  // Two batches at a time: while PHP judges one, the other is rotated.
  const lane = async (odd: number) => {
    const roots = Array.from({ length: batch }, (_, index) => join(folder, `${odd}-${index}`));
    roots.map(writeSite);
    for (const start of starts.filter((_, index) => index % 2 === odd))
      expect(await rotateBatch(roots, first + start, Math.min(batch, runs - start))).toEqual([]);
  };
  await Promise.all([lane(0), lane(1)]);
});
