import { type Frame, forgetAssumed } from './context.ts';
import { readLiteral } from './literal.ts';
import { stringOf } from './scalars.ts';
import { child, type Node, sliceOf, spanOf, walk } from './syntax.ts';
import { known, unknown, type Value, type World } from './world.ts';

/** The parser and PHP's own rules disagree about where a literal is: nothing in this file can be trusted. */
export class Disagreement extends Error {}

export function computed(node: Node, frame: Frame): Value {
  const at = spanOf(frame.source, node);
  return unknown(`it is computed by code on line ${at.line}; who maintains that code can change it`, at);
}

export function literal(node: Node, frame: Frame): Value {
  const at = spanOf(frame.source, node);
  const read = readLiteral(sliceOf(frame.source, at));
  if (read === null) throw new Disagreement(`line ${at.line} of ${at.path}`);
  return { kind: 'known', value: read.value, leaves: [{ ...at, style: read.style }] };
}

/** Marks: `&name` for a variable that shares its value with another, `*` for variables that may have any name. */
export function readVariable(node: Node, world: World, frame: Frame): Value {
  if (typeof node.name !== 'string') return computed(node, frame);
  if (/^(_(SERVER|ENV|GET|POST|COOKIE|REQUEST|FILES|SESSION)|GLOBALS|this)$/.test(node.name))
    return computed(node, frame);
  if (world.variables.has(`&${node.name}`)) return computed(node, frame);
  return world.variables.get(node.name) ?? (world.variables.has('*') ? computed(node, frame) : known(null));
}

/** References: who writes to one writes to the other, so neither is known any more. */
export function shareVariables(node: Node, world: World): void {
  for (const name of variablesIn(node)) world.variables.set(`&${name}`, known(true));
}

/** Code that Resalt can't follow may have written to these. */
export function forgetVariables(node: Node, world: World, frame: Frame): void {
  for (const name of variablesIn(node)) if (!name.startsWith('_')) world.variables.set(name, computed(node, frame));
}

/** Any variable may have been written. */
export function forgetAllVariables(node: Node, world: World, frame: Frame): void {
  world.variables = new Map([...world.variables.keys(), '*'].map((name) => [name, computed(node, frame)]));
}

function variablesIn(node: Node): string[] {
  return walk(node).flatMap((inner) =>
    inner.kind === 'variable' && typeof inner.name === 'string' ? [inner.name] : [],
  );
}

/** Writes to `$x` or `$x['y']`; for anything deeper forgets what the variables held. */
export function store(left: Node, value: Value, world: World, frame: Frame): void {
  if (left.kind === 'variable') {
    if (typeof left.name === 'string') world.variables.set(left.name, value);
    else forgetAllVariables(left, world, frame);
    return;
  }
  const what = child(left, 'what');
  const key = child(left, 'offset');
  const text = key?.kind === 'string' ? stringOf(literal(key, frame)) : null;
  const name = left.kind === 'offsetlookup' && what?.kind === 'variable' ? String(what.name) : null;
  if (name?.startsWith('_') || name === 'GLOBALS') storeSuperglobal(name, text, value, world, left, frame);
  else if (name !== null && text !== null) storeEntry(name, text, value, world, left, frame);
  else forgetVariables(left, world, frame);
  if (walk(left).some((inner) => inner.kind === 'variable' && /^_(SERVER|ENV)$/.test(String(inner.name)))) {
    forgetAssumed(world, /_SERVER|_ENV|env/i);
  }
}

function storeSuperglobal(
  name: string,
  key: string | null,
  value: Value,
  world: World,
  node: Node,
  frame: Frame,
): void {
  if (name === 'GLOBALS') {
    if (key === null) forgetAllVariables(node, world, frame);
    else world.variables.set(key, value);
  }
  // Others, such as HTTPS, decide nothing about values: they stay unknown.
  const matters = key !== null && (world.environment?.has(key) || /KEY|SALT|SECRET/i.test(key));
  if (matters && /^_(ENV|SERVER)$/.test(name)) world.environment = new Map(world.environment ?? []).set(key, value);
}

function storeEntry(name: string, key: string, value: Value, world: World, node: Node, frame: Frame): void {
  const held = world.variables.get(name);
  const empty = held === undefined && !world.variables.has('*');
  if (!empty && held?.kind !== 'array') {
    world.variables.set(name, computed(node, frame));
    return;
  }
  const entries = held?.kind === 'array' ? held.entries : [];
  world.variables.set(name, { kind: 'array', entries: new Map([...entries, [key, value]]) });
}
