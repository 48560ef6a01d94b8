import type { Context, Frame } from './context.ts';
import { evaluate, evaluateAll } from './expressions.ts';
import { merge } from './merge.ts';
import { type End, execute, isOpen, leave, next } from './statements.ts';
import { child, isNode, type Node, nodes, walk } from './syntax.ts';
import { forgetAllVariables, forgetVariables, shareVariables } from './variables.ts';
import { fork, known, type Value, type World } from './world.ts';

/** Turn by turn where the list is known. */
export function foreachStatement(node: Node, world: World, frame: Frame, context: Context): End[] {
  const source = child(node, 'source');
  if (!source) return [next(world)];
  return evaluate(source, world, frame, context).flatMap((flow) => {
    const list = flow.value;
    if (flow.world.ended || list.kind !== 'array' || list.entries.size > 2_000)
      return maybeOnce(node, flow.world, frame, context);
    const inner = { ...frame, repeats: true };
    let ends: End[] = [next(flow.world)];
    for (const [key, value] of list.entries) {
      ends = merge(ends.flatMap((end) => (isOpen(end) ? iterate(node, key, value, end.world, inner, context) : [end])));
    }
    return ends.map((end) => (end.signal === 'break' ? leave(end) : end));
  });
}

function iterate(node: Node, key: string, value: Value, world: World, frame: Frame, context: Context): End[] {
  const [keyNode, valueNode, body] = [child(node, 'key'), child(node, 'value'), child(node, 'body')];
  const here = fork(world);
  if (typeof keyNode?.name === 'string') here.variables.set(keyNode.name, known(/^\d+$/.test(key) ? Number(key) : key));
  if (valueNode?.kind === 'variable' && typeof valueNode.name === 'string') here.variables.set(valueNode.name, value);
  else if (valueNode) forgetVariables(valueNode, here, frame);
  const source = child(node, 'source');
  if (valueNode?.byref) for (const side of [valueNode, source]) if (side) shareVariables(side, here);
  const ends = body ? execute(body, here, frame, context) : [next(here)];
  return ends.map((end) => (end.signal === 'continue' ? leave(end) : end));
}

/** A loop whose turns can't be counted: not at all, or once with every variable it sets unknown. */
export function maybeOnce(node: Node, world: World, frame: Frame, context: Context): End[] {
  const inner = { ...frame, repeats: true };
  const turned = fork(world);
  for (const each of walk(node)) forget(each, turned, frame);
  const byReference = [child(node, 'value'), child(node, 'source')].filter(isNode);
  if (child(node, 'value')?.byref) for (const side of byReference) shareVariables(side, turned);
  const tested = nodes([node.test]).concat(nodes(node.init), nodes(node.test), nodes(node.increment));
  const worlds = evaluateAll(tested, turned, inner, context).map((flow) => flow.world);
  const body = child(node, 'body');
  const once = worlds
    .flatMap((each) => (body && !each.ended ? execute(body, each, inner, context) : [next(each)]))
    .map(leave);
  return node.kind === 'do' ? once : merge([next(fork(world)), ...once]);
}

function forget(node: Node, world: World, frame: Frame): void {
  const written = /^(assign|assignref|post|pre)$/.test(node.kind) ? (child(node, 'left') ?? child(node, 'what')) : null;
  const targets = [
    written,
    node.kind === 'foreach' ? child(node, 'key') : null,
    node.kind === 'foreach' ? child(node, 'value') : null,
  ];
  for (const target of targets.filter(isNode)) {
    const named = walk(target).every((inner) => inner.kind !== 'variable' || typeof inner.name === 'string');
    if (named) forgetVariables(target, world, frame);
    else forgetAllVariables(target, world, frame);
  }
}
