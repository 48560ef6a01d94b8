import { comparedNames } from '../salts.ts';
import { TooMuch } from './context.ts';
import type { End } from './statements.ts';
import { type Definition, describe, describeDefinition, identity, type Value, type World } from './world.ts';

/** Above the first number, courses that agree on the salts are put together; above the second nothing is said. */
const limits = { exact: 32, all: 256 };

/** Courses that differ only in what was assumed on the way are one course. */
export function merge(ends: End[]): End[] {
  if (ends.length < 2) return ends;
  const exact = join(ends, (end) => `${mark(end)}${identity(end.world)}`, keepAgreed);
  if (exact.length <= limits.exact) return exact;
  const wide = join(exact, (end) => `${mark(end)}${saltIdentity(end.world)}`, widen);
  if (wide.length > limits.all) throw new TooMuch('The configuration has more possible courses than Resalt follows.');
  return wide;
}

function mark(end: End): string {
  return `${end.signal}${end.levels ?? ''}|`;
}

function join(ends: End[], key: (end: End) => string, two: (a: World, b: World) => World): End[] {
  const joined = new Map<string, End>();
  for (const end of ends) {
    const name = key(end);
    const twin = joined.get(name);
    joined.set(name, twin ? { ...twin, world: two(twin.world, end.world) } : end);
  }
  return [...joined.values()];
}

function keepAgreed(a: World, b: World): World {
  return { ...a, assumed: new Map([...a.assumed].filter(([name, truth]) => b.assumed.get(name) === truth)) };
}

/** What must stay apart: everything that decides about the salts and where the course stands. */
function saltIdentity(world: World): string {
  const definition = (map: ReadonlyMap<string, Definition>) =>
    comparedNames.map((name) => {
      const found = map.get(name);
      return found ? describeDefinition(found) : '';
    });
  const { ended, settings, opaque } = world;
  const seen = opaque.map(({ why }) => `${why.path}:${why.line}:${why.sentence}`);
  return JSON.stringify([
    ended,
    settings?.path,
    settings?.start,
    definition(world.constants),
    definition(world.pending),
    seen,
  ]);
}

const either: Value = { kind: 'unknown', why: { sentence: 'it depends on a condition', line: null, path: null } };

/** One world for two: what they don't agree on becomes unknown. */
function widen(a: World, b: World): World {
  return {
    ...keepAgreed(a, b),
    constants: widenDefinitions(a.constants, b.constants),
    pending: widenDefinitions(a.pending, b.pending),
    variables: widenValues(a.variables, b.variables),
    environment:
      a.environment || b.environment ? widenValues(a.environment ?? new Map(), b.environment ?? new Map()) : null,
    included: new Set([...a.included].filter((path) => b.included.has(path))),
  };
}

function widenDefinitions(
  a: ReadonlyMap<string, Definition>,
  b: ReadonlyMap<string, Definition>,
): Map<string, Definition> {
  const names = new Set([...a.keys(), ...b.keys()]);
  return new Map(
    [...names].flatMap((name) => {
      const [one, other] = [a.get(name), b.get(name)];
      const some = one ?? other;
      if (!some) return [];
      if (one && other && describe(one.value) === describe(other.value)) return [[name, one]];
      const maybe = !one || !other || Boolean(one.maybe) || Boolean(other.maybe);
      return [[name, { ...some, value: either, maybe }]];
    }),
  );
}

function widenValues(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): Map<string, Value> {
  const names = new Set([...a.keys(), ...b.keys()]);
  return new Map(
    [...names].map((name) => {
      const [one, other] = [a.get(name), b.get(name)];
      return [name, one && other && describe(one) === describe(other) ? one : either];
    }),
  );
}
