import type { ByteString } from '../byte-string.ts';

/** A place in a file; `line` counts from 1, `start` and `end` are bytes. */
export interface Span {
  path: string;
  line: number;
  start: number;
  end: number;
}

/** A literal that holds (a part of) a value and can be rewritten in place. */
export interface Leaf extends Span {
  /** How it is written: a PHP quote, a heredoc or nowdoc, or an entry of a .env file. */
  style: 'single' | 'double' | 'heredoc' | 'env';
}

/** Why a value can't be known from the files: a sentence that says where it comes from and who can change it. */
export interface Why {
  sentence: string;
  line: number | null;
  path: string | null;
}

export type Scalar = ByteString | number | boolean | null;

export type Value =
  /** `leaves`: the literals whose concatenation is the value; null when something else takes part. */
  | { kind: 'known'; value: Scalar; leaves: readonly Leaf[] | null }
  | { kind: 'array'; entries: ReadonlyMap<string, Value> }
  /** A .env loader that has not loaded yet. */
  | { kind: 'dotenv'; paths: readonly string[]; firstOnly: boolean }
  /** A closure; `defines` says that its body may define constants. */
  | { kind: 'closure'; defines: boolean }
  | { kind: 'unknown'; why: Why };

/** A constant's first definition, the one that counts. */
export interface Definition {
  value: Value;
  /** The value's expression where it can be replaced as a whole; null when several definitions share it. */
  expression: Span | null;
  /** The code that defines it. */
  at: Span;
  /** Code that Resalt can't follow and that ran before: it may have defined the same constant first. */
  doubts?: readonly Opaque[];
  /** Defined in some courses only, after courses were put together. */
  maybe?: boolean;
}

/** Code that ran and that Resalt can't follow; `defines` says that it is known to define constants. */
export interface Opaque {
  why: Why;
  defines: boolean;
}

/** One way in which PHP may run the configuration, at one moment. */
export interface World {
  constants: Map<string, Definition>;
  variables: Map<string, Value>;
  /** Roots\WPConfig\Config: defined, not yet applied; the last one counts. */
  pending: Map<string, Definition>;
  /** What loaded .env files gave; null while none was loaded. */
  environment: Map<string, Value> | null;
  /** Answers that were assumed to conditions that the files don't decide. */
  assumed: Map<string, boolean>;
  opaque: Opaque[];
  included: Set<string>;
  /** The statement of the outermost file from which wp-settings.php is loaded; null before that. */
  settings: Span | null;
  /**
   * `settings`: wp-settings.php is loaded now, what follows comes too late. `dead`: PHP stops before that. `thrown`: on
   * the way to a catch, or to the end.
   */
  ended: 'settings' | 'dead' | 'thrown' | null;
}

export function newWorld(): World {
  return {
    constants: new Map(),
    variables: new Map(),
    pending: new Map(),
    environment: null,
    assumed: new Map(),
    opaque: [],
    included: new Set(),
    settings: null,
    ended: null,
  };
}

export function fork(world: World): World {
  return {
    constants: new Map(world.constants),
    variables: new Map(world.variables),
    pending: new Map(world.pending),
    environment: world.environment && new Map(world.environment),
    assumed: new Map(world.assumed),
    opaque: [...world.opaque],
    included: new Set(world.included),
    settings: world.settings,
    ended: world.ended,
  };
}

export function unknown(sentence: string, at: Span | null): Value {
  return { kind: 'unknown', why: { sentence, line: at?.line ?? null, path: at?.path ?? null } };
}

export function known(value: Scalar): Value {
  return { kind: 'known', value, leaves: null };
}

/** What tells two worlds apart, apart from what was assumed on the way. Compared often, so parts are described once. */
export function identity(world: World): string {
  return [
    definitions(world.constants),
    definitions(world.pending),
    values(world.variables),
    world.environment ? values(world.environment) : '-',
    list(world.opaque.map(({ why }) => `${why.path}:${why.line}:${why.sentence}`)),
    list([...world.included].sort()),
    `${world.ended}`,
    world.settings ? `${world.settings.start}:${world.settings.path}` : '-',
  ].join('\n');
}

const definitions = (map: ReadonlyMap<string, Definition>) =>
  list([...map].map(([name, definition]) => `${name}@${describeDefinition(definition)}`).sort());
const values = (map: ReadonlyMap<string, Value>) =>
  list([...map].map(([name, value]) => `${name}=${describe(value)}`).sort());
/** Each part with its length in front: no text can look like two. */
const list = (parts: readonly string[]) => parts.map((part) => `${part.length} ${part}`).join('');

const described = new WeakMap<Definition | Value, string>();

function once<T extends Definition | Value>(it: T, make: (it: T) => string): string {
  const before = described.get(it);
  if (before !== undefined) return before;
  const made = make(it);
  described.set(it, made);
  return made;
}

/** Where a constant is defined and as what. */
export function describeDefinition(definition: Definition): string {
  return once(definition, ({ at, value }) => `${at.path}:${at.start}=${describe(value)}`);
}

export function describe(value: Value): string {
  return once(value, (it) => {
    switch (it.kind) {
      case 'known':
        return `${typeof it.value}:${it.value}@${it.leaves?.map((leaf) => `${leaf.path}:${leaf.start}`) ?? ''}`;
      case 'array':
        return `[${list([...it.entries].map(([key, item]) => `${key}=>${describe(item)}`))}]`;
      case 'dotenv':
        return `dotenv:${it.paths.join()}:${it.firstOnly}`;
      case 'closure':
        return `closure:${it.defines}`;
      case 'unknown':
        return `?${it.why.path}:${it.why.line}:${it.why.sentence}`;
    }
  });
}
