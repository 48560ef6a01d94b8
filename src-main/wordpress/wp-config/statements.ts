import { assume, type Context, type Frame, step } from './context.ts';
import { define } from './define.ts';
import { decide, evaluate, evaluateAll } from './expressions.ts';
import { foreachStatement, maybeOnce } from './loops.ts';
import { merge } from './merge.ts';
import { compare } from './scalars.ts';
import { child, type Node, nameOf, nodes, spanOf } from './syntax.ts';
import { forgetVariables } from './variables.ts';
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

export function isOpen(end: End): boolean {
  return end.signal === 'next' && end.world.ended === null;
}

export const next = (world: World): End => ({ world, signal: 'next' });

export function execute(node: Node, world: World, frame: Frame, context: Context): End[] {
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
export function leave(end: End): End {
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
