import { type ComparedName, comparedNames, placeholder, type SaltName, saltNames } from '../salts.ts';
import type { SaltOrigin } from './answer.ts';
import { printable } from './environment.ts';
import { stringOf } from './scalars.ts';
import type { Parsing } from './syntax.ts';
import type { Definition, Span, Why, World } from './world.ts';

/** Where each of the eight comes from, over all the ways PHP may go. */
export function originsOf(
  worlds: readonly World[],
  sources: ReadonlyMap<string, Parsing>,
): Record<SaltName, SaltOrigin> {
  return Object.fromEntries(saltNames.map((name) => [name, originOf(name, worlds, sources)])) as Record<
    SaltName,
    SaltOrigin
  >;
}

function originOf(name: SaltName, worlds: readonly World[], sources: ReadonlyMap<string, Parsing>): SaltOrigin {
  const [only, ...more] = worlds;
  if (only && more.length === 0) return originIn(name, only, sources);
  const seen = new Map(
    worlds.map((world) => originIn(name, world, sources)).map((origin) => [JSON.stringify(origin), origin]),
  );
  const branches = [...seen.values()];
  const [first] = branches;
  if (first && branches.length === 1) return first;
  const elsewhere = branches.find(({ how }) => how === 'elsewhere');
  const lines = branches.map(({ line, how }) => (line === null ? how : `line ${line}`));
  const sentence = `it depends on a condition: ${[...new Set(lines)].join(', or ')}`;
  return {
    ...empty,
    how: 'conditional',
    path: first?.path ?? null,
    sentence: elsewhere ? `${sentence}; ${elsewhere.sentence}` : sentence,
    branches,
  };
}

const empty: SaltOrigin = {
  how: 'absent',
  path: null,
  line: null,
  range: null,
  sentence: '',
  duplicateOf: null,
  branches: [],
};

function originIn(name: SaltName, world: World, sources: ReadonlyMap<string, Parsing>): SaltOrigin {
  const definition = world.constants.get(name);
  if (!definition) return absent(name, world, sources);
  const blocked = obstacle(definition);
  if (blocked) return elsewhere(blocked, definition.at);
  const { value, expression, at } = definition;
  const leaf = value.kind === 'known' ? value.leaves?.[0] : undefined;
  const span = leaf ?? expression ?? at;
  const place = { ...empty, path: span.path, line: span.line, range: { start: span.start, end: span.end } };
  const text = stringOf(value) ?? '';
  const where = `on line ${span.line} of ${printable(span.path)}`;
  const twin = comparedNames.find((other) => other !== name && stringOf(world.constants.get(other)?.value) === text);
  if (text === '' || text === '0')
    return { ...place, how: 'placeholder', sentence: `it is empty ${where}; WordPress ignores it` };
  if (text === placeholder)
    return { ...place, how: 'placeholder', sentence: `it is still the placeholder ${where}; WordPress ignores it` };
  if (twin) return duplicate(place, twin, where);
  if (leaf?.style === 'env') return { ...place, how: 'env-file', sentence: `it is in the .env file, ${where}` };
  return { ...place, how: 'literal', sentence: `it is written ${where}` };
}

function duplicate(place: SaltOrigin, twin: ComparedName, where: string): SaltOrigin {
  return {
    ...place,
    how: 'duplicate-of',
    duplicateOf: twin,
    sentence: `it has the same value as ${twin}, ${where}; WordPress ignores both`,
  };
}

/** Why a definition can't be rewritten where it stands; null when it can. */
export function obstacle({ value, doubts }: Definition): Why | null {
  if (value.kind === 'unknown') return value.why;
  const risk = doubts?.find(({ defines }) => defines);
  if (risk)
    return { ...risk.why, sentence: `${risk.why.sentence}, and may define it first; who maintains that code can say` };
  if (value.kind === 'known') return null;
  return { sentence: 'it is not a string', line: null, path: null };
}

function absent(name: SaltName, world: World, sources: ReadonlyMap<string, Parsing>): SaltOrigin {
  const [blind] = world.opaque;
  if (blind) {
    return elsewhere(
      {
        ...blind.why,
        sentence: `no file that Resalt can follow defines it, but ${blind.why.sentence}; who maintains that code can change it`,
      },
      null,
    );
  }
  const late = lateDefinition(name, world, sources);
  if (late) {
    const sentence = `it is defined on line ${late.line} of ${printable(late.path)}, after wp-settings.php is loaded, which is too late; move that line up`;
    return elsewhere({ sentence, line: late.line, path: late.path }, late);
  }
  const older = name.endsWith('_KEY') ? 'SECRET_KEY' : name === 'AUTH_SALT' ? 'SECRET_SALT' : null;
  const told =
    older && world.constants.has(older) ? 'it is not defined' : 'it is not defined; WordPress keeps it in the database';
  return { ...empty, sentence: told };
}

/** A definition that stands after wp-settings.php is loaded would clash with one written before. */
function lateDefinition(name: SaltName, world: World, sources: ReadonlyMap<string, Parsing>): Span | null {
  const { settings } = world;
  const parsing = settings ? sources.get(settings.path) : undefined;
  if (!settings || !parsing?.ok) return null;
  const { text } = parsing.source;
  const at = parsing.source.literals.find(({ value, start }) => value === name && start > settings.end);
  return at
    ? { path: settings.path, line: text.slice(0, at.start).split(/\r\n|\n|\r/).length, start: at.start, end: at.end }
    : null;
}

function elsewhere(why: Why, at: Span | null): SaltOrigin {
  return {
    ...empty,
    how: 'elsewhere',
    path: why.path ?? at?.path ?? null,
    line: why.line ?? at?.line ?? null,
    sentence: why.sentence,
  };
}
