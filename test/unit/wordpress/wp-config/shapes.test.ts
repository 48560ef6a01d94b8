import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { newSalts, placeholder, saltNames } from '../../../../src-main/wordpress/salts.ts';
import { rotate } from '../../../../src-main/wordpress/wp-config/rotate.ts';
import { type Job, judge, scratch, type Verdict, writeSite } from './judge.ts';
import { understandOnDisk } from './read-files.ts';

/** How many rotations of each shape follow one another; 100 before a release. */
const chain = Number(process.env.RESALT_CHAIN ?? 3);
const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../../../fixtures');
const shapes = readdirSync(join(fixtures, 'wp-config')).sort();

interface Expected {
  outcome: 'rotated' | 'refused';
  code?: string;
  /** Words that a refusal or an origin must say. */
  says?: string;
  /** Relative to the fixture; by default the fixture itself. */
  siteRoot?: string;
  entry?: string;
  support?: boolean;
  repairs?: number;
  how?: Record<string, string>;
  /** Requests and environments under which PHP judges. */
  runs?: Omit<Job, 'root'>[];
  /** Files that may change, by default the entry alone. */
  edits?: string[];
}

const { folder, remove } = scratch();
afterAll(remove);

function prepare(shape: string) {
  const expected = JSON.parse(readFileSync(join(fixtures, 'wp-config', shape, 'expected.json'), 'utf8')) as Expected;
  const place = join(folder, shape);
  cpSync(join(fixtures, 'wp-config', shape), place, { recursive: true });
  if (expected.support) cpSync(join(fixtures, 'wp-config-support/vendor'), join(place, 'vendor'), { recursive: true });
  const root = join(place, expected.siteRoot ?? '.');
  writeSite(root);
  const entry = join(place, expected.entry ?? join(expected.siteRoot ?? '', 'wp-config.php'));
  const jobs = (expected.runs ?? [{}]).map((run) => ({ ...run, root }));
  return { shape, expected, place, root, entry, jobs };
}

const prepared = shapes.map(prepare);
const all = prepared.flatMap(({ jobs }) => jobs);
const share = <T>(answers: readonly T[]) => {
  const left = [...answers];
  return new Map(prepared.map(({ shape, jobs }) => [shape, left.splice(0, jobs.length)]));
};
const before = share(judge(all));

/** Rotates every shape once, on disk, and lets PHP judge all of them in one go. */
function rotateAll(round: number) {
  const outcomes = prepared.map(({ shape, entry, root, expected }) => {
    const understood = understandOnDisk(entry, root);
    if (understood.kind !== 'understood') return { shape, understood, rotation: understood, salts: null };
    const salts = newSalts();
    const rotation = rotate(understood, salts);
    if (rotation.kind === 'rotated') for (const { path, after } of rotation.edits) writeFileSync(path, after);
    if (round > 0 && expected.outcome === 'rotated' && rotation.kind === 'rotated')
      expect(rotation.repaired, shape).toEqual([]);
    return { shape, understood, rotation, salts };
  });
  return { outcomes: new Map(outcomes.map((outcome) => [outcome.shape, outcome])), after: share(judge(all)) };
}
const rounds = Array.from({ length: chain }, (_, round) => rotateAll(round));

const others = (verdict: Verdict) =>
  [...verdict.constants].filter(([name]) => !(saltNames as readonly string[]).includes(name));

describe.each(prepared)('$shape', ({ shape, expected, place, entry }) => {
  const first = rounds[0]?.outcomes.get(shape);

  it(`is ${expected.outcome}${expected.code ? ` with ${expected.code}` : ''}`, () => {
    const { rotation } = first ?? {};
    if (rotation?.kind === 'refused') {
      expect(`${expected.outcome} ${expected.code}`, rotation.failure.message).toBe(`refused ${rotation.failure.code}`);
      expect(rotation.failure.message).toContain(expected.says ?? '');
      return;
    }
    expect(rotation?.kind).toBe(expected.outcome);
    if (rotation?.kind !== 'rotated') return;
    if (expected.repairs !== undefined) expect(rotation.repaired).toHaveLength(expected.repairs);
    const edited = rotation.edits.map(({ path }) => relative(place, path)).sort();
    expect(edited).toEqual((expected.edits ?? [relative(place, entry)]).sort());
    const salts = first?.understood.kind === 'understood' ? first.understood.salts : null;
    const how = saltNames.filter((name) => expected.how?.[name]).map((name) => [name, salts?.[name].how]);
    expect(Object.fromEntries(how)).toEqual(expected.how ?? {});
  });

  it('leaves PHP with the new eight and nothing else changed', () => {
    for (const { outcomes, after } of rounds) {
      const outcome = outcomes.get(shape);
      const earlier = before.get(shape) ?? [];
      (after.get(shape) ?? []).forEach((verdict, index) => {
        const was = earlier[index];
        expect(verdict.warnings).toEqual(was?.warnings);
        expect(verdict.output).toBe(was?.output);
        expect(verdict.prefix).toBe(was?.prefix);
        expect(verdict.reached).toBe(was?.reached);
        if (outcome?.rotation.kind !== 'rotated') return;
        expect(others(verdict)).toEqual(was ? others(was) : []);
        const wanted = saltNames.map((name) => `string:${outcome.salts?.[name]}`);
        expect(saltNames.map((name) => verdict.constants.get(name))).toEqual(wanted);
      });
    }
  });

  it('says nothing of a value', () => {
    const { understood, rotation } = first ?? {};
    const failure = rotation?.kind === 'refused' ? rotation.failure : null;
    const changes = rotation?.kind === 'rotated' ? [rotation.repaired, rotation.warnings] : null;
    const origins = understood?.kind === 'understood' ? [understood.salts, understood.notes] : null;
    const said = JSON.stringify([failure, changes, origins]);
    for (const verdict of before.get(shape) ?? []) {
      for (const name of [...saltNames, 'DB_PASSWORD']) {
        const value = verdict.constants.get(name)?.replace(/^\w+:/, '') ?? '';
        if (value.length > 8 && value !== placeholder)
          expect(said.includes(JSON.stringify(value).slice(1, -1)), name).toBe(false);
      }
    }
  });

  it('reads constants as PHP does', () => {
    const { understood } = first ?? {};
    if (understood?.kind !== 'understood') return;
    for (const verdict of before.get(shape) ?? []) {
      for (const [name, constant] of understood.constants) {
        if (!('value' in constant)) continue;
        const real = verdict.constants.get(name);
        expect(real?.replace(/^(\w+:|N;)/, ''), name).toBe(constant.value);
      }
      if (typeof understood.tablePrefix === 'string') expect(verdict.prefix).toBe(understood.tablePrefix);
    }
  });
});

it('has every shape expected.json speaks of', () => {
  for (const { entry, expected } of prepared)
    expect(existsSync(entry) || expected.siteRoot !== undefined, entry).toBe(true);
  expect(shapes.length).toBeGreaterThanOrEqual(80);
});
