import { posix } from 'node:path';
import { arrayLiteral, offset } from './arrays.ts';
import { callExpression, newExpression } from './calls.ts';
import { assume, type Context, type Flow, type Frame, one, step } from './context.ts';
import { includeExpression } from './includes.ts';
import { readLiteral } from './literal.ts';
import { binary, concatenation, ternary } from './operators.ts';
import { phpString, stringOf, truthOf } from './scalars.ts';
import { child, isNode, type Node, nameOf, nodes, sliceOf, spanOf, walk } from './syntax.ts';
import { computed, literal, readVariable, shareVariables, store } from './variables.ts';
import { known, type Scalar, type Value, type World } from './world.ts';

/** Everything an expression may come to, with the world it leaves behind. One entry per way PHP may go. */
export function evaluate(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  step(context);
  if (world.ended) return [{ world, value: known(null) }];
  const evaluator = evaluators[node.kind];
  if (evaluator) return evaluator(node, world, frame, context);
  // Not followed: its parts still run.
  const parts = Object.entries(node).flatMap(([field, value]) =>
    field === 'loc' ? [] : isNode(value) ? [value] : nodes(value),
  );
  return evaluateAll(parts, world, frame, context).map(({ world: next }) => ({
    world: next,
    value: computed(node, frame),
  }));
}

export function evaluateAll(
  list: readonly Node[],
  world: World,
  frame: Frame,
  context: Context,
): { world: World; values: Value[] }[] {
  return list.reduce<{ world: World; values: Value[] }[]>(
    (flows, node) =>
      flows.flatMap(({ world: next, values }) =>
        evaluate(node, next, frame, context).map((flow) => ({ world: flow.world, values: [...values, flow.value] })),
      ),
    [{ world, values: [] }],
  );
}

/** Evaluates and decides: both ways where the files do not say. */
export function decide(
  node: Node,
  world: World,
  frame: Frame,
  context: Context,
): { world: World; truth: boolean; value: Value }[] {
  return evaluate(node, world, frame, context).flatMap((flow) => {
    const truth = truthOf(flow.value);
    if (flow.world.ended || truth !== null) return [{ ...flow, truth: truth ?? false }];
    return assume(flow.world, node, frame).map((way) => ({ ...way, value: flow.value }));
  });
}

type Evaluator = (node: Node, world: World, frame: Frame, context: Context) => Flow[];

/** Evaluates the child in `field`, then goes on with what it came to. */
function after(field: string, go: (flow: Flow, node: Node, frame: Frame, context: Context) => Flow[]): Evaluator {
  return (node, world, frame, context) => {
    const inner = child(node, field);
    if (!inner) return one(world, known(null));
    return evaluate(inner, world, frame, context).flatMap((flow) =>
      flow.world.ended ? [flow] : go(flow, node, frame, context),
    );
  };
}

const evaluators: Readonly<Record<string, Evaluator>> = {
  string: (node, world, frame) => one(world, literal(node, frame)),
  nowdoc: (node, world, frame) => one(world, literal(node, frame)),
  encapsed,
  number: (node, world) => one(world, known(Number(String(node.value).replaceAll('_', '')))),
  boolean: (node, world) => one(world, known(Boolean(node.value))),
  nullkeyword: (_, world) => one(world, known(null)),
  magic: (node, world, frame) => one(world, magic(node, frame)),
  name: (node, world, frame) => one(world, constantNamed(node, world, frame)),
  variable: (node, world, frame) => one(world, readVariable(node, world, frame)),
  bin: binary,
  unary: after('what', (flow, node, frame) => {
    const truth = node.type === '!' ? truthOf(flow.value) : null;
    return one(flow.world, truth === null ? computed(node, frame) : known(!truth));
  }),
  silent: after('expr', (flow) => [flow]),
  cast: after('expr', (flow, node, frame) => {
    if (node.type === 'string' && flow.value.kind === 'known') {
      return one(flow.world, { ...flow.value, value: phpString(flow.value.value) });
    }
    const truth = truthOf(flow.value);
    return one(flow.world, /^bool/.test(String(node.type)) && truth !== null ? known(truth) : computed(node, frame));
  }),
  retif: ternary,
  assign,
  assignref: assign,
  array: arrayLiteral,
  offsetlookup: offset,
  isset: (node, world, frame, context) => isset(node, world, frame, context),
  empty: after('expression', (flow, node, frame) => {
    const truth = truthOf(flow.value);
    return one(flow.world, truth === null ? computed(node, frame) : known(!truth));
  }),
  include: includeExpression,
  call: callExpression,
  new: newExpression,
  exit: (node, world, frame, context) => {
    const inner = child(node, 'expression');
    const flows = inner ? evaluate(inner, world, frame, context) : one(world, known(null));
    return flows.map((flow) => ({ ...flow, world: { ...flow.world, ended: flow.world.ended ?? 'dead' } }));
  },
  throw: (_, world) => one({ ...world, ended: 'thrown' }, known(null)),
  eval: after('source', (flow, node, frame) => {
    const at = spanOf(frame.source, node);
    const why = { sentence: `code on line ${at.line} runs eval()`, line: at.line, path: at.path };
    return one({ ...flow.world, opaque: [...flow.world.opaque, { why, defines: true }] }, computed(node, frame));
  }),
  closure: (node, world) => {
    for (const used of nodes(node.uses)) if (used.byref) shareVariables(used, world);
    return one(world, { kind: 'closure', defines: mayDefine(node) });
  },
  arrowfunc: (node, world) => one(world, { kind: 'closure', defines: mayDefine(node) }),
  match: (node, world, frame, context) =>
    nodes(node.arms).flatMap((arm) => {
      const body = child(arm, 'body');
      return body ? evaluate(body, fresh(world), frame, context) : [];
    }),
};

const fresh = (world: World): World => ({
  ...world,
  constants: new Map(world.constants),
  variables: new Map(world.variables),
  pending: new Map(world.pending),
});

/** Whether code that runs at an unknown time could define constants or load files. */
export function mayDefine(node: Node): boolean {
  return walk(node).some(
    (inner) =>
      inner.kind === 'include' ||
      inner.kind === 'eval' ||
      (inner.kind === 'call' && /^(define|call_user_func.*)$/i.test(nameOf(inner.what) ?? 'define')),
  );
}

function encapsed(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  const at = spanOf(frame.source, node);
  const read = node.type === 'shell' ? null : readLiteral(sliceOf(frame.source, at));
  if (read) return one(world, { kind: 'known', value: read.value, leaves: [{ ...at, style: read.style }] });
  const parts = nodes(node.value).flatMap((part) => child(part, 'expression') ?? []);
  const inner = parts.filter((part) => part.kind !== 'string');
  return evaluateAll(inner, world, frame, context).map(({ world: next, values }) => {
    const names = values.map(stringOf);
    const plain = parts.every((part) => part.kind !== 'string' || !/[\\]/.test(String(part.raw)));
    if (names.includes(null) || !plain || node.type !== 'string') return { world: next, value: computed(node, frame) };
    const text = parts.map((part) => (part.kind === 'string' ? String(part.raw) : (names.shift() ?? ''))).join('');
    return { world: next, value: known(text) };
  });
}

function magic(node: Node, frame: Frame): Value {
  const { realPath } = frame.source;
  const name = String(node.value).toUpperCase();
  if (name === '__DIR__') return known(posix.dirname(realPath));
  if (name === '__FILE__') return known(realPath);
  return name === '__LINE__' ? known(node.loc?.start.line ?? 0) : computed(node, frame);
}

const builtIn: Readonly<Record<string, Scalar>> = {
  DIRECTORY_SEPARATOR: '/',
  PATH_SEPARATOR: ':',
  PHP_EOL: '\n',
  true: true,
  false: false,
  null: null,
};

function constantNamed(node: Node, world: World, frame: Frame): Value {
  const name = nameOf(node)?.split('\\').pop() ?? '';
  const definition = world.constants.get(name);
  if (definition) return definition.value;
  const given = builtIn[name] ?? builtIn[name.toLowerCase()];
  return given === undefined && name.toLowerCase() !== 'null' ? computed(node, frame) : known(given ?? null);
}

function assign(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  const [left, right] = [child(node, 'left'), child(node, 'right')];
  if (!left || !right) return one(world, computed(node, frame));
  return evaluate(right, world, frame, context).map((flow) => {
    if (flow.world.ended) return flow;
    const plain = node.kind === 'assign' && node.operator === '=';
    const before = left.kind === 'variable' ? readVariable(left, flow.world, frame) : known(null);
    const joined = node.operator === '.=' ? concatenation(before, flow.value) : null;
    const value = plain ? flow.value : (joined ?? computed(node, frame));
    if (node.kind === 'assignref') for (const side of [left, right]) shareVariables(side, flow.world);
    store(left, value, flow.world, frame);
    return { world: flow.world, value };
  });
}

function isset(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  return evaluateAll(nodes(node.variables), world, frame, context).map(({ world: next, values }) => {
    const unset = values.some((value) => value.kind === 'known' && value.value === null);
    const open = values.some((value) => value.kind === 'unknown');
    return { world: next, value: open && !unset ? computed(node, frame) : known(!unset) };
  });
}
