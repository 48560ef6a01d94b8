import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { newDatabasePassword } from '../../../../src-main/wordpress/database-password.ts';
import { changeConstant } from '../../../../src-main/wordpress/wp-config/change-constant.ts';
import { type Job, judge, scratch, type Verdict, writeSite } from './judge.ts';
import { understandOnDisk } from './read-files.ts';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../../../fixtures');
const { folder, remove } = scratch();
afterAll(remove);

interface Expected {
  siteRoot?: string;
  entry?: string;
  support?: boolean;
  runs?: Omit<Job, 'root'>[];
}

function prepare(shape: string, name: string) {
  const from = join(fixtures, 'wp-config', shape);
  const expected = JSON.parse(readFileSync(join(from, 'expected.json'), 'utf8')) as Expected;
  const place = join(folder, name, shape);
  cpSync(from, place, { recursive: true });
  if (expected.support) cpSync(join(fixtures, 'wp-config-support/vendor'), join(place, 'vendor'), { recursive: true });
  const root = join(place, expected.siteRoot ?? '.');
  writeSite(root);
  const entry = join(place, expected.entry ?? join(expected.siteRoot ?? '', 'wp-config.php'));
  return { shape, entry, root, jobs: (expected.runs ?? [{}]).map((run) => ({ ...run, root })) };
}

/** What PHP sees besides the one constant; only where it reaches WordPress the constants are all there. */
const rest = ({ constants, ...verdict }: Verdict, name: string) =>
  JSON.stringify([{ ...verdict, constants: [...constants].filter(([other]) => other !== name) }]);

/**
 * Every shape of a configuration, with PHP as the judge. LOGGED_IN_KEY stands in all the ways that the shapes know (SHAPES), so what is true of
 * it is true of a DB_PASSWORD written like that.
 */
describe.each(['DB_PASSWORD', 'LOGGED_IN_KEY'])('%s in every shape', (name) => {
  it('gets the new value and nothing else changes, or it is refused and said why', async () => {
    const sites = readdirSync(join(fixtures, 'wp-config'))
      .sort()
      .map((shape) => prepare(shape, name));
    const jobs = sites.flatMap((site) => site.jobs);
    const before = await judge(jobs);
    const value = newDatabasePassword();
    const refused = new Map<string, string>();
    for (const { shape, entry, root } of sites) {
      const understood = understandOnDisk(entry, root);
      const change = understood.kind === 'understood' ? changeConstant(understood, name, value) : understood;
      if (change.kind === 'refused') refused.set(shape, change.failure.message);
      else if (change.kind === 'changed') for (const { path, after } of change.edits) writeFileSync(path, after);
    }
    const after = await judge(jobs);
    const wrong: string[] = [];
    let at = 0;
    for (const { shape, jobs: own } of sites)
      for (const _ of own) {
        const [was, is] = [before[at], after[at]];
        at += 1;
        if (!was || !is) throw new Error('a verdict is missing');
        if (refused.has(shape) ? rest(was, '') !== rest(is, '') : rest(was, name) !== rest(is, name))
          wrong.push(`${shape}: PHP sees something else changed`);
        if (!refused.has(shape) && is.reached && is.constants.get(name) !== `string:${value}`)
          wrong.push(`${shape}: PHP does not see the new value`);
      }
    expect(wrong).toEqual([]);
    for (const message of refused.values()) expect(message.length).toBeGreaterThan(20);
    console.log(
      `${name}: changed in ${sites.length - refused.size} of ${sites.length} shapes, ${refused.size} refused`,
    );
    expect(refused.size).toBeLessThan(sites.length / 2);
  });
});
