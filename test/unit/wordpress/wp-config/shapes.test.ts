import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSalts, placeholder, saltNames } from '../../../../src-main/wordpress/salts.ts';
import { rotate } from '../../../../src-main/wordpress/wp-config/rotate.ts';
import { changedBesides, type Job, judge, notInForce, scratch, type Verdict, writeSite } from './judge.ts';
import { onlyValuesDiffer } from './only-values.ts';
import { understandOnDisk } from './read-files.ts';

/** How many rotations of each shape follow one another, each judged by PHP; `npm test` takes 100. */
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
type Prepared = (typeof prepared)[number];

async function judgeAll(some: readonly Prepared[]): Promise<Map<string, Verdict[]>> {
  const verdicts = await judge(some.flatMap(({ jobs }) => jobs));
  return new Map(some.map(({ shape, jobs }) => [shape, verdicts.splice(0, jobs.length)]));
}

/** One rotation on disk. */
function rotateOnDisk({ entry, root }: Prepared) {
  const understood = understandOnDisk(entry, root);
  const salts = newSalts();
  const rotation = understood.kind === 'understood' ? rotate(understood, salts) : understood;
  if (rotation.kind === 'rotated') for (const { path, after } of rotation.edits) writeFileSync(path, after);
  return { understood, rotation, salts };
}
type Outcome = ReturnType<typeof rotateOnDisk>;

/** What one rotation did that it should not have done, as PHP and the bytes tell. */
function wrongWith({ understood, rotation, salts }: Outcome, was: Verdict[], is: Verdict[]): string[] {
  const judged = is.flatMap((verdict, index) => [
    ...changedBesides(was[index] ?? verdict, verdict),
    ...(rotation.kind === 'rotated' ? notInForce(salts, verdict) : []),
  ]);
  if (understood.kind !== 'understood' || rotation.kind !== 'rotated') return judged;
  const touched = rotation.edits.filter((edit) => !onlyValuesDiffer(edit, understood));
  return [...judged, ...touched.map(({ path }) => `bytes outside the values of ${path} changed`)];
}

let before = new Map<string, Verdict[]>();
const firsts = new Map<string, Outcome>();
const wrong = new Map<string, string[]>();

beforeAll(async () => {
  before = await judgeAll(prepared);
  for (let round = 1; round <= chain; round++) {
    // What was refused has not changed: once is enough.
    const turned = prepared.filter(({ expected }) => round === 1 || expected.outcome === 'rotated');
    const outcomes = new Map(turned.map((each) => [each.shape, rotateOnDisk(each)]));
    const after = await judgeAll(turned);
    for (const { shape, expected } of turned) {
      const outcome = outcomes.get(shape);
      if (!outcome) continue;
      if (round === 1) firsts.set(shape, outcome);
      const said = wrongWith(outcome, before.get(shape) ?? [], after.get(shape) ?? []);
      if (outcome.rotation.kind !== expected.outcome) said.push(`it is ${outcome.rotation.kind}`);
      if (round > 1 && outcome.rotation.kind === 'rotated') said.push(...outcome.rotation.repaired);
      wrong.set(shape, [...(wrong.get(shape) ?? []), ...said.map((what) => `rotation ${round}: ${what}`)]);
    }
  }
}, 3_600_000);

describe.each(prepared)('$shape', ({ shape, expected, place, entry }) => {
  it(`is ${expected.outcome}${expected.code ? ` with ${expected.code}` : ''}`, () => {
    const first = firsts.get(shape);
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

  it(`leaves PHP and the bytes with the new eight and nothing else changed, ${chain} times`, () => {
    expect(wrong.get(shape)).toEqual([]);
  });

  it('says nothing of a value', () => {
    const { understood, rotation } = firsts.get(shape) ?? {};
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
    const { understood } = firsts.get(shape) ?? {};
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
