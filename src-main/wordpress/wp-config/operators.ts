import { assume, type Context, type Flow, type Frame, one } from './context.ts';
import { decide, evaluate, evaluateAll } from './expressions.ts';
import { compare, phpString, truthOf } from './scalars.ts';
import { child, type Node } from './syntax.ts';
import { computed } from './variables.ts';
import { known, type Leaf, type Value, type World } from './world.ts';

/** Two sides and what stands between them. */
export function binary(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  const [left, right] = [child(node, 'left'), child(node, 'right')];
  if (!left || !right) return one(world, computed(node, frame));
  const operator = String(node.type).toLowerCase();
  if (operator === '??') return coalesce(left, right, world, frame, context);
  if (['||', 'or', '&&', 'and'].includes(operator)) {
    const stops = operator === '||' || operator === 'or';
    return decide(left, world, frame, context).flatMap((way) =>
      way.world.ended || way.truth === stops
        ? one(way.world, known(way.truth))
        : evaluate(right, way.world, frame, context).map((flow) => {
            const truth = truthOf(flow.value);
            return { world: flow.world, value: truth === null ? computed(node, frame) : known(truth) };
          }),
    );
  }
  return evaluateAll([left, right], world, frame, context).map(({ world: next, values }) => ({
    world: next,
    value: combine(node, operator, values, frame),
  }));
}

function combine(node: Node, operator: string, values: Value[], frame: Frame): Value {
  const [left = known(null), right = known(null)] = values;
  if (operator === '.') return concatenation(left, right) ?? firstUnknown(values) ?? computed(node, frame);
  if (/^[!=]==?$|^<>$/.test(operator)) {
    const result = compare(operator, left, right);
    if (result !== null) return known(result);
  }
  return computed(node, frame);
}

function firstUnknown(values: Value[]): Value | undefined {
  return values.find((value) => value.kind === 'unknown');
}

export function concatenation(left: Value, right: Value): Value | null {
  if (left.kind !== 'known' || right.kind !== 'known') return null;
  const leaves: Leaf[] | null = left.leaves && right.leaves ? [...left.leaves, ...right.leaves] : null;
  return { kind: 'known', value: phpString(left.value) + phpString(right.value), leaves };
}

function coalesce(left: Node, right: Node, world: World, frame: Frame, context: Context): Flow[] {
  return evaluate(left, world, frame, context).flatMap((flow) => {
    if (flow.world.ended) return [flow];
    if (flow.value.kind === 'known' && flow.value.value === null) return evaluate(right, flow.world, frame, context);
    if (flow.value.kind !== 'unknown') return [flow];
    return assume(flow.world, left, frame, '??').flatMap((way) =>
      way.truth ? one(way.world, flow.value) : evaluate(right, way.world, frame, context),
    );
  });
}

export function ternary(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  const [test, yes, no] = [child(node, 'test'), child(node, 'trueExpr'), child(node, 'falseExpr')];
  if (!test || !no) return one(world, computed(node, frame));
  return decide(test, world, frame, context).flatMap((way) => {
    if (way.world.ended) return one(way.world, way.value);
    if (way.truth && !yes) return one(way.world, way.value);
    return evaluate(way.truth && yes ? yes : no, way.world, frame, context);
  });
}
