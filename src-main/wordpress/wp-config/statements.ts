import { assume, type Context, type Frame, step } from './context.ts';
import { define } from './define.ts';
import { decide, evaluate, evaluateAll } from './expressions.ts';
import { merge } from './merge.ts';
import { compare } from './scalars.ts';
import { child, isNode, type Node, nameOf, nodes, spanOf, walk } from './syntax.ts';
import { forgetAllVariables, forgetVariables, shareVariables } from './variables.ts';
import { fork, known, type Value, type World } from './world.ts';

/** How a row of statements can end. `levels`: how many loops or switches a break leaves. */
export interface End {
  world: World;
  signal: 'next' | 'return' | 'break' | 'continue';
  value?: Value;
  levels?: number;
}

/** Runs statements in PHP's order, every way it may go. */
export function run(statements: readonly Node[], world: World, frame: Frame, context: Context): End[] {
  let ends: End[] = [{ world, signal: 'next' }];
  for (const statement of statements) {
    const at = frame.topLevel ? { ...frame, topLevel: false, outermost: spanOf(frame.source, statement) } : frame;
    const after = ends.flatMap((end) => (isOpen(end) ? execute(statement, end.world, at, context) : [end]));
    // Only a statement that parts the ways is worth the search for ways that have met.
    ends = after.length > ends.length ? merge(after) : after;
  }
  return ends;
}

function isOpen(end: End): boolean {
  return end.signal === 'next' && end.world.ended === null;
}

const next = (world: World): End => ({ world, signal: 'next' });

function execute(node: Node, world: World, frame: Frame, context: Context): End[] {
  step(context);
  const executor = executors[node.kind];
  return executor
    ? executor(node, world, frame, context)
    : evaluate(node, world, frame, context).map((flow) => next(flow.world));
}

type Executor = (node: Node, world: World, frame: Frame, context: Context) => End[];
const nothing: Executor = (_, world) => [next(world)];

const executors: Readonly<Record<string, Executor>> = {
  expressionstatement: (node, world, frame, context) => {
    const expression = child(node, 'expression');
    return expression ? evaluate(expression, world, frame, context).map((flow) => next(flow.world)) : [next(world)];
  },
  block: (node, world, frame, context) => runInner(node, world, frame, context),
  namespace: (node, world, frame, context) => runInner(node, world, frame, context),
  declare: (node, world, frame, context) => runInner(node, world, frame, context),
  if: (node, world, frame, context) => {
    const test = child(node, 'test');
    if (!test) return [next(world)];
    return decide(test, world, frame, context).flatMap((way) => {
      const branch = child(node, way.truth ? 'body' : 'alternate');
      return way.world.ended || !branch ? [next(way.world)] : execute(branch, way.world, frame, context);
    });
  },
  switch: switchStatement,
  foreach: foreachStatement,
  while: maybeOnce,
  for: maybeOnce,
  do: maybeOnce,
  try: tryStatement,
  return: (node, world, frame, context) => {
    const expression = child(node, 'expr');
    const flows = expression ? evaluate(expression, world, frame, context) : [{ world, value: known(null) }];
    return flows.map((flow) => ({ ...flow, signal: 'return' }));
  },
  halt: (_, world) => [{ world, signal: 'return' }],
  break: (node, world) => [{ world, signal: 'break', levels: levelsOf(node) }],
  continue: (node, world) => [{ world, signal: 'continue', levels: levelsOf(node) }],
  echo: (node, world, frame, context) =>
    evaluateAll(nodes(node.expressions), world, frame, context).map((flow) => next(flow.world)),
  constantstatement: (node, world, frame, context) =>
    nodes(node.constants).reduce<End[]>(
      (ends, constant) => ends.flatMap((end) => defineConst(constant, end.world, frame, context)),
      [next(world)],
    ),
  // What `global` brings in was bound when the function was entered.
  global: nothing,
  unset: (node, world) => {
    for (const item of nodes(node.variables)) if (item.kind === 'variable') world.variables.delete(String(item.name));
    return [next(world)];
  },
  goto: (node, world, frame) => {
    const at = spanOf(frame.source, node);
    const why = { sentence: `line ${at.line} of ${at.path} jumps (goto)`, line: at.line, path: at.path };
    return [next({ ...world, opaque: [...world.opaque, { why, defines: true }] })];
  },
  inline: nothing,
  usegroup: nothing,
  function: nothing,
  class: nothing,
  interface: nothing,
  trait: nothing,
  enum: nothing,
  label: nothing,
  noop: nothing,
  static: (node, world, frame) => {
    forgetVariables(node, world, frame);
    return [next(world)];
  },
};

function runInner(node: Node, world: World, frame: Frame, context: Context): End[] {
  // Inside a namespace, in braces or not, the statements are still the file's own.
  return run(nodes(node.children), world, { ...frame, topLevel: node.kind === 'namespace' }, context);
}

function defineConst(constant: Node, world: World, frame: Frame, context: Context): End[] {
  const [name, value] = [nameOf(constant.name), child(constant, 'value')];
  if (!name || !value) return [next(world)];
  // `const` inside a namespace defines Namespace\NAME.
  const inNamespace = frame.source.statements.some(({ kind }) => kind === 'namespace');
  return evaluate(value, world, frame, context).map((flow) => {
    const expression = spanOf(frame.source, value);
    if (!inNamespace) define(name, { value: flow.value, expression, at: spanOf(frame.source, constant) }, flow.world);
    return next(flow.world);
  });
}

function levelsOf(node: Node): number {
  return Number(child(node, 'level')?.value ?? 1);
}

/** What a loop or switch hands on of a break or continue inside it. */
function leave(end: End): End {
  if (end.signal !== 'break' && end.signal !== 'continue') return end;
  const levels = (end.levels ?? 1) - 1;
  return levels > 0 ? { ...end, levels } : next(end.world);
}

function switchStatement(node: Node, world: World, frame: Frame, context: Context): End[] {
  const [test, body] = [child(node, 'test'), child(node, 'body')];
  const cases = nodes(body?.children);
  if (!test) return [next(world)];
  return evaluate(test, world, frame, context).flatMap((flow) => {
    if (flow.world.ended) return [next(flow.world)];
    return enter(cases, 0, flow.value, flow.world, frame, context).flatMap(({ world: entered, index }) => {
      const statements =
        index === null ? [] : cases.slice(index).flatMap((item) => nodes(child(item, 'body')?.children));
      return run(statements, entered, frame, context).map(leave);
    });
  });
}

/** At which case PHP goes in; null for none. */
function enter(
  cases: Node[],
  index: number,
  value: Value,
  world: World,
  frame: Frame,
  context: Context,
): { world: World; index: number | null }[] {
  const item = cases[index];
  if (!item) {
    const fallback = cases.findIndex((each) => !child(each, 'test'));
    return [{ world, index: fallback === -1 ? null : fallback }];
  }
  const test = child(item, 'test');
  if (!test) return enter(cases, index + 1, value, world, frame, context);
  return evaluate(test, world, frame, context).flatMap((flow) => {
    const same = compare('==', value, flow.value);
    if (same === true) return [{ world: flow.world, index }];
    if (same === false) return enter(cases, index + 1, value, flow.world, frame, context);
    return assume(flow.world, item, { ...frame, repeats: true }).flatMap((way) =>
      way.truth ? [{ world: way.world, index }] : enter(cases, index + 1, value, way.world, frame, context),
    );
  });
}

function foreachStatement(node: Node, world: World, frame: Frame, context: Context): End[] {
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
function maybeOnce(node: Node, world: World, frame: Frame, context: Context): End[] {
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

/** The body runs through, or something throws after any of its statements and a catch goes on from there. */
function tryStatement(node: Node, world: World, frame: Frame, context: Context): End[] {
  const statements = nodes(child(node, 'body')?.children);
  const prefixes = statements.map((_, length) => run(statements.slice(0, length), fork(world), frame, context));
  const through = run(statements, fork(world), frame, context);
  const thrown = [...prefixes.flat(), ...through].flatMap((end) => {
    if (end.world.ended !== 'thrown' && !isOpen(end)) return [];
    return [{ ...fork(end.world), ended: null }];
  });
  const handlers = nodes(node.catches).flatMap((each) => child(each, 'body') ?? []);
  const starts = merge(thrown.map(next)).map((end) => end.world);
  const caught = handlers.flatMap((handler) =>
    starts.flatMap((start) => execute(handler, fork(start), frame, context)),
  );
  const always = child(node, 'always');
  return merge([...through.filter((end) => end.world.ended !== 'thrown'), ...caught]).flatMap((end) =>
    always && isOpen(end) ? execute(always, end.world, frame, context) : [end],
  );
}
