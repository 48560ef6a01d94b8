import { posix } from 'node:path';
import type { Files } from './answer.ts';
import { type Node, nameOf, type Parsing, parsePhp, type Source, sliceOf, spanOf, walk } from './syntax.ts';
import { describe, fork, type Span, type Value, type World } from './world.ts';

/** What one reading of a configuration shares. */
export interface Context {
  files: Files;
  siteRoot: string;
  /** Paths that must be seen to know; filled while reading. */
  needs: Set<string>;
  sources: Map<string, Parsing>;
  notes: Set<string>;
  /** Steps that may still be taken: configurations are hostile, too. */
  steps: number;
  /** Milliseconds since 1970; the same reason. */
  deadline: number;
}

/** Where code stands while it runs. */
export interface Frame {
  source: Source;
  /** The statement of this file's own level that is running; a line can be put in front of it. */
  outermost: Span | null;
  /** The statements that run next are the file's own, not inside braces or a function. */
  topLevel: boolean;
  /** How many calls and includes are open. */
  depth: number;
  /** Inside a function or a loop the same text may mean something else each time. */
  repeats: boolean;
}

export interface Flow {
  world: World;
  value: Value;
}

/** The one way on. */
export const one = (world: World, value: Value): Flow[] => [{ world, value }];

/** Thrown where going on would take too long; understand() turns it into a refusal. */
export class TooMuch extends Error {}

export function step(context: Context): void {
  if (--context.steps < 0 || (context.steps % 256 === 0 && Date.now() > context.deadline))
    throw new TooMuch('The configuration takes more steps than Resalt follows.');
}

export type Seen = 'absent' | 'unreadable' | 'unseen' | Buffer;

/** A file as the caller saw it; what it has not looked at yet is asked for. */
export function look(context: Context, path: string): Seen {
  const fact = context.files.get(path);
  if (fact === undefined) {
    if (!isAskable(path)) return 'unreadable';
    context.needs.add(path);
    return 'unseen';
  }
  return typeof fact === 'string' ? fact : fact.bytes;
}

/** Devices and process files are never asked for: a site's code names these paths. */
function isAskable(path: string): boolean {
  return /^\/[^\0\r\n]{1,1000}$/.test(path) && !/^\/(?:dev|proc|sys)(?:\/|$)/.test(path);
}

export function sourceOf(context: Context, path: string, bytes: Buffer): Parsing {
  const earlier = context.sources.get(path);
  if (earlier) return earlier;
  const fact = context.files.get(path);
  const realPath = typeof fact === 'object' ? (fact.realPath ?? path) : path;
  const parsing = parsedBefore(path, realPath, bytes) ?? parsePhp(path, realPath, bytes);
  parsings.set(bytes, parsing);
  context.sources.set(path, parsing);
  return parsing;
}

/**
 * The same bytes are read again whenever another file has to be fetched first, and once more to check a rotation. Nobody
 * writes to them, nor to what was parsed from them.
 */
const parsings = new WeakMap<Buffer, Parsing>();

function parsedBefore(path: string, realPath: string, bytes: Buffer): Parsing | undefined {
  const parsing = parsings.get(bytes);
  return parsing?.ok && parsing.source.path === path && parsing.source.realPath === realPath ? parsing : undefined;
}

/** A user function or class by its name without namespace, from any file that was read. */
export function declared(
  context: Context,
  what: 'functions' | 'classes',
  name: string,
): { node: Node; source: Source } | null {
  const short = name.toLowerCase().split('\\').pop() ?? '';
  for (const parsing of context.sources.values()) {
    const node = parsing.ok ? parsing.source[what].get(short) : undefined;
    if (parsing.ok && node) return { node, source: parsing.source };
  }
  return null;
}

/** Where PHP looks for an include: the working folder (the site's root), then the including file's folder. */
export function includeCandidates(context: Context, path: string, frame: Frame): string[] {
  if (path.startsWith('/')) return [posix.normalize(path)];
  const fromRoot = posix.join(context.siteRoot, path);
  if (/^\.\.?\//.test(path)) return [fromRoot];
  return [...new Set([fromRoot, posix.join(posix.dirname(frame.source.realPath), path)])];
}

const stableCalls =
  /^(defined|getenv|env|getenv_docker|file_exists|is_file|is_dir|is_readable|strpos|stripos|substr|strtolower|in_array|preg_match|strcmp|strcasecmp|strstr|stristr|str_contains|str_starts_with|str_ends_with|php_sapi_name|php_uname|function_exists|class_exists|extension_loaded|trim|dirname|strlen|count|basename)$/i;

/** Whether asking twice gives the same answer: no rand(), no time(), no methods. */
function isStable(node: Node): boolean {
  return walk(node).every(
    (inner) =>
      !/^(new|eval|include|assign|pre|post)$/.test(inner.kind) &&
      (inner.kind !== 'call' || stableCalls.test(nameOf(inner.what) ?? '')),
  );
}

/** Code has written to $_SERVER, $_ENV or the environment: what was assumed about them may not hold any more. */
export function forgetAssumed(world: World, about: RegExp): void {
  world.assumed = new Map([...world.assumed].filter(([key]) => !about.test(key)));
}

/**
 * Two worlds from one, where the files do not decide a condition; one, where the same condition was assumed before.
 * The condition is known by its text and what its variables hold.
 */
export function assume(world: World, node: Node, frame: Frame, kind = ''): { world: World; truth: boolean }[] {
  if (frame.repeats || !isStable(node)) return [true, false].map((truth) => ({ world: fork(world), truth }));
  const names = walk(node).flatMap((inner) => (inner.kind === 'variable' ? [String(inner.name)] : []));
  const held = names.map((name) => describe(world.variables.get(name) ?? { kind: 'known', value: null, leaves: null }));
  const key = [kind, sliceOf(frame.source, spanOf(frame.source, node)).replace(/[\s;]+/g, ''), ...held].join('|');
  const before = world.assumed.get(key);
  if (before !== undefined) return [{ world, truth: before }];
  return [true, false].map((truth) => {
    const next = fork(world);
    next.assumed.set(key, truth);
    return { world: next, truth };
  });
}
