import type { Context, Flow, Frame } from './context.ts';
import { environmentValue } from './environment.ts';
import { evaluateAll } from './expressions.ts';
import { stringOf } from './scalars.ts';
import { child, isNode, type Node, nodes, spanOf } from './syntax.ts';
import { computed, shareVariables } from './variables.ts';
import { known, type Value, type World } from './world.ts';

export function arrayLiteral(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  const items = nodes(node.items);
  const plain = items.every((item) => item.kind === 'entry' && !item.byRef && !item.unpack);
  for (const item of items) if (item.byRef) shareVariables(item, world);
  const parts = items.flatMap((item) => [child(item, 'key'), child(item, 'value')]).filter(isNode);
  return evaluateAll(parts, world, frame, context).map(({ world: next, values }) => {
    if (!plain) return { world: next, value: computed(node, frame) };
    const entries = new Map<string, Value>();
    let free = 0;
    for (const item of items) {
      const key = child(item, 'key') ? stringOf(values.shift()) : String(free++);
      const value = values.shift();
      if (key === null || !value) return { world: next, value: computed(node, frame) };
      if (/^\d+$/.test(key)) free = Math.max(free, Number(key) + 1);
      entries.set(key, value);
    }
    return { world: next, value: { kind: 'array', entries } };
  });
}

/** What stands under a key, also in $_SERVER and $_ENV. */
export function offset(node: Node, world: World, frame: Frame, context: Context): Flow[] {
  const [what, key] = [child(node, 'what'), child(node, 'offset')];
  if (!what || !key) return [{ world, value: computed(node, frame) }];
  return evaluateAll([what, key], world, frame, context).map(({ world: next, values }) => {
    const [held, index] = [values[0], stringOf(values[1])];
    const superglobal = what.kind === 'variable' ? String(what.name) : '';
    if (/^_(SERVER|ENV)$/.test(superglobal) && index !== null) {
      return { world: next, value: environmentValue(index, next, spanOf(frame.source, node), superglobal) };
    }
    const found = held?.kind === 'array' && index !== null ? (held.entries.get(index) ?? known(null)) : null;
    return { world: next, value: found ?? computed(node, frame) };
  });
}
